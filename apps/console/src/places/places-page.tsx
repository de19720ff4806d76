import { Badge, Button, EmptyState, SearchField, Select, Table, type Tone } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { PlaceSummary } from '@machinaka/guide/contract'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { address } from '../data/api.ts'
import { categoriesQuery, foundQuery, type Page as List, placesByIdQuery, type Point, pointsQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { readSort, writeSort } from '../frame/search-params.ts'
import { useFilters } from '../frame/use-search.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { placeRows } from './place-rows.ts'

const pageSize = 50
const openWords: Readonly<Record<string, { readonly word: PlainKey; readonly tone: Tone }>> = {
  open: { word: 'openNow', tone: 'good' },
  'closing-soon': { word: 'closingSoon', tone: 'warn' },
  closed: { word: 'closedNow', tone: 'quiet' },
  unknown: { word: 'openUnknown', tone: 'quiet' },
}

/** All places as a table: words, group and openness stand in the address, and so does the order. */
export function PlacesPage(): ReactNode {
  const { plain } = useSpeaker()
  const points = useQuery(pointsQuery())
  return (
    <Page
      title={plain('navPlaces')}
      lead={points.data === undefined ? undefined : plain('placesLead', { n: points.data.features.length })}
      actions={
        <>
          <a className="mn-button mn-button--secondary" href={address('/api/guide/places.xlsx')} download>
            <T id="excel" />
          </a>
          <Link className="mn-button mn-button--primary" to="/places/new" search={{}}>
            <T id="placeNew" />
          </Link>
        </>
      }
    >
      <Filters />
      <Loaded of={points} rows={12}>
        {(all) => <PlaceTable points={all.features} />}
      </Loaded>
    </Page>
  )
}

function Filters(): ReactNode {
  const { plain, language } = useSpeaker()
  const [filters, change] = useFilters()
  const groups = useQuery(categoriesQuery()).data?.groups ?? []
  return (
    <div className="desk-filters" role="search">
      <SearchField
        label={plain('searchPlaces')}
        placeholder={plain('searchPlaces')}
        value={filters.q ?? ''}
        onChange={(q) => change({ q, page: '', sort: q === '' ? '' : 'found' })}
      />
      <Select
        label={<T id="group" />}
        value={filters.group ?? ''}
        onChange={(event) => change({ group: event.target.value, page: '' })}
        choices={[
          { value: '', label: plain('all') },
          ...groups.map(({ code, name }) => ({ value: code, label: pickText(name, language)?.text ?? code })),
        ]}
      />
      <Select
        label={<T id="openState" />}
        value={filters.open ?? ''}
        onChange={(event) => change({ open: event.target.value, page: '' })}
        choices={[
          { value: '', label: plain('all') },
          ...Object.entries(openWords).map(([value, { word }]) => ({ value, label: plain(word) })),
        ]}
      />
    </div>
  )
}

/** The rows in their order, as the filters of the address ask; undefined while words are looked up. */
function usePlaceRows(points: readonly Point[]): {
  readonly rows: readonly Point[]
  readonly looking: Found['looking']
  readonly sort: ReturnType<typeof readSort>
  readonly categoryName: (code: string) => string
} {
  const { language } = useSpeaker()
  const [filters] = useFilters()
  const { q, ids, looking } = useFound()
  const categories = useQuery(categoriesQuery()).data?.categories
  const sort = readSort(filters.sort, q === '' ? 'name' : 'found')
  const categoryName = useMemo(() => {
    const names = new Map((categories ?? []).map(({ code, name }) => [code, pickText(name, language)?.text ?? code]))
    return (code: string): string => names.get(code) ?? code
  }, [categories, language])
  const rows = useMemo(
    () =>
      placeRows(
        points,
        { group: filters.group, open: filters.open, found: ids },
        { order: { column: sort.column, descending: sort.descending }, categoryName },
      ),
    [points, filters.group, filters.open, ids, sort.column, sort.descending, categoryName],
  )
  return { rows, looking, sort, categoryName }
}

interface Found {
  readonly q: string
  readonly ids: readonly string[] | undefined
  readonly looking: UseQueryResult<List<PlaceSummary>> | undefined
}

/** What the words of the address find; `looking` is the query while there is no answer at all yet. */
function useFound(): Found {
  const [filters] = useFilters()
  const q = useDeferredValue((filters.q ?? '').trim())
  const found = useQuery({ ...foundQuery(q), enabled: q !== '', placeholderData: (before) => before })
  const items = found.data?.items
  const ids = useMemo(() => (q === '' ? undefined : (items?.map(({ id }) => id) ?? [])), [q, items])
  return { q, ids, looking: q !== '' && found.data === undefined ? found : undefined }
}

function PlaceTable({ points }: { readonly points: readonly Point[] }): ReactNode {
  const { plain } = useSpeaker()
  const [filters] = useFilters()
  const { rows, looking, sort, categoryName } = usePlaceRows(points)
  const page = Math.min(Math.max(0, Number(filters.page ?? '1') - 1 || 0), Math.max(0, Math.ceil(rows.length / pageSize) - 1))
  if (looking !== undefined)
    return (
      <Loaded of={looking} rows={8}>
        {() => null}
      </Loaded>
    )
  if (points.length === 0) return <NoPlaces />
  if (rows.length === 0) return <NothingFits />
  return (
    <>
      <p className="mn-small mn-muted" role="status">
        {plain('placesShown', { n: rows.length })}
      </p>
      <Rows rows={rows.slice(page * pageSize, (page + 1) * pageSize)} sort={sort} categoryName={categoryName} />
      {rows.length > pageSize && <Pager page={page} all={rows.length} />}
    </>
  )
}

function NoPlaces(): ReactNode {
  return (
    <EmptyState
      icon="pin"
      title={<T id="placesNone" phrase />}
      actions={
        <Link className="mn-button mn-button--primary" to="/import" search={{}}>
          <T id="importStart" />
        </Link>
      }
    >
      <T id="placesNoneText" />
    </EmptyState>
  )
}

function NothingFits(): ReactNode {
  const [, change] = useFilters()
  return (
    <EmptyState
      title={<T id="placesNotFound" phrase />}
      actions={
        <Button onClick={() => change({ q: '', group: '', open: '', page: '' })}>
          <T id="filtersClear" />
        </Button>
      }
    >
      <T id="placesNotFoundText" />
    </EmptyState>
  )
}

interface RowsProps {
  readonly rows: readonly Point[]
  readonly sort: ReturnType<typeof readSort>
  readonly categoryName: (code: string) => string
}

function Rows({ rows, sort, categoryName }: RowsProps): ReactNode {
  const { plain } = useSpeaker()
  const [, change] = useFilters()
  const details = useQuery({ ...placesByIdQuery(rows.map(({ id }) => id)), enabled: rows.length > 0, placeholderData: (before) => before })
  const detailOf = new Map(details.data?.items.map((place) => [place.id, place]))
  return (
    <Table<Point>
      caption={plain('navPlaces')}
      hideCaption
      dense
      rows={rows}
      keyOf={(row) => row.id}
      sort={sort}
      onSort={(next) => change({ sort: writeSort(next), page: '' })}
      columns={[
        { id: 'name', label: plain('placeName'), heading: true, sortable: true, cell: (row) => <Name of={row} /> },
        { id: 'category', label: plain('category'), sortable: true, cell: (row) => categoryName(row.properties.category) },
        { id: 'open', label: plain('openState'), sortable: true, cell: (row) => <OpenBadge state={row.properties.open} /> },
        {
          id: 'wheelchair',
          label: plain('accessWheelchair'),
          cell: (row) => {
            const answer = detailOf.get(row.id)?.access.wheelchair
            return <span className={answer === undefined ? 'mn-muted' : undefined}>{plain(answer ?? 'unknown')}</span>
          },
        },
        {
          id: 'position',
          label: plain('position'),
          cell: (row) => (
            <span className="mn-tabular mn-nowrap mn-muted">
              {row.geometry.coordinates[1].toFixed(5)}, {row.geometry.coordinates[0].toFixed(5)}
            </span>
          ),
        },
      ]}
    />
  )
}

function Name({ of }: { readonly of: Point }): ReactNode {
  const { plain, language } = useSpeaker()
  const { name, name_en } = of.properties
  return (
    <Link to="/places/$id" params={{ id: of.id }} search={{}}>
      {language === 'en' ? (name_en ?? name ?? '—') : (name ?? plain('nameless'))}
    </Link>
  )
}

function OpenBadge({ state }: { readonly state: string }): ReactNode {
  const known = openWords[state] ?? openWords['unknown']
  return (
    <span className="mn-nowrap">
      {known !== undefined && (
        <Badge tone={known.tone}>
          <T id={known.word} />
        </Badge>
      )}
    </span>
  )
}

function Pager({ page, all }: { readonly page: number; readonly all: number }): ReactNode {
  const { plain, formats } = useSpeaker()
  const [, change] = useFilters()
  return (
    <nav className="desk-pager" aria-label={plain('pages')}>
      <Button disabled={page === 0} onClick={() => change({ page: String(page) })}>
        <T id="pageBefore" />
      </Button>
      <span className="mn-tabular">
        {plain('pageOf', {
          from: formats.number(page * pageSize + 1),
          to: formats.number(Math.min(all, (page + 1) * pageSize)),
          all: formats.number(all),
        })}
      </span>
      <Button disabled={(page + 1) * pageSize >= all} onClick={() => change({ page: String(page + 2) })}>
        <T id="pageNext" />
      </Button>
    </nav>
  )
}
