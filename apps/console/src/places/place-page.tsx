import { Button, ButtonLink, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Place } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { currentCity, inPath, sendJson } from '../data/api.ts'
import { meQuery, placeQuery, proposalsQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { ClosedToday } from '../shop/closed-today.tsx'
import { ComingWeek } from './coming-week.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import { HistoryList } from './history-list.tsx'
import { changeOf, countOf, fieldsOf, problemsOf } from './place-change.ts'
import { PhotoCard } from './photo-card.tsx'
import { PlaceForm } from './place-form.tsx'
import { ProposalNote } from './proposal-note.tsx'
import { SaveButtons, SaveState } from './save-buttons.tsx'
import { undoLast } from './undo-last.ts'

/** One place: edit it, save at once or as a draft, see what changed before. */
export function PlacePage(): ReactNode {
  const { plain, language } = useSpeaker()
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const place = useQuery(placeQuery(id))
  const me = useQuery(meQuery()).data
  const office = me?.permissions.includes('place.edit') === true
  const town = `/places/${inPath(id)}${currentCity() === undefined ? '' : `?city=${currentCity() ?? ''}`}`
  return (
    <Page
      title={pickText(place.data?.name, language)?.text ?? plain('placeTitle')}
      back={
        office ? (
          <Link to="/places" search={{}}>
            <T id="backToPlaces" />
          </Link>
        ) : (
          <Link to="/my-places" search={{}}>
            <T id="backToMyPlaces" />
          </Link>
        )
      }
      actions={
        <ButtonLink icon="external" href={town} target="_blank">
          <T id="seeInTown" />
        </ButtonLink>
      }
    >
      <Loaded of={place} rows={10}>
        {(value) => (
          <div className="desk-sides">
            <Editor key={value.modifiedAt} place={value} office={office} />
            <aside className="mn-stack" aria-label={plain('aboutThis')}>
              <section className="mn-card mn-stack">
                <h2>
                  <T id="closedTodayTitle" />
                </h2>
                <ClosedToday place={value} />
              </section>
              <PhotoCard place={value} />
              {office && <HistoryList id={id} />}
            </aside>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Editor({ place, office }: { readonly place: Place; readonly office: boolean }): ReactNode {
  const toast = useToast()
  const act = useAct()
  const [fields, setFields] = useState(() => fieldsOf(place))
  const [tried, setTried] = useState(false)
  const [drafting, setDrafting] = useState(false)
  const proposals = useQuery({ ...proposalsQuery(), enabled: office }).data?.items.filter(({ entityId }) => entityId === place.id) ?? []
  const change = changeOf(fields, place)
  const count = countOf(change)
  const ready = (): boolean => {
    setTried(true)
    return Object.keys(problemsOf(fields)).length === 0 && count > 0
  }
  const save = async (): Promise<void> => {
    if (!ready()) return
    if (!(await act.run(() => sendJson('PATCH', `/api/guide/places/${inPath(place.id)}`, change)))) return
    toast({
      text: <T id="saved" />,
      ...(office && { action: { label: <T id="undo" />, run: () => void act.run(() => undoLast(place.id)) } }),
    })
  }
  const beside = (field: string): ReactNode => {
    const found = proposals.filter((one) => one.field === field)
    return found.length === 0 ? null : found.map((one) => <ProposalNote key={one.id} proposal={one} />)
  }
  return (
    <form
      noValidate
      className="mn-stack"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <PlaceForm fields={fields} onChange={setFields} tried={tried} beside={beside} coming={<ComingWeek place={place} />} />
      <div className="desk-save mn-no-print">
        <SaveState count={count} problems={tried ? Object.keys(problemsOf(fields)).length : 0} />
        <Trouble error={act.trouble} />
        <SaveButtons
          busy={act.busy}
          unchanged={count === 0}
          {...(office && {
            onDraft: () => {
              if (ready()) setDrafting(true)
            },
          })}
          onDiscard={() => {
            setFields(fieldsOf(place))
            setTried(false)
            act.clear()
          }}
        />
      </div>
      {drafting && (
        <DraftDialog
          draft={{ kind: 'place', target: place.id, change }}
          onClose={() => setDrafting(false)}
          onDone={(submitted) => {
            setDrafting(false)
            setFields(fieldsOf(place))
            toast({ text: <T id={submitted ? 'draftSubmitted' : 'draftKept'} /> })
          }}
        />
      )}
    </form>
  )
}

/** A new place begins as a draft: somebody else looks at it before the town sees it. */
export function NewPlacePage(): ReactNode {
  const { plain } = useSpeaker()
  const navigate = useNavigate()
  const toast = useToast()
  const [fields, setFields] = useState(() => fieldsOf({}))
  const [tried, setTried] = useState(false)
  const [drafting, setDrafting] = useState(false)
  const problems = Object.keys(problemsOf(fields)).length
  return (
    <Page
      title={plain('placeNew')}
      lead={<T id="placeNewLead" />}
      back={
        <Link to="/places" search={{}}>
          <T id="backToPlaces" />
        </Link>
      }
    >
      <form
        noValidate
        className="mn-stack"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (problems === 0) setDrafting(true)
        }}
      >
        <PlaceForm fields={fields} onChange={setFields} tried={tried} />
        <div className="desk-save mn-no-print">
          {tried && problems > 0 && (
            <p role="alert" className="desk-wrong">
              {plain('problemsLeft', { n: problems })}
            </p>
          )}
          <div>
            <Button look="primary" type="submit">
              <T id="saveAsDraft" />
            </Button>
          </div>
        </div>
      </form>
      {drafting && (
        <DraftDialog
          draft={{ kind: 'place', change: changeOf(fields, {}) }}
          onClose={() => setDrafting(false)}
          onDone={(submitted) => {
            toast({ text: <T id={submitted ? 'draftSubmitted' : 'draftKept'} /> })
            void navigate({ to: '/drafts', search: {} })
          }}
        />
      )}
    </Page>
  )
}
