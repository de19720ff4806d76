/**
 * How many entities of a type there are, and how many instances of which attribute (`context.tally`). Each write adds what it
 * changed as rows of its own, so that writers never wait for each other; readers sum, and fold the rows when there are many.
 * After an import the city is counted anew by the next reader.
 */
import { isInstanceList, type Attributes } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { EntityChange } from './changes.ts'

export interface Tally {
  /** Empty where all types are meant. */
  readonly type: string
  /** Empty where the entities are counted. */
  readonly attribute: string
  /** Property, Relationship, …; empty where the entities are counted. */
  readonly kind: string
  readonly count: number
}

/** Rows of a city that are summed before they are folded into one each. */
const FOLD = 2_000

type Counted = { readonly types: readonly string[]; readonly attributes: Attributes } | undefined

/** Adds what these changes did to the counts; most updates do nothing to them. */
export async function addTallies(tx: Tx, tenant: Tenant, changes: readonly EntityChange[]): Promise<void> {
  const counts = new Map<string, number>()
  const count = (key: string, by: number): void => void counts.set(key, (counts.get(key) ?? 0) + by)
  for (const { operation, before, after, attributes } of changes) {
    if (operation === 'updated' && sameShape(attributes, before, after)) continue
    // Of an updated entity `before` has the changed attributes only: the others are the same on both sides.
    const changed = new Set(attributes.map(({ name }) => name))
    const typesMoved = operation === 'updated' && before !== undefined && after !== undefined && before.types.join() !== after.types.join()
    const kept = typesMoved ? Object.fromEntries(Object.entries(after.attributes).filter(([name]) => !changed.has(name))) : {}
    const now =
      operation !== 'updated' || typesMoved
        ? after?.attributes
        : Object.fromEntries(Object.entries(after?.attributes ?? {}).filter(([name]) => changed.has(name)))
    const stood: Counted = before === undefined ? undefined : { types: before.types, attributes: { ...kept, ...before.attributes } }
    shapeOf(stood, operation !== 'updated' || typesMoved, (key) => count(key, -1))
    shapeOf(after === undefined ? undefined : { types: after.types, attributes: now ?? {} }, operation !== 'updated' || typesMoved, (key) =>
      count(key, 1),
    )
  }
  const rows = [...counts].filter(([, n]) => n !== 0).map(([key, n]) => [...(JSON.parse(key) as readonly string[]), n])
  if (rows.length === 0) return
  await sql`insert into context.tally (city, type, attribute, kind, count)
    select ${tenant}, r.value->>0, r.value->>1, r.value->>2, (r.value->>3)::bigint from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r(value)`.execute(
    tx,
  )
}

/** Whether an update only gave other values: instances neither came nor went, nor changed their kind. */
function sameShape(attributes: EntityChange['attributes'], before: EntityChange['before'], after: EntityChange['after']): boolean {
  if (attributes.some(({ operation }) => operation !== 'updated')) return false
  if (before?.types.join() !== after?.types.join()) return false
  return attributes.every(
    ({ name, datasetId }) => kindOf(before?.attributes[name], datasetId) === kindOf(after?.attributes[name], datasetId),
  )
}

const listed = (value: Attributes[string] | undefined) => (value === undefined ? [] : isInstanceList(value) ? value : [value])
const kindOf = (value: Attributes[string] | undefined, datasetId: string | undefined): string | undefined =>
  listed(value).find((one) => one.datasetId === datasetId)?.type

function shapeOf(entity: Counted, whole: boolean, count: (key: string) => void): void {
  if (entity === undefined) return
  const key = (type: string, attribute: string, kind: string): string => JSON.stringify([type, attribute, kind])
  if (whole) for (const type of entity.types) count(key(type, '', ''))
  for (const [name, value] of Object.entries(entity.attributes))
    for (const { type: kind } of listed(value)) {
      count(key('', name, kind))
      for (const type of entity.types) count(key(type, name, kind))
    }
}

/** Makes the next reader count the city anew: what an import changed is too much to be told one by one. */
export async function forgetTallies(tx: Tx, tenant: Tenant): Promise<void> {
  await sql`insert into context.tally_state (city, counted) values (${tenant}, false) on conflict (city) do update set counted = false`.execute(
    tx,
  )
}

/** All counts of a city that are not nought. */
export async function readTallies(tx: Tx, tenant: Tenant): Promise<readonly Tally[]> {
  const { rows: state } = await sql<{ counted: boolean; rows: number }>`
    select coalesce((select counted from context.tally_state where city = ${tenant}), false) as counted,
      (select count(*) from (select from context.tally where city = ${tenant} limit ${FOLD + 1}) t) as rows`.execute(tx)
  if (state[0]?.counted !== true) await recount(tx, tenant)
  else if (state[0].rows > FOLD) await fold(tx, tenant)
  const { rows } = await sql<Tally>`
    select type, attribute, kind, sum(count)::bigint as count from context.tally where city = ${tenant} group by type, attribute, kind having sum(count) > 0`.execute(
    tx,
  )
  return rows
}

/** Two readers never count at once: the row of the state is locked. Writers go on. */
async function recount(tx: Tx, tenant: Tenant): Promise<void> {
  await sql`insert into context.tally_state (city, counted) values (${tenant}, false) on conflict (city) do nothing`.execute(tx)
  const { rows } = await sql<{ counted: boolean }>`select counted from context.tally_state where city = ${tenant} for update`.execute(tx)
  if (rows[0]?.counted === true) return
  // One statement, one view of the data: what a writer commits beside it is either seen here, or stays as its own rows.
  await sql`
    with gone as (
      delete from context.tally where city = ${tenant}
    ), instance as (
      select e.types, a.key as attribute, i.value->>'type' as kind
      from context.entity e cross join lateral jsonb_each(e.doc) a
      cross join lateral jsonb_path_query(a.value, '$[*]') as i(value) where e.city = ${tenant}
    )
    insert into context.tally (city, type, attribute, kind, count)
    select ${tenant}, t.type, '', '', count(*) from context.entity e cross join lateral unnest(e.types) as t(type) where e.city = ${tenant} group by t.type
    union all select ${tenant}, t.type, attribute, kind, count(*) from instance cross join lateral unnest(types) as t(type) group by t.type, attribute, kind
    union all select ${tenant}, '', attribute, kind, count(*) from instance group by attribute, kind`.execute(tx)
  await sql`update context.tally_state set counted = true where city = ${tenant}`.execute(tx)
}

async function fold(tx: Tx, tenant: Tenant): Promise<void> {
  await sql`
    with gone as (delete from context.tally where city = ${tenant} returning type, attribute, kind, count)
    insert into context.tally (city, type, attribute, kind, count)
    select ${tenant}, type, attribute, kind, sum(count) from gone group by type, attribute, kind having sum(count) <> 0`.execute(tx)
}
