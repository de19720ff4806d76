import { Badge, EmptyState, Select, Table } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Report } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { reportsQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { reportKindWords, reportStateWords } from './report-words.ts'

/** What people say is wrong, the longest waiting first. */
export function ReportsPage(): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const state = filters.state ?? 'received'
  const reports = useQuery(reportsQuery(state === 'all' ? undefined : state))
  return (
    <Page title={plain('navReports')} lead={<T id="reportsLead" />}>
      <div className="desk-filters">
        <Select
          label={<T id="state" />}
          value={state}
          onChange={(event) => change({ state: event.target.value })}
          choices={[
            ...Object.entries(reportStateWords).map(([value, { word }]) => ({ value, label: plain(word) })),
            { value: 'all', label: plain('all') },
          ]}
        />
      </div>
      <Loaded of={reports}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="check" title={<T id="reportsNone" phrase />}>
              <T id="reportsNoneText" />
            </EmptyState>
          ) : (
            <Table<Report>
              caption={plain('navReports')}
              hideCaption
              rows={items.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))}
              keyOf={(row) => row.id}
              columns={[
                {
                  id: 'place',
                  label: plain('placeName'),
                  heading: true,
                  cell: (row) => (
                    <Link to="/reports/$id" params={{ id: row.id }} search={{}}>
                      {pickText(row.placeName, language)?.text ?? row.placeId}
                    </Link>
                  ),
                },
                { id: 'kind', label: plain('reportKind'), cell: (row) => <T id={reportKindWords[row.kind]} /> },
                { id: 'text', label: plain('reportText'), cell: (row) => <span className="desk-clamp">{row.text}</span> },
                {
                  id: 'at',
                  label: plain('waitingSince'),
                  cell: (row) => <span className="mn-nowrap">{formats.ago(new Date(row.createdAt), new Date())}</span>,
                },
                {
                  id: 'state',
                  label: plain('state'),
                  cell: (row) => (
                    <Badge tone={reportStateWords[row.state].tone}>
                      <T id={reportStateWords[row.state].word} />
                    </Badge>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  )
}
