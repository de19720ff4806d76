import { EmptyState, Table } from '@machinaka/ui'
import type { TypeTally } from '@machinaka/context/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { meQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { readSort, writeSort } from '../frame/search-params.ts'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { shortName } from './entity-name.ts'
import { typesQuery } from './queries.ts'

/** What the city OS holds: each type of entities, and how many there are. */
export function TypesPage(): ReactNode {
  const { plain } = useSpeaker()
  const types = useQuery(typesQuery())
  return (
    <Page title={plain('navData')} lead={<T id="dataLead" />}>
      <Loaded of={types}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon="list" title={<T id="typesNone" phrase />}>
              <T id="typesNoneText" />
            </EmptyState>
          ) : (
            <TypeTable types={all} />
          )
        }
      </Loaded>
      <WaysOn />
    </Page>
  )
}

function TypeTable({ types }: { readonly types: readonly TypeTally[] }): ReactNode {
  const { plain, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const sort = readSort(filters.sort, '-count')
  const rows = types.toSorted((a, b) => {
    const order = sort.column === 'count' ? a.count - b.count : a.type < b.type ? -1 : 1
    return sort.descending ? -order : order
  })
  return (
    <Table<TypeTally>
      caption={plain('navData')}
      hideCaption
      rows={rows}
      keyOf={({ type }) => type}
      sort={sort}
      onSort={(next) => change({ sort: writeSort(next) })}
      columns={[
        {
          id: 'type',
          label: plain('entityType'),
          heading: true,
          sortable: true,
          cell: ({ type }) => (
            <>
              <Link to="/data/list" search={{ type }}>
                {shortName(type)}
              </Link>
              {shortName(type) !== type && <div className="desk-hash mn-muted">{type}</div>}
            </>
          ),
        },
        { id: 'count', label: plain('entityCount'), align: 'end', sortable: true, cell: ({ count }) => formats.number(count) },
      ]}
    />
  )
}

/** The doors for machines: keys, and a page to try them. */
function WaysOn(): ReactNode {
  const mine = useQuery(meQuery()).data?.permissions ?? []
  return (
    <div className="mn-row">
      <Link className="mn-button mn-button--secondary" to="/try" search={{}}>
        <T id="navTry" />
      </Link>
      {mine.includes('key.manage') && (
        <Link className="mn-button mn-button--secondary" to="/keys" search={{}}>
          <T id="navKeys" />
        </Link>
      )}
    </div>
  )
}
