import { Badge, Button, Dialog, EmptyState, TextArea, type Tone, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Draft } from '@machinaka/guide/contract'
import type { Me } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { cityQuery, draftsQuery, type LocalName, meQuery, placeQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { fieldWord } from '../places/field-words.ts'
import { valueText } from '../places/value-text.ts'

const words: Readonly<Record<Draft['state'], { readonly word: PlainKey; readonly tone: Tone }>> = {
  draft: { word: 'draftIsDraft', tone: 'quiet' },
  submitted: { word: 'draftIsSubmitted', tone: 'key' },
  rejected: { word: 'draftIsRejected', tone: 'bad' },
  approved: { word: 'draftIsApproved', tone: 'good' },
  published: { word: 'draftIsPublished', tone: 'good' },
  withdrawn: { word: 'draftIsWithdrawn', tone: 'quiet' },
}

const wrote = (draft: Draft, me: Me): boolean => me.id !== undefined && draft.editors.includes(me.id)

/** What waits for me to approve, what I wrote, and what was decided. */
export function DraftsPage(): ReactNode {
  const { plain } = useSpeaker()
  const drafts = useQuery(draftsQuery())
  const me = useQuery(meQuery()).data
  return (
    <Page title={plain('navDrafts')} lead={<T id="draftsLead" />}>
      <Loaded of={drafts}>
        {({ items }) => {
          if (me === undefined || items.length === 0)
            return (
              <EmptyState
                icon="edit"
                title={<T id="draftsNone" phrase />}
                actions={
                  <Link className="mn-button mn-button--primary" to="/places" search={{}}>
                    <T id="seePlaces" />
                  </Link>
                }
              >
                <T id="draftsNoneText" />
              </EmptyState>
            )
          const toApprove = items.filter((draft) => draft.state === 'submitted' && !wrote(draft, me))
          const mine = items.filter((draft) => wrote(draft, me) && !['published', 'withdrawn'].includes(draft.state))
          const rest = items.filter((draft) => !toApprove.includes(draft) && !mine.includes(draft))
          return (
            <>
              <DraftGroup title="draftsToApprove" drafts={toApprove} me={me} empty="draftsToApproveNone" />
              <DraftGroup title="draftsMine" drafts={mine} me={me} empty="draftsMineNone" />
              {rest.length > 0 && <DraftGroup title="draftsRest" drafts={rest} me={me} empty="draftsNone" />}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function DraftGroup({
  title,
  drafts,
  me,
  empty,
}: {
  readonly title: PlainKey
  readonly drafts: readonly Draft[]
  readonly me: Me
  readonly empty: PlainKey
}): ReactNode {
  return (
    <section className="mn-stack" aria-labelledby={title}>
      <h2 id={title}>
        <T id={title} />
      </h2>
      {drafts.length === 0 ? (
        <p className="mn-muted">
          <T id={empty} />
        </p>
      ) : (
        <ul className="desk-queue">
          {drafts.map((draft) => (
            <li key={draft.id}>
              <DraftCard draft={draft} me={me} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function useTargetName(draft: Draft): string {
  const { plain, language } = useSpeaker()
  const target = useQuery({ ...placeQuery(draft.target ?? ''), enabled: draft.kind === 'place' && draft.target !== undefined }).data
  const named: LocalName | undefined = draft.change.name ?? target?.name
  return pickText(named, language)?.text ?? plain(draft.kind === 'place' ? 'placeTitle' : 'eventName')
}

function DraftCard({ draft, me }: { readonly draft: Draft; readonly me: Me }): ReactNode {
  const { plain, formats, language } = useSpeaker()
  const name = useTargetName(draft)
  const departments = useQuery(cityQuery()).data?.departments ?? []
  const { word, tone } = words[draft.state]
  return (
    <article className="mn-card mn-stack" data-draft={draft.state}>
      <div className="mn-row mn-row--between">
        <h3>
          {draft.target === undefined ? (
            name
          ) : draft.kind === 'place' ? (
            <Link to="/places/$id" params={{ id: draft.target }} search={{}}>
              {name}
            </Link>
          ) : (
            <Link to="/events/$id" params={{ id: draft.target }} search={{}}>
              {name}
            </Link>
          )}
        </h3>
        <Badge tone={tone}>
          <T id={word} />
        </Badge>
      </div>
      <p className="mn-small mn-muted">
        {plain(draft.target === undefined ? 'draftNew' : 'draftChange')} · {formats.day(new Date(draft.updatedAt))}{' '}
        {formats.time(new Date(draft.updatedAt))}
        {draft.department !== undefined &&
          ` · ${pickText(departments.find(({ id }) => id === draft.department)?.name, language)?.text ?? draft.department}`}
        {draft.publishAt !== undefined &&
          ` · ${plain('appearsAt', { day: formats.day(new Date(draft.publishAt)), time: formats.time(new Date(draft.publishAt)) })}`}
      </p>
      <dl className="desk-changes">
        {Object.entries(draft.change).map(([field, value]) => {
          const known = fieldWord(field)
          return (
            <div key={field}>
              <dt>{known === undefined ? field : <T id={known} />}</dt>
              <dd>
                <ins>{valueText(value)}</ins>
              </dd>
            </div>
          )
        })}
      </dl>
      {draft.note !== undefined && <p>「{draft.note}」</p>}
      {draft.decisionNote !== undefined && (
        <p>
          <strong>
            <T id="decisionNote" />
          </strong>{' '}
          {draft.decisionNote}
        </p>
      )}
      <Decide draft={draft} me={me} />
    </article>
  )
}

function Decide({ draft, me }: { readonly draft: Draft; readonly me: Me }): ReactNode {
  const act = useAct()
  const toast = useToast()
  const [returning, setReturning] = useState(false)
  const own = wrote(draft, me)
  const step = async (verb: 'submit' | 'withdraw' | 'approve', said: PlainKey): Promise<void> => {
    if (await act.run(() => sendJson('POST', `/api/guide/drafts/${inPath(draft.id)}/${verb}`, verb === 'approve' ? {} : undefined)))
      toast({ text: <T id={said} /> })
  }
  const mayDecide = draft.state === 'submitted' && !own && me.permissions.includes('place.publish')
  return (
    <>
      <Trouble error={act.trouble} />
      <div className="mn-row">
        {mayDecide && (
          <>
            <Button look="primary" busy={act.busy} onClick={() => void step('approve', 'draftApproved')}>
              <T id="approve" />
            </Button>
            <Button onClick={() => setReturning(true)}>
              <T id="sendBack" />
            </Button>
          </>
        )}
        {own && (draft.state === 'draft' || draft.state === 'rejected') && (
          <Button look="primary" busy={act.busy} onClick={() => void step('submit', 'draftSubmitted')}>
            <T id="draftSubmit" />
          </Button>
        )}
        {own && ['draft', 'submitted', 'rejected', 'approved'].includes(draft.state) && (
          <Button look="text" busy={act.busy} onClick={() => void step('withdraw', 'draftWithdrawn')}>
            <T id="withdraw" />
          </Button>
        )}
      </div>
      {returning && <SendBack draft={draft} onClose={() => setReturning(false)} />}
    </>
  )
}

function SendBack({ draft, onClose }: { readonly draft: Draft; readonly onClose: () => void }): ReactNode {
  const act = useAct()
  const toast = useToast()
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const send = async (): Promise<void> => {
    setTried(true)
    if (
      note.trim() === '' ||
      !(await act.run(() => sendJson('POST', `/api/guide/drafts/${inPath(draft.id)}/reject`, { note: note.trim() })))
    )
      return
    toast({ text: <T id="sentBack" /> })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={<T id="sendBack" phrase />}
      actions={
        <>
          <Button onClick={onClose}>
            <T id="cancel" />
          </Button>
          <Button look="primary" busy={act.busy} onClick={() => void send()}>
            <T id="sendBack" />
          </Button>
        </>
      }
    >
      <TextArea
        label={<T id="sendBackWhy" />}
        help={<T id="sendBackHelp" />}
        required
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        error={tried && note.trim() === '' ? <T id="needsText" /> : undefined}
      />
      <Trouble error={act.trouble} />
    </Dialog>
  )
}
