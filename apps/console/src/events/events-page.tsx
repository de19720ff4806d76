import { EmptyState, SearchField, Table } from '@machinaka/ui'
import { dayKey, pickText } from '@machinaka/ui/i18n'
import type { EventSummary } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue } from 'react'
import { eventsQuery } from '../data/queries.ts'
import { noonOf } from '../data/zone-clock.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { readSort, writeSort } from '../frame/search-params.ts'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** Events from today on, soonest first. */
export function EventsPage(): ReactNode {
  const { plain, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const q = useDeferredValue((filters.q ?? '').trim())
  const events = useQuery({ ...eventsQuery(dayKey(new Date(), formats.zone), q), placeholderData: (before) => before })
  const sort = readSort(filters.sort, 'from')
  return (
    <Page
      title={plain('navEvents')}
      lead={events.data === undefined ? undefined : plain('eventsLead', { n: events.data.total })}
      actions={
        <Link className="mn-button mn-button--primary" to="/events/new" search={{}}>
          <T id="eventNew" />
        </Link>
      }
    >
      <div className="desk-filters" role="search">
        <SearchField
          label={plain('searchEvents')}
          placeholder={plain('searchEvents')}
          value={filters.q ?? ''}
          onChange={(text) => change({ q: text })}
        />
      </div>
      <Loaded of={events}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="calendar" title={<T id="eventsNone" phrase />}>
              <T id="eventsNoneText" />
            </EmptyState>
          ) : (
            <EventTable events={items} sort={sort} onSort={(next) => change({ sort: writeSort(next) })} />
          )
        }
      </Loaded>
    </Page>
  )
}

interface TableProps {
  readonly events: readonly EventSummary[]
  readonly sort: { readonly column: string; readonly descending: boolean }
  readonly onSort: (sort: { readonly column: string; readonly descending: boolean }) => void
}

function EventTable({ events, sort, onSort }: TableProps): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const dayOf = (day: string): string => formats.day(noonOf(day, formats.zone))
  const name = (event: EventSummary): string => pickText(event.name, language)?.text ?? event.id
  const order = (a: EventSummary, b: EventSummary): number =>
    sort.column === 'name' ? name(a).localeCompare(name(b), 'ja') : a.from.localeCompare(b.from) || name(a).localeCompare(name(b), 'ja')
  return (
    <Table<EventSummary>
      caption={plain('navEvents')}
      hideCaption
      dense
      rows={events.toSorted((a, b) => order(a, b) * (sort.descending ? -1 : 1))}
      keyOf={(row) => row.id}
      sort={sort}
      onSort={onSort}
      columns={[
        {
          id: 'name',
          label: plain('eventName'),
          heading: true,
          sortable: true,
          cell: (row) => (
            <Link to="/events/$id" params={{ id: row.id }} search={{}}>
              {name(row)}
            </Link>
          ),
        },
        {
          id: 'from',
          label: plain('eventDates'),
          sortable: true,
          cell: (row) => (
            <span className="mn-nowrap">
              {dayOf(row.from)}
              {row.to !== row.from && `〜${dayOf(row.to)}`}
            </span>
          ),
        },
        { id: 'venue', label: plain('venue'), cell: (row) => row.venue ?? '—' },
        { id: 'category', label: plain('category'), cell: (row) => row.category ?? '—' },
      ]}
    />
  )
}
