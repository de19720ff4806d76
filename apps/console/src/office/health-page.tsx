import { Badge, Button, Notice, Table, useToast } from '@machinaka/ui'
import type { Health } from '@machinaka/insight/contract'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useAct } from '../data/act.ts'
import { sendJson } from '../data/api.ts'
import { healthQuery, meQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'

/** How the system is, in numbers that somebody can act on. */
export function HealthPage(): ReactNode {
  const { plain } = useSpeaker()
  const health = useQuery({ ...healthQuery(), refetchInterval: 15_000 })
  return (
    <Page title={plain('navHealth')} lead={<T id="healthLead" />}>
      <Loaded of={health}>
        {(now) => (
          <>
            <Facts health={now} />
            <Parked health={now} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ health }: { readonly health: Health }): ReactNode {
  const { plain, formats } = useSpeaker()
  const low = health.disk.free_GB < 2
  return (
    <>
      {low && (
        <Notice tone="bad" icon="warn">
          {plain('diskLow', { free: String(health.disk.free_GB) })}
        </Notice>
      )}
      <dl className="desk-numbers">
        <Fact
          name="database"
          value={plain(health.database.engine === 'embedded' ? 'databaseEmbedded' : 'databasePostgres')}
          unit={plain('answersIn', { n: String(health.database.answered_ms) })}
        />
        <Fact name="memory" value={formats.number(health.memory_MB)} unit="MB" />
        <Fact name="diskFree" value={formats.number(health.disk.free_GB)} unit="GB" />
        <Fact name="diskUsed" value={formats.number(health.disk.data_MB)} unit="MB" />
        <Fact name="mailBy" value={plain(health.mail === 'smtp' ? 'mailSmtp' : 'mailFolder')} />
        <Fact
          name="version"
          value={health.version}
          unit={plain('runningSince', { ago: formats.ago(new Date(health.startedAt), new Date(health.now)) })}
        />
      </dl>
      {health.mail === 'folder' && (
        <Notice tone="warn" icon="info">
          <T id="mailFolderHelp" />
        </Notice>
      )}
    </>
  )
}

function Fact({ name, value, unit }: { readonly name: PlainKey; readonly value: string; readonly unit?: string }): ReactNode {
  return (
    <div>
      <dt>
        <T id={name} />
      </dt>
      <dd className="mn-tabular">
        {value}
        {unit !== undefined && <span className="desk-unit">{unit}</span>}
      </dd>
    </div>
  )
}

type ParkedFact = Health['parked'][number]

function Parked({ health }: { readonly health: Health }): ReactNode {
  const { plain, formats } = useSpeaker()
  const me = useQuery(meQuery()).data
  const act = useAct()
  const toast = useToast()
  const retry = async (fact: ParkedFact): Promise<void> => {
    if (await act.run(() => sendJson('POST', '/api/health/parked/retry', { consumer: fact.consumer, factId: fact.factId })))
      toast({ text: <T id="retried" /> })
  }
  return (
    <section className="mn-stack" aria-labelledby="parked-title">
      <h2 id="parked-title">
        <T id="parkedTitle" />
      </h2>
      <p className="mn-muted">
        <T id="parkedLead" />
      </p>
      <Trouble error={act.trouble} />
      {health.parked.length === 0 ? (
        <p>
          <Badge tone="good" icon="check">
            <T id="parkedNone" />
          </Badge>
        </p>
      ) : (
        <Table<ParkedFact>
          caption={plain('parkedTitle')}
          hideCaption
          dense
          rows={health.parked}
          keyOf={(row) => `${row.consumer} ${row.factId}`}
          columns={[
            { id: 'kind', label: plain('fact'), heading: true, cell: (row) => row.kind },
            { id: 'consumer', label: plain('consumer'), cell: (row) => row.consumer },
            { id: 'at', label: plain('when'), cell: (row) => formats.ago(new Date(row.parkedAt), new Date(health.now)) },
            { id: 'error', label: plain('reason'), cell: (row) => <span lang="en">{row.error}</span> },
            {
              id: 'retry',
              label: plain('decide'),
              cell: (row) =>
                me?.permissions.includes('operate') === true ? (
                  <Button compact busy={act.busy} onClick={() => void retry(row)}>
                    <T id="retry" />
                  </Button>
                ) : (
                  <T id="operatorOnly" />
                ),
            },
          ]}
        />
      )}
    </section>
  )
}
