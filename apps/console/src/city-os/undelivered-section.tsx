import { Badge, Button, ConfirmDialog, Table, useToast } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { sendJson } from '../data/api.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { Moment } from './attribute-table.tsx'
import { undeliveredQuery, type UndeliveredView } from './subscription-queries.ts'

interface Props {
  readonly may: boolean
  /** Names of the subscriptions by id. */
  readonly named: ReadonlyMap<string, string>
}

/** What receivers did not take, with the reason: sent again or discarded by a person. */
export function UndeliveredSection({ may, named }: Props): ReactNode {
  const all = useQuery(undeliveredQuery())
  return (
    <section className="mn-stack" aria-labelledby="undelivered-title">
      <h2 id="undelivered-title">
        <T id="undeliveredTitle" />
      </h2>
      <p className="mn-muted">
        <T id="undeliveredLead" />
      </p>
      <Loaded of={all} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="mn-muted">
              <T id="undeliveredNone" />
            </p>
          ) : (
            <Rows rows={rows} may={may} named={named} />
          )
        }
      </Loaded>
    </section>
  )
}

function Rows({ rows, may, named }: Props & { readonly rows: readonly UndeliveredView[] }): ReactNode {
  const { plain, formats } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [discarding, setDiscarding] = useState<readonly string[]>()
  const replay = async (ids: readonly string[]): Promise<void> => {
    if (await act.run(() => sendJson('POST', '/api/context/undelivered/replay', { ids }))) toast({ text: <T id="undeliveredReplayed" /> })
  }
  const discard = async (ids: readonly string[]): Promise<void> => {
    const done = await act.run(() => sendJson('POST', '/api/context/undelivered/discard', { ids }))
    setDiscarding(undefined)
    if (done) toast({ text: <T id="undeliveredDiscarded" /> })
  }
  const every = rows.map(({ id }) => id)
  return (
    <>
      <Trouble error={act.trouble} />
      {may && (
        <div className="mn-row">
          <Button busy={act.busy} onClick={() => void replay(every)}>
            <T id="undeliveredReplayAll" />
          </Button>
        </div>
      )}
      <Table<UndeliveredView>
        caption={plain('undeliveredWhat')}
        hideCaption
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { id: 'what', label: plain('undeliveredWhat'), heading: true, cell: (row) => <What of={row} named={named} /> },
          { id: 'reason', label: plain('reason'), cell: ({ error }) => <span className="desk-value">{error ?? '—'}</span> },
          { id: 'state', label: plain('state'), cell: ({ state }) => <State of={state} /> },
          { id: 'attempts', label: plain('undeliveredAttempts'), align: 'end', cell: ({ attempts }) => formats.number(attempts) },
          { id: 'tried', label: plain('undeliveredTried'), cell: ({ triedAt }) => <Moment at={triedAt} /> },
          ...(may
            ? [
                {
                  id: 'do',
                  label: plain('actions'),
                  cell: ({ id, endpoint }: UndeliveredView) => (
                    <Doings endpoint={endpoint} busy={act.busy} onReplay={() => void replay([id])} onDiscard={() => setDiscarding([id])} />
                  ),
                },
              ]
            : []),
        ]}
      />
      {discarding !== undefined && (
        <ConfirmDialog
          open
          title={<T id="undeliveredDiscardAsk" phrase />}
          verb={<T id="undeliveredDiscard" />}
          busy={act.busy}
          onConfirm={() => void discard(discarding)}
          onClose={() => setDiscarding(undefined)}
        >
          <T id="undeliveredDiscardText" />
        </ConfirmDialog>
      )}
    </>
  )
}

interface DoingsProps {
  readonly endpoint: string
  readonly busy: boolean
  readonly onReplay: () => void
  readonly onDiscard: () => void
}

function Doings({ endpoint, busy, onReplay, onDiscard }: DoingsProps): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div className="mn-row">
      <Button compact busy={busy} aria-label={plain('undeliveredReplayOf', { name: endpoint })} onClick={onReplay}>
        <T id="retry" />
      </Button>
      <Button compact look="danger" aria-label={plain('undeliveredDiscardOf', { name: endpoint })} onClick={onDiscard}>
        <T id="undeliveredDiscard" />
      </Button>
    </div>
  )
}

function What({
  of: { subscription, endpoint, entities, createdAt },
  named,
}: {
  readonly of: UndeliveredView
  readonly named: Props['named']
}): ReactNode {
  return (
    <>
      {named.get(subscription) ?? subscription}
      <div className="mn-small mn-muted desk-hash">
        {entities.slice(0, 3).join(', ')}
        {entities.length > 3 && ' …'} → {endpoint}
      </div>
      <div className="mn-small mn-muted desk-hash">
        <Moment at={createdAt} />
      </div>
    </>
  )
}

function State({ of }: { readonly of: UndeliveredView['state'] }): ReactNode {
  return of === 'waiting' ? (
    <Badge>
      <T id="undeliveredWaiting" />
    </Badge>
  ) : (
    <Badge tone="warn" icon="warn">
      <T id="undeliveredParked" />
    </Badge>
  )
}
