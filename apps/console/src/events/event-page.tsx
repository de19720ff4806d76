import { Button, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Event } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { eventQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { DraftDialog } from '../places/draft-dialog.tsx'
import { HistoryList } from '../places/history-list.tsx'
import { undoLast } from '../places/undo-last.ts'
import { eventChangeOf, eventFieldsOf, readDates } from './event-change.ts'
import { EventForm } from './event-form.tsx'

/** One event: edit it, save at once or as a draft. */
export function EventPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const event = useQuery(eventQuery(id))
  return (
    <Page
      title={pickText(event.data?.name, language)?.text ?? plain('eventName')}
      back={
        <Link to="/events" search={{}}>
          <T id="backToEvents" />
        </Link>
      }
    >
      <Loaded of={event} rows={8}>
        {(value) => (
          <div className="desk-sides">
            <Editor key={value.modifiedAt} event={value} />
            <aside aria-label={plain('aboutThis')}>
              <HistoryList id={id} />
            </aside>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Editor({ event }: { readonly event: Event }): ReactNode {
  const { plain } = useSpeaker()
  const toast = useToast()
  const act = useAct()
  const [fields, setFields] = useState(() => eventFieldsOf(event))
  const [drafting, setDrafting] = useState(false)
  const change = eventChangeOf(fields, event)
  const count = Object.keys(change).length
  const datesWrong = readDates(fields.dates) === undefined
  const save = async (): Promise<void> => {
    if (count === 0 || datesWrong) return
    if (await act.run(() => sendJson('PATCH', `/api/guide/events/${inPath(event.id)}`, change)))
      toast({ text: <T id="saved" />, action: { label: <T id="undo" />, run: () => void act.run(() => undoLast(event.id)) } })
  }
  return (
    <form
      noValidate
      className="mn-stack"
      onSubmit={(submitted) => {
        submitted.preventDefault()
        void save()
      }}
    >
      <EventForm fields={fields} onChange={setFields} />
      <div className="desk-save mn-no-print">
        <p className="mn-small mn-muted" role="status">
          {count === 0 ? plain('nothingChanged') : plain('changedFields', { n: count })}
        </p>
        <Trouble error={act.trouble} />
        <div className="mn-row">
          <Button look="primary" type="submit" busy={act.busy} disabled={count === 0 || datesWrong}>
            <T id="save" />
          </Button>
          <Button disabled={count === 0 || datesWrong} onClick={() => setDrafting(true)}>
            <T id="saveAsDraft" />
          </Button>
        </div>
      </div>
      {drafting && (
        <DraftDialog
          draft={{ kind: 'event', target: event.id, change }}
          onClose={() => setDrafting(false)}
          onDone={(submitted) => {
            setDrafting(false)
            setFields(eventFieldsOf(event))
            toast({ text: <T id={submitted ? 'draftSubmitted' : 'draftKept'} /> })
          }}
        />
      )}
    </form>
  )
}
