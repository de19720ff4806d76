import { Badge, Button, EmptyState, Icon, SearchField, Table, TextField } from '@machinaka/ui'
import type { EntityRow } from '@machinaka/context/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { EntitiesMap } from './entities-map.tsx'
import { nameIn, shortName } from './entity-name.ts'
import { LiveMark } from './live-mark.tsx'
import { type EntityList, listQuery, pageSize } from './queries.ts'
import { type LiveState, useLive } from './use-live.ts'

/** The entities of a type: a list that finds by words or by q, and a map that says the same. */
export function EntitiesPage(): ReactNode {
  const [{ type }] = useFilters()
  return type === undefined ? <Navigate to="/data" search={{}} replace /> : <EntitiesOf type={type} />
}

function EntitiesOf({ type }: { readonly type: string }): ReactNode {
  const { plain } = useSpeaker()
  const [filters] = useFilters()
  const find = useDeferredValue((filters.find ?? '').trim())
  const page = Math.max(0, Number(filters.page ?? '1') - 1 || 0)
  const list = useQuery({ ...listQuery({ type, find, q: filters.q ?? '', page }), placeholderData: (before) => before })
  const live = useLive({ type })
  const filtered = find !== '' || (filters.q ?? '') !== ''
  return (
    <Page
      title={shortName(type)}
      lead={shortName(type) === type ? undefined : <span className="desk-hash">{type}</span>}
      back={
        <Link to="/data" search={{}}>
          {plain('navData')}
        </Link>
      }
      actions={<LiveMark live={live} />}
    >
      <Filters />
      <div className="desk-entities">
        <div className="mn-stack">
          <Loaded of={list} rows={12}>
            {(found) => <Found found={found} page={page} filtered={filtered} live={live} />}
          </Loaded>
        </div>
        <EntitiesMap type={type} shown={filtered ? list.data?.items : undefined} batch={live.batch} />
      </div>
    </Page>
  )
}

function Filters(): ReactNode {
  const { plain } = useSpeaker()
  const [filters, change] = useFilters()
  const [q, setQ] = useState(filters.q ?? '')
  useEffect(() => setQ(filters.q ?? ''), [filters.q])
  return (
    <form
      className="desk-filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        change({ q: q.trim(), page: '' })
      }}
    >
      <SearchField
        label={plain('entityFind')}
        placeholder={plain('entityFind')}
        value={filters.find ?? ''}
        onChange={(find) => change({ find, page: '' })}
      />
      <TextField
        label={<T id="entityQ" />}
        help={<T id="entityQHelp" />}
        className="desk-code"
        autoCapitalize="none"
        spellCheck={false}
        value={q}
        onChange={({ target }) => setQ(target.value)}
      />
      <div>
        <Button type="submit">
          <T id="entityQApply" />
        </Button>
      </div>
    </form>
  )
}

interface FoundProps {
  readonly found: EntityList
  readonly page: number
  readonly filtered: boolean
  readonly live: LiveState
}

function Found({ found, page, filtered, live }: FoundProps): ReactNode {
  const { plain } = useSpeaker()
  const [, change] = useFilters()
  if (found.total === 0)
    return filtered ? (
      <EmptyState
        title={<T id="entitiesNotFound" phrase />}
        actions={
          <Button onClick={() => change({ find: '', q: '', page: '' })}>
            <T id="filtersClear" />
          </Button>
        }
      >
        <T id="entitiesNotFoundText" />
      </EmptyState>
    ) : (
      <EmptyState icon="list" title={<T id="entitiesNone" phrase />}>
        <T id="entitiesNoneText" />
      </EmptyState>
    )
  return (
    <>
      <p className="mn-small mn-muted" role="status">
        {plain('entitiesShown', { n: found.total })}
      </p>
      <Rows rows={found.items} live={live} />
      {found.total > pageSize && <Pager page={page} all={found.total} />}
    </>
  )
}

function Rows({ rows, live }: { readonly rows: readonly EntityRow[]; readonly live: LiveState }): ReactNode {
  const { plain, formats, language } = useSpeaker()
  return (
    <Table<EntityRow>
      caption={plain('entities')}
      hideCaption
      dense
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          id: 'name',
          label: plain('nameAndId'),
          heading: true,
          cell: ({ id, names }) => (
            <>
              <Link to="/data/$id" params={{ id }} search={{}}>
                {nameIn(names, language) ?? plain('nameless')}
              </Link>{' '}
              {live.fresh.has(id) && (
                <Badge tone="key" icon="bolt">
                  <T id="liveChanged" />
                </Badge>
              )}
              <div className="desk-hash mn-muted">{id}</div>
            </>
          ),
        },
        {
          id: 'point',
          label: plain('onMap'),
          cell: ({ point }) => (point === null ? <span className="mn-muted">{plain('no')}</span> : <OnMap />),
        },
        {
          id: 'modified',
          label: plain('modifiedAt'),
          cell: ({ modifiedAt }) => (
            <time dateTime={modifiedAt} className="mn-nowrap">
              {formats.ago(new Date(modifiedAt), new Date())}
            </time>
          ),
        },
      ]}
    />
  )
}

const OnMap = (): ReactNode => (
  <span className="mn-nowrap">
    <Icon name="pin" size={16} />
    <span className="mn-visually-hidden">
      <T id="yes" />
    </span>
  </span>
)

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
