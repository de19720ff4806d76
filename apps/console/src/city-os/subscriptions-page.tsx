import { Badge, Button, ConfirmDialog, EmptyState, Table, useToast } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type Act, useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { meQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { Moment } from './attribute-table.tsx'
import { shortName } from './entity-name.ts'
import { type SubscriptionView, subscriptionsQuery } from './subscription-queries.ts'
import { UndeliveredSection } from './undelivered-section.tsx'

const nameOf = ({ subscriptionName, id }: SubscriptionView): string => subscriptionName ?? id

/** Who is told of which changes, whether it works, and what could not be delivered. */
export function SubscriptionsPage(): ReactNode {
  const { plain } = useSpeaker()
  const subscriptions = useQuery(subscriptionsQuery())
  const may = useQuery(meQuery()).data?.permissions.includes('context.write') === true
  return (
    <Page
      title={plain('navSubscriptions')}
      lead={<T id="subscriptionsLead" />}
      actions={
        may && (
          <Link className="mn-button mn-button--primary" to="/subscriptions/new" search={{}}>
            <T id="subscriptionNew" />
          </Link>
        )
      }
    >
      <Loaded of={subscriptions}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon="post" title={<T id="subscriptionsNone" phrase />}>
              <T id="subscriptionsNoneText" />
            </EmptyState>
          ) : (
            <SubscriptionTable all={all} may={may} />
          )
        }
      </Loaded>
      <UndeliveredSection may={may} named={new Map(subscriptions.data?.map((one) => [one.id, nameOf(one)]))} />
    </Page>
  )
}

function SubscriptionTable({ all, may }: { readonly all: readonly SubscriptionView[]; readonly may: boolean }): ReactNode {
  const { plain, formats } = useSpeaker()
  const act = useAct()
  return (
    <>
      <Trouble error={act.trouble} />
      <Table<SubscriptionView>
        caption={plain('navSubscriptions')}
        hideCaption
        rows={all}
        keyOf={({ id }) => id}
        columns={[
          { id: 'name', label: plain('name'), heading: true, cell: (row) => <What of={row} /> },
          { id: 'health', label: plain('state'), cell: (row) => <Health of={row} /> },
          { id: 'sent', label: plain('timesSent'), align: 'end', cell: ({ notification }) => formats.number(notification.timesSent ?? 0) },
          {
            id: 'failed',
            label: plain('timesFailed'),
            align: 'end',
            cell: ({ notification }) => formats.number(notification.timesFailed ?? 0),
          },
          { id: 'success', label: plain('lastSuccess'), cell: ({ notification }) => <Moment at={notification.lastSuccess} /> },
          { id: 'failure', label: plain('lastFailure'), cell: ({ notification }) => <Moment at={notification.lastFailure} /> },
          ...(may ? [{ id: 'do', label: plain('actions'), cell: (row: SubscriptionView) => <Doings of={row} act={act} /> }] : []),
        ]}
      />
    </>
  )
}

function What({ of }: { readonly of: SubscriptionView }): ReactNode {
  const types = (of.entities ?? []).flatMap(({ type }) => (type === undefined ? [] : [shortName(type)]))
  const watched = of.watchedAttributes?.map(shortName) ?? []
  return (
    <>
      {nameOf(of)}
      <div className="mn-small mn-muted desk-hash">
        {[...types, ...watched, ...(of.q === undefined ? [] : [of.q])].join(' / ')} → {of.notification.endpoint.uri}
      </div>
    </>
  )
}

/** Paused and expired ones first say so; else how the last attempt went. */
function Health({ of: { status, notification } }: { readonly of: SubscriptionView }): ReactNode {
  if (status === 'paused' || status === 'expired')
    return (
      <Badge>
        <T id={status === 'paused' ? 'subscriptionPaused' : 'subscriptionExpired'} />
      </Badge>
    )
  if (notification.status === 'failed')
    return (
      <Badge tone="bad" icon="warn">
        <T id="subscriptionFailing" />
      </Badge>
    )
  return notification.status === 'ok' ? (
    <Badge tone="good" icon="check">
      <T id="subscriptionOk" />
    </Badge>
  ) : (
    <Badge>
      <T id="subscriptionWaits" />
    </Badge>
  )
}

function Doings({ of, act }: { readonly of: SubscriptionView; readonly act: Act }): ReactNode {
  const { plain } = useSpeaker()
  const toast = useToast()
  const [deleting, setDeleting] = useState(false)
  const path = `/ngsi-ld/v1/subscriptions/${inPath(of.id)}`
  const paused = of.status === 'paused'
  const name = nameOf(of)
  const turn = async (): Promise<void> => {
    if (await act.run(() => sendJson('PATCH', path, { type: 'Subscription', isActive: paused })))
      toast({ text: <T id={paused ? 'subscriptionResumed' : 'subscriptionIsPaused'} /> })
  }
  const remove = async (): Promise<void> => {
    const done = await act.run(() => sendJson('DELETE', path))
    setDeleting(false)
    if (done) toast({ text: <T id="subscriptionDeleted" /> })
  }
  return (
    <div className="mn-row">
      {of.status !== 'expired' && (
        <Button
          compact
          busy={act.busy}
          aria-label={plain(paused ? 'subscriptionResumeOf' : 'subscriptionPauseOf', { name })}
          onClick={() => void turn()}
        >
          <T id={paused ? 'subscriptionResume' : 'subscriptionPause'} />
        </Button>
      )}
      <Button compact look="danger" aria-label={plain('subscriptionDeleteOf', { name })} onClick={() => setDeleting(true)}>
        <T id="deleteIt" />
      </Button>
      {deleting && (
        <ConfirmDialog
          open
          title={plain('subscriptionDeleteAsk', { name })}
          verb={<T id="deleteIt" />}
          busy={act.busy}
          onConfirm={() => void remove()}
          onClose={() => setDeleting(false)}
        >
          <T id="subscriptionDeleteText" />
        </ConfirmDialog>
      )}
    </div>
  )
}
