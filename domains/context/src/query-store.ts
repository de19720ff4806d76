/** Reads entities by query, in pages ordered by id. */
import { expandedName, isProblem, parseRegex } from '@machinaka/ngsi'
import { refusal, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'
import type { EntityPage, EntityQuery, EntitySelector, StoredEntity, TypeCount } from './broker.ts'
import { limits } from './contract.ts'
import { geoCondition, spatialCondition } from './geo-sql.ts'
import type { QueryRequest } from './operations.ts'
import { orderTerms } from './order-sql.ts'
import { queryCondition, scopeCondition, typeCondition, type Condition } from './query-sql.ts'
import { entityColumns, storedEntity, type EntityRow } from './rows.ts'

/** One page of the matching entities; `after` reads on behind an id instead of counting an offset. */
export async function queryPage(tx: Tx, tenant: Tenant, query: EntityQuery, after?: string): Promise<EntityPage | Refusal> {
  const limit = query.limit ?? limits.pageEntitiesDefault
  const offset = query.offset ?? 0
  if (limit > limits.pageEntities || limit < 0)
    return refusal('context.query-invalid', `limit must be between 0 and ${limits.pageEntities}.`, { limit: limits.pageEntities })
  if (offset > limits.offset || offset < 0)
    return refusal('context.query-invalid', `offset must be between 0 and ${limits.offset}; narrow the query instead.`, {
      limit: limits.offset,
    })
  const bad = [query, ...(query.anyOf ?? [])]
    .map(({ idPattern }) => (idPattern === undefined ? undefined : parseRegex(idPattern)))
    .find((pattern) => isProblem(pattern))
  if (bad !== undefined) return refusal('context.query-invalid', bad.detail, { problem: bad.problem })
  const where = sql.join(conditions(tenant, query), sql` and `)
  const { rows } =
    limit === 0
      ? { rows: [] }
      : await sql<EntityRow>`
    select ${entityColumns} from context.entity e where ${where} ${after === undefined ? sql`` : sql`and e.id > ${after}`}
    order by e.id limit ${limit} offset ${offset}`.execute(tx)
  const {
    rows: [total],
  } =
    query.count === true
      ? await sql<{ count: number }>`select count(*) as count from context.entity e where ${where}`.execute(tx)
      : { rows: [] }
  const entities = rows.map(storedEntity)
  return { entities: query.attrs === undefined ? entities : entities.map(only(query.attrs)), count: total?.count }
}

/** One page of what a query of the API finds, in its order; entities that have expired are not there. */
export async function findEntities(
  tx: Tx,
  tenant: Tenant,
  request: QueryRequest,
  now: Date,
): Promise<{ readonly entities: readonly StoredEntity[]; readonly count: number | undefined; readonly more: boolean }> {
  const { limit = limits.pageEntitiesDefault, offset = 0, count = false } = request
  const where = sql.join(requestConditions(tenant, request, now), sql` and `)
  const order = request.order === undefined ? [sql`e.id`] : [...orderTerms(request.order), sql`e.id`]
  const page = async (from: number): Promise<readonly EntityRow[]> =>
    (
      await sql<EntityRow>`select ${entityColumns} from context.entity e where ${where} order by ${sql.join(order)} limit ${limit + 1} offset ${from}`.execute(
        tx,
      )
    ).rows
  const found = limit === 0 ? [] : await page(offset)
  const total = count || (found.length === 0 && offset > 0 && limit > 0) ? await countWhere(tx, where) : undefined
  // Behind the end stands the last entity (§6.3.10).
  const rows = found.length === 0 && offset > 0 && limit > 0 && total !== undefined && total > 0 ? await page(total - 1) : found
  return { entities: rows.slice(0, limit).map(storedEntity), count: count ? total : undefined, more: rows.length > limit }
}

/** Ids of what a selection finds, in order, behind `after`: for purges. */
export async function findIds(
  tx: Tx,
  tenant: Tenant,
  request: QueryRequest,
  page: { readonly after: string; readonly limit: number; readonly now: Date },
): Promise<readonly string[]> {
  const where = sql.join(requestConditions(tenant, request, page.now), sql` and `)
  const { rows } = await sql<{
    id: string
  }>`select e.id from context.entity e where ${where} and e.id > ${page.after} order by e.id limit ${page.limit}`.execute(tx)
  return rows.map(({ id }) => id)
}

async function countWhere(tx: Tx, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from context.entity e where ${where}`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Entities of which a projection leaves nothing are not found (§4.21); every entity has an id and a type. */
function somethingPicked(pick: QueryRequest['pick']): readonly Condition[] {
  if (pick === undefined || pick.members.has('id') || pick.members.has('type')) return []
  const scoped = pick.members.has('scope') ? sql` or e.scope <> '{}'` : sql``
  return [sql<boolean>`(jsonb_exists_any(e.doc, ${[...pick.members.keys()]}::text[])${scoped})`]
}

const requestConditions = (
  tenant: Tenant,
  { selectors, q, geo, scopeQ, spatialId, attrs, pick }: QueryRequest,
  now: Date,
): readonly Condition[] => [
  ...conditions(tenant, {
    ...(selectors.length === 0 ? {} : selectors.length === 1 ? selectors[0] : { anyOf: selectors }),
    ...(q === undefined ? {} : { q }),
    ...(geo === undefined ? {} : { geo }),
    ...(scopeQ === undefined ? {} : { scopeQ }),
    ...(attrs === undefined ? {} : { attrs }),
  }),
  ...(spatialId === undefined ? [] : [spatialCondition(spatialId)]),
  ...somethingPicked(pick),
  sql<boolean>`(e.expires_at is null or e.expires_at > ${now.toISOString()}::timestamptz)`,
]

function conditions(tenant: Tenant, query: EntityQuery): readonly Condition[] {
  const all: Condition[] = [sql<boolean>`e.city = ${tenant}`, ...selected(query)]
  if (query.anyOf !== undefined)
    all.push(
      sql<boolean>`(${sql.join(
        query.anyOf.map((one) => sql`(${sql.join([sql`true`, ...selected(one)], sql` and `)})`),
        sql` or `,
      )})`,
    )
  if (query.source !== undefined) all.push(sql<boolean>`e.source = ${query.source}`)
  if (query.attrs !== undefined) all.push(sql<boolean>`jsonb_exists_any(e.doc, ${[...query.attrs]}::text[])`)
  if (query.geo !== undefined) all.push(geoCondition(query.geo))
  if (query.scopeQ !== undefined) all.push(scopeCondition(query.scopeQ))
  if (query.q !== undefined) all.push(queryCondition(query.q))
  return all
}

function selected({ types, ids, idPattern }: EntitySelector): readonly Condition[] {
  const all: Condition[] = []
  if (types !== undefined) all.push('op' in types ? typeCondition(types) : sql<boolean>`e.types && ${[...types]}::text[]`)
  if (ids !== undefined) all.push(sql<boolean>`e.id = any(${[...ids]}::text[])`)
  const pattern = idPattern === undefined ? undefined : parseRegex(idPattern)
  if (pattern !== undefined && !isProblem(pattern)) all.push(sql<boolean>`e.id ~ ${pattern.posix}`)
  return all
}

const only =
  (names: readonly string[]) =>
  (entity: StoredEntity): StoredEntity => ({
    ...entity,
    attributes: Object.fromEntries(Object.entries(entity.attributes).filter(([name]) => names.includes(name))),
  })

/** Types of a city's entities, and how many entities have each; with the names of their attributes only where asked, because that reads them all. */
export async function listTypes(tx: Tx, tenant: Tenant, names: 'names' | 'counts'): Promise<readonly TypeCount[]> {
  const attributes = sql`array(select distinct k.name from context.entity a cross join lateral jsonb_object_keys(a.doc) as k(name) where a.city = ${tenant} and a.types @> array[t.type] order by 1)`
  const { rows } = await sql<TypeCount>`
    select t.type, count(*) as count, ${names === 'names' ? attributes : sql`'{}'::text[]`} as attributes
    from context.entity e cross join lateral unnest(e.types) as t(type) where e.city = ${tenant} group by t.type order by t.type`.execute(
    tx,
  )
  return rows.toSorted((a, b) => (expandedName(a.type) < expandedName(b.type) ? -1 : 1))
}
