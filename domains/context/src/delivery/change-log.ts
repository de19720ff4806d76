/** The log of changes (`context.change`): written with the change in one transaction, and only where somebody listens. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'
import type { EntityChange, RecordChanges } from '../changes.ts'
import { withTimes } from '../ngsi-answers.ts'
import type { LoggedChange } from './logged-change.ts'

/**
 * Writes the changes of a transaction into the log if anybody listens in this city (§5.8.6: the change and its notification
 * are one). Writes nothing otherwise. A subscription that is created at the same time misses no change that commits after
 * its creation was answered.
 */
export const recordChanges: RecordChanges = async (tx, tenant, changes) => {
  if (changes.length === 0) return
  await sql`select context.note_changes(${tenant}, ${JSON.stringify(changes.map(loggedOf))}::json)`.execute(tx)
}

function loggedOf({ id, operation, at, before, after, attributes }: EntityChange): LoggedChange {
  if (after === undefined) return { id, operation, at, before, attributes }
  // Where values came from is nobody's business but ours.
  const { origin: _origin, source: _source, version: _version, ...shown } = after
  return { id, operation, at, before, after: { ...shown, times: withTimes(after).times }, attributes }
}

/** Whether changes of this city are being recorded: a hint that may be outdated by the time it is read. */
export async function isListening(tx: Tx, tenant: Tenant): Promise<boolean> {
  const { rows } = await sql<{ listening: boolean }>`select listening from context.delivery where city = ${tenant}`.execute(tx)
  return rows[0]?.listening === true
}

/**
 * Writes what a run has published into the log, set by set, if anybody listens; the last thing of its transaction. What stood
 * before is not told: attributes that differ count as updated.
 */
export async function recordPublished(tx: Tx, { tenant, run }: { readonly tenant: Tenant; readonly run: string }): Promise<void> {
  const { rows } = await sql<{ listening: boolean }>`select context.note_changes(${tenant}, '[]'::json) as listening`.execute(tx)
  if (rows[0]?.listening !== true) return
  await sql`
    insert into context.change (city, payload)
    select ${tenant}, (jsonb_build_object('id', e.id, 'operation', h.operation, 'at', ${instantOf(sql`h.at`)}, 'attributes', ${namesOf},
      'after', jsonb_build_object('id', e.id, 'types', e.types, 'scope', e.scope, 'attributes', e.doc,
        'createdAt', ${instantOf(sql`e.created_at`)}, 'modifiedAt', ${instantOf(sql`e.modified_at`)})))::json
    from context.staged s
    join context.entity e on e.city = ${tenant} and e.id = s.id
    cross join lateral (
      select i.operation, i.at, i.changes from context.entity_history i
      where i.city = ${tenant} and i.entity = s.id and i.run = ${run}::uuid order by i.version desc limit 1) h
    where s.city = ${tenant} and s.run = ${run}::uuid and s.kind in ('new', 'changed') order by s.id`.execute(tx)
  await sql`
    insert into context.change (city, payload)
    select ${tenant}, jsonb_build_object('id', h.entity, 'operation', 'deleted', 'at', ${instantOf(sql`h.at`)}, 'attributes', '[]'::jsonb,
      'before', jsonb_build_object('id', h.entity, 'types', h.types, 'scope', h.scope, 'attributes', '{}'::jsonb))::json
    from context.entity_history h
    where h.city = ${tenant} and h.run = ${run}::uuid and h.operation = 'deleted' order by h.version`.execute(tx)
}

const instantOf = (column: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const namesOf = sql`coalesce((
  select jsonb_agg(jsonb_build_object('name', k.key, 'operation',
    case when h.operation = 'created' then 'created' when k.value = 'null'::jsonb then 'deleted' else 'updated' end))
  from jsonb_each(h.changes) k where k.key <> 'scope'), '[]'::jsonb)`
