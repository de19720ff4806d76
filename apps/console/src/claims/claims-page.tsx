import { Badge, Button, Dialog, EmptyState, Select, TextArea, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Claim } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { claimsQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { claimWords } from '../shop/my-places.tsx'

/** Shops that say a listing is theirs: check it, grant or refuse. */
export function ClaimsPage(): ReactNode {
  const { plain } = useSpeaker()
  const [filters, change] = useFilters()
  const state = filters.state ?? 'submitted'
  const claims = useQuery(claimsQuery(state === 'all' ? undefined : state))
  return (
    <Page title={plain('navClaims')} lead={<T id="claimsLead" />}>
      <div className="desk-filters">
        <Select
          label={<T id="state" />}
          value={state}
          onChange={(event) => change({ state: event.target.value })}
          choices={[
            ...Object.entries(claimWords).map(([value, { word }]) => ({ value, label: plain(word) })),
            { value: 'all', label: plain('all') },
          ]}
        />
      </div>
      <Loaded of={claims}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="check" title={<T id="claimsNone" phrase />}>
              <T id="claimsNoneText" />
            </EmptyState>
          ) : (
            <ul className="desk-queue">
              {items.map((claim) => (
                <li key={claim.id}>
                  <ClaimCard claim={claim} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

type Decision = 'grant' | 'refuse' | 'revoke'
const verbs: Readonly<Record<Decision, { readonly verb: PlainKey; readonly text: PlainKey; readonly done: PlainKey }>> = {
  grant: { verb: 'claimGrant', text: 'claimGrantText', done: 'claimGrantDone' },
  refuse: { verb: 'claimRefuse', text: 'claimRefuseText', done: 'claimRefuseDone' },
  revoke: { verb: 'claimRevoke', text: 'claimRevokeText', done: 'claimRevokeDone' },
}

function ClaimCard({ claim }: { readonly claim: Claim }): ReactNode {
  const { language, formats } = useSpeaker()
  const [asked, setAsked] = useState<Decision>()
  const { word, tone } = claimWords[claim.state]
  return (
    <article className="mn-card mn-stack" data-claim={claim.state}>
      <div className="mn-row mn-row--between">
        <h2>
          <Link to="/places/$id" params={{ id: claim.placeId }} search={{}}>
            {pickText(claim.placeName, language)?.text ?? claim.placeId}
          </Link>
        </h2>
        <Badge tone={tone}>
          <T id={word} />
        </Badge>
      </div>
      <blockquote className="desk-quote">{claim.evidence}</blockquote>
      <p className="mn-small mn-muted">
        {formats.day(new Date(claim.createdAt))} {formats.time(new Date(claim.createdAt))}
      </p>
      {claim.answer !== undefined && <p>{claim.answer}</p>}
      <div className="mn-row">
        {claim.state === 'submitted' && (
          <>
            <Button look="primary" onClick={() => setAsked('grant')}>
              <T id="claimGrant" />
            </Button>
            <Button onClick={() => setAsked('refuse')}>
              <T id="claimRefuse" />
            </Button>
          </>
        )}
        {claim.state === 'granted' && (
          <Button look="danger" onClick={() => setAsked('revoke')}>
            <T id="claimRevoke" />
          </Button>
        )}
      </div>
      {asked !== undefined && <Decide claim={claim} decision={asked} onClose={() => setAsked(undefined)} />}
    </article>
  )
}

function Decide({
  claim,
  decision,
  onClose,
}: {
  readonly claim: Claim
  readonly decision: Decision
  readonly onClose: () => void
}): ReactNode {
  const act = useAct()
  const toast = useToast()
  const [answer, setAnswer] = useState('')
  const { verb, text, done } = verbs[decision]
  const send = async (): Promise<void> => {
    if (
      !(await act.run(() =>
        sendJson('POST', `/api/guide/claims/${inPath(claim.id)}/decide`, {
          decision,
          ...(answer.trim() !== '' && { answer: answer.trim() }),
        }),
      ))
    )
      return
    toast({ text: <T id={done} /> })
    onClose()
  }
  return (
    <Dialog
      open
      role="alertdialog"
      onClose={onClose}
      title={<T id={verb} />}
      actions={
        <>
          <Button onClick={onClose}>
            <T id="cancel" />
          </Button>
          <Button look={decision === 'grant' ? 'primary' : 'danger'} busy={act.busy} onClick={() => void send()}>
            <T id={verb} />
          </Button>
        </>
      }
    >
      <p>
        <T id={text} />
      </p>
      <TextArea
        label={<T id="claimAnswer" />}
        rows={3}
        maxLength={1000}
        value={answer}
        onChange={(event) => setAnswer(event.target.value)}
      />
      <Trouble error={act.trouble} />
    </Dialog>
  )
}
