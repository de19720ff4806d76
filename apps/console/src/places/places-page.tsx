import { Badge, Button, EmptyState, SearchField, Select, Table, type Tone } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useMemo } from 'react'
import { address } from '../data/api.ts'
import { categoriesQuery, foundQuery, placesByIdQuery, type Point, pointsQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { readSort, writeSort } from '../frame/search-params.ts'
import { useFilters } from '../frame/use-search.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { placeRows } from './place-rows.ts'

const pageSize = 50
const openWords: Readonly<Record<string, { readonly word: PlainKey; readonly tone: Tone }>> = { open: { word: 'openNow', tone: 'good' }, 'closing-soon': { word: 'closingSoon', tone: 'warn' }, closed: { word: 'closedNow', tone: 'quiet' }, unknown: { word: 'openUnknown', tone: 'quiet' } }

/** All places as a table: words, group and openness stand in the address, and so does the order. */
export function PlacesPage(): ReactNode {
  const { plain } = useSpeaker()
  const points = useQuery(pointsQuery())
  return (
    <Page title={plain('navPlaces')} lead={points.data === undefined ? undefined : plain('placesLead', { n: points.data.features.length })}
      actions={<><a className="mn-button mn-button--secondary" href={address('/api/guide/places.xlsx')} download><T id="excel" /></a><Link className="mn-button mn-button--primary" to="/places/new" search={{}}><T id="placeNew" /></Link></>}>
      <Filters />
      <Loaded of={points} rows={12}>{(all) => <PlaceTable points={all.features} />}</Loaded>
    </Page>
  )
}

function Filters(): ReactNode {
  const { plain, language } = useSpeaker()
  const [filters, change] = useFilters()
  const groups = useQuery(categoriesQuery()).data?.groups ?? []
  return (
    <div className="desk-filters" role="search">
      <SearchField label={plain('searchPlaces')} placeholder={plain('searchPlaces')} value={filters.q ?? ''} onChange={(q) => change({ q, page: '', sort: q === '' ? '' : 'found' })} />
      <Select label={<T id="group" />} value={filters.group ?? ''} onChange={(event) => change({ group: event.target.value, page: '' })} choices={[{ value: '', label: plain('all') }, ...groups.map(({ code, name }) => ({ value: code, label: pickText(name, language)?.text ?? code }))]} />
      <Select label={<T id="openState" />} value={filters.open ?? ''} onChange={(event) => change({ open: event.target.value, page: '' })} choices={[{ value: '', label: plain('all') }, ...Object.entries(openWords).map(([value, { word }]) => ({ value, label: plain(word) }))]} />
    </div>
  )
}

function PlaceTable({ points }: { readonly points: readonly Point[] }): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const q = useDeferredValue((filters.q ?? '').trim())
  const found = useQuery({ ...foundQuery(q), enabled: q !== '', placeholderData: (before) => before })
  const categories = useQuery(categoriesQuery()).data?.categories
  const sort = readSort(filters.sort, q === '' ? 'name' : 'found')
  const nameOf = useMemo(() => { const names = new Map((categories ?? []).map(({ code, name }) => [code, pickText(name, language)?.text ?? code])); return (code: string): string => names.get(code) ?? code }, [categories, language])
  const rows = useMemo(() => placeRows(points, { group: filters.group, open: filters.open, found: q === '' ? undefined : (found.data?.items.map(({ id }) => id) ?? []) }, { order: { column: sort.column, descending: sort.descending }, categoryName: nameOf }), [points, filters.group, filters.open, q, found.data, sort.column, sort.descending, nameOf])
  const page = Math.min(Math.max(0, Number(filters.page ?? '1') - 1 || 0), Math.max(0, Math.ceil(rows.length / pageSize) - 1))
  const shown = rows.slice(page * pageSize, (page + 1) * pageSize)
  const details = useQuery({ ...placesByIdQuery(shown.map(({ id }) => id)), enabled: shown.length > 0, placeholderData: (before) => before })
  const detailOf = new Map(details.data?.items.map((place) => [place.id, place]))
  if (q !== '' && found.data === undefined) return <Loaded of={found} rows={8}>{() => null}</Loaded>
  if (points.length === 0) return <EmptyState icon="pin" title={<T id="placesNone" />} actions={<Link className="mn-button mn-button--primary" to="/import" search={{}}><T id="importStart" /></Link>}><T id="placesNoneText" /></EmptyState>
  if (rows.length === 0) return <EmptyState title={<T id="placesNotFound" />} actions={<Button onClick={() => change({ q: '', group: '', open: '', page: '' })}><T id="filtersClear" /></Button>}><T id="placesNotFoundText" /></EmptyState>
  return (
    <>
      <p className="mn-small mn-muted" role="status">{plain('placesShown', { n: rows.length })}</p>
      <Table<Point> caption={plain('navPlaces')} hideCaption dense rows={shown} keyOf={(row) => row.id} sort={sort} onSort={(next) => change({ sort: writeSort(next), page: '' })} columns={[
        { id: 'name', label: plain('placeName'), heading: true, sortable: true, cell: (row) => <Link to="/places/$id" params={{ id: row.id }} search={{}}>{language === 'en' ? (row.properties.name_en ?? row.properties.name ?? '—') : (row.properties.name ?? plain('nameless'))}</Link> },
        { id: 'category', label: plain('category'), sortable: true, cell: (row) => nameOf(row.properties.category) },
        { id: 'open', label: plain('openState'), sortable: true, cell: (row) => { const state = openWords[row.properties.open] ?? openWords['unknown']; return <span className="mn-nowrap">{state !== undefined && <Badge tone={state.tone}><T id={state.word} /></Badge>}</span> } },
        { id: 'wheelchair', label: plain('accessWheelchair'), cell: (row) => { const answer = detailOf.get(row.id)?.access.wheelchair; return answer === undefined ? <span className="mn-muted"><T id="unknown" /></span> : <T id={answer} /> } },
        { id: 'position', label: plain('position'), cell: (row) => <span className="mn-tabular mn-nowrap mn-muted">{row.geometry.coordinates[1].toFixed(5)}, {row.geometry.coordinates[0].toFixed(5)}</span> },
      ]} />
      {rows.length > pageSize && (
        <nav className="desk-pager" aria-label={plain('pages')}>
          <Button disabled={page === 0} onClick={() => change({ page: String(page) })}><T id="pageBefore" /></Button>
          <span className="mn-tabular">{plain('pageOf', { from: formats.number(page * pageSize + 1), to: formats.number(Math.min(rows.length, (page + 1) * pageSize)), all: formats.number(rows.length) })}</span>
          <Button disabled={(page + 1) * pageSize >= rows.length} onClick={() => change({ page: String(page + 2) })}><T id="pageNext" /></Button>
        </nav>
      )}
    </>
  )
}
