import { EmptyState, Table } from '@machinaka/ui'
import type { ImportView, Run, Source } from '@machinaka/context/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { importsQuery, meQuery, runsQuery, sourcesQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { readSort, writeSort } from '../frame/search-params.ts'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { ImportProgress, isRunning } from './import-progress.tsx'
import { RunBadge } from './run-badge.tsx'

/** Where the town's data comes from, when it last came, and what was left out. */
export function SourcesPage(): ReactNode {
  const { plain } = useSpeaker()
  const me = useQuery(meQuery()).data
  const mayImport = me?.permissions.includes('source.import') === true
  const sources = useQuery(sourcesQuery())
  const imports = useQuery({
    ...importsQuery(),
    enabled: mayImport,
    refetchInterval: (query) => (query.state.data?.some(isRunning) === true ? 1000 : false),
  })
  const running = (imports.data ?? []).filter(isRunning)
  return (
    <Page
      title={plain('navSources')}
      lead={<T id="sourcesLead" />}
      actions={
        mayImport && (
          <Link to="/import" search={{}} className="mn-button mn-button--primary">
            <T id="importStart" />
          </Link>
        )
      }
    >
      {running.length > 0 && (
        <section className="mn-stack">
          <h2>
            <T id="runningNow" />
          </h2>
          {running.map((one: ImportView) => (
            <ImportProgress key={one.id} view={one} linked />
          ))}
        </section>
      )}
      <Loaded of={sources}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon="upload" title={<T id="sourcesEmpty" phrase />}>
              <T id="sourcesEmptyText" />
            </EmptyState>
          ) : (
            <SourceTable sources={all} />
          )
        }
      </Loaded>
      <RunList />
    </Page>
  )
}

const kindWords: Readonly<Record<string, 'kindOsm' | 'kindOpendata' | 'kindTable'>> = {
  osm: 'kindOsm',
  opendata: 'kindOpendata',
  table: 'kindTable',
}

const orders: Readonly<Record<string, (a: Source, b: Source) => number>> = {
  title: (a, b) => a.title.localeCompare(b.title, 'ja'),
  entities: (a, b) => a.entities - b.entities,
  last: (a, b) => (a.lastRun?.startedAt ?? '').localeCompare(b.lastRun?.startedAt ?? ''),
}

function SourceTable({ sources }: { readonly sources: readonly Source[] }): ReactNode {
  const { plain, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const sort = readSort(filters.sort, '-last')
  const order = orders[sort.column] ?? orders['title']
  const rows = sources.toSorted((a, b) => (order?.(a, b) ?? 0) * (sort.descending ? -1 : 1))
  return (
    <Table
      caption={plain('navSources')}
      hideCaption
      rows={rows}
      keyOf={(row) => row.key}
      sort={sort}
      onSort={(next) => change({ sort: writeSort(next) })}
      columns={[
        {
          id: 'title',
          label: plain('source'),
          heading: true,
          sortable: true,
          cell: (row) => (
            <>
              <Link to="/sources" search={{ source: row.key }} hash="runs">
                {row.title}
              </Link>
              {row.licence !== null && <div className="mn-small mn-muted">{row.licence}</div>}
            </>
          ),
        },
        {
          id: 'kind',
          label: plain('kind'),
          cell: (row) => {
            const word = kindWords[row.kind]
            return word === undefined ? row.kind : plain(word)
          },
        },
        { id: 'entities', label: plain('shown'), align: 'end', sortable: true, cell: (row) => formats.number(row.entities) },
        {
          id: 'last',
          label: plain('lastRun'),
          sortable: true,
          cell: (row) =>
            row.lastRun === null ? '—' : <span className="mn-nowrap">{formats.ago(new Date(row.lastRun.startedAt), new Date())}</span>,
        },
        {
          id: 'result',
          label: plain('result'),
          cell: (row) =>
            row.lastRun === null ? (
              '—'
            ) : (
              <Link to="/runs/$id" params={{ id: row.lastRun.id }} search={{}} className="desk-badge-link">
                <RunBadge run={row.lastRun} />
              </Link>
            ),
        },
      ]}
    />
  )
}

function RunList(): ReactNode {
  const { plain, formats } = useSpeaker()
  const [filters] = useFilters()
  const runs = useQuery(runsQuery(filters.source))
  const sources = useQuery(sourcesQuery()).data ?? []
  const titleOf = (key: string): string => sources.find((source) => source.key === key)?.title ?? key
  return (
    <section className="mn-stack" id="runs">
      <div className="mn-row mn-row--between">
        <h2>{filters.source === undefined ? plain('allRuns') : plain('runsOf', { name: titleOf(filters.source) })}</h2>
        {filters.source !== undefined && (
          <Link to="/sources" search={{}}>
            <T id="showAll" />
          </Link>
        )}
      </div>
      <Loaded of={runs}>
        {(all) =>
          all.length === 0 ? (
            <p className="mn-muted">
              <T id="runsEmpty" />
            </p>
          ) : (
            <Table<Run>
              caption={plain('allRuns')}
              hideCaption
              dense
              rows={all}
              keyOf={(run) => run.id}
              columns={[
                {
                  id: 'at',
                  label: plain('when'),
                  heading: true,
                  cell: (run) => (
                    <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
                      {formats.day(new Date(run.startedAt))} {formats.time(new Date(run.startedAt))}
                    </Link>
                  ),
                },
                { id: 'source', label: plain('source'), cell: (run) => titleOf(run.source) },
                { id: 'state', label: plain('result'), cell: (run) => <RunBadge run={run} /> },
                { id: 'created', label: plain('created'), align: 'end', cell: (run) => formats.number(run.report.created) },
                { id: 'updated', label: plain('updated'), align: 'end', cell: (run) => formats.number(run.report.updated) },
                { id: 'removed', label: plain('removed'), align: 'end', cell: (run) => formats.number(run.report.removed) },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  )
}
