import { ButtonLink, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Event } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { currentCity, inPath, sendJson } from '../data/api.ts'
import { eventQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { DraftDialog } from '../places/draft-dialog.tsx'
import { HistoryList } from '../places/history-list.tsx'
import { countOf } from '../places/place-change.ts'
import { SaveButtons, SaveState } from '../places/save-buttons.tsx'
import { undoLast } from '../places/undo-last.ts'
import { eventChangeOf, eventFieldsOf, eventProblemsOf } from './event-change.ts'
import { EventForm } from './event-form.tsx'

/** One event: edit it, save at once or as a draft. */
export function EventPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const event = useQuery(eventQuery(id))
  const town = `/events/${inPath(id)}${currentCity() === undefined ? '' : `?city=${currentCity() ?? ''}`}`
  return (
    <Page
      title={pickText(event.data?.name, language)?.text ?? plain('eventName')}
      back={
        <Link to="/events" search={{}}>
          <T id="backToEvents" />
        </Link>
      }
      actions={
        <ButtonLink icon="external" href={town} target="_blank">
          <T id="seeInTown" />
        </ButtonLink>
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
  const toast = useToast()
  const act = useAct()
  const [fields, setFields] = useState(() => eventFieldsOf(event))
  const [drafting, setDrafting] = useState(false)
  const change = eventChangeOf(fields, event)
  const count = countOf(change)
  // What cannot be read yet is no change to send, but the form is not as it was.
  const untouched = JSON.stringify(fields) === JSON.stringify(eventFieldsOf(event))
  const [tried, setTried] = useState(false)
  const problems = eventProblemsOf(fields, event)
  const ready = (): boolean => {
    setTried(true)
    return Object.keys(problems).length === 0 && count > 0
  }
  const save = async (): Promise<void> => {
    if (!ready()) return
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
      <EventForm fields={fields} onChange={setFields} problems={tried ? problems : {}} />
      <div className="desk-save mn-no-print">
        <SaveState count={count} problems={tried ? Object.keys(problems).length : 0} />
        <Trouble error={act.trouble} />
        <SaveButtons
          busy={act.busy}
          unchanged={untouched}
          onDraft={() => {
            if (ready()) setDrafting(true)
          }}
          onDiscard={() => {
            setFields(eventFieldsOf(event))
            setTried(false)
            act.clear()
          }}
        />
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
