/** All SQL of insight. */
import { sql } from 'kysely'
import type { Tenant, Tx } from '@machinaka/platform'
import type { WeekCounts } from './rules/index.ts'

export interface CountRow {
  readonly day: string
  readonly hour: number
  readonly feature: string
  /** '' for none. */
  readonly place: string
  readonly mesh: string
  readonly count: number
}

/** Adds to what is counted. Rows are written in the order of their key, so that two servers cannot wait for each other. */
export async function addCounts(tx: Tx, tenant: Tenant, rows: readonly CountRow[]): Promise<void> {
  await sql`
    insert into insight.use_count as c (city, day, hour, feature, place, mesh, count)
    select ${tenant}, r.day, r.hour, r.feature, r.place, r.mesh, r.count
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(day date, hour smallint, feature text, place text, mesh text, count integer)
    order by r.day, r.feature, r.hour, r.place, r.mesh
    on conflict (city, day, feature, hour, place, mesh) do update set count = c.count + excluded.count`.execute(tx)
}

/** True counts of the days from `from` to `to`. */
export async function readWeekCounts(
  tx: Tx,
  tenant: Tenant,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<WeekCounts> {
  const hours = await sql<{ feature: string; day: string; hour: number; count: number }>`
    select feature, day::text as day, hour::int as hour, sum(count)::int as count from insight.use_count
    where city = ${tenant} and day between ${from}::date and ${to}::date group by feature, day, hour`.execute(tx)
  const places = await sql<{ place: string; count: number }>`
    select place, sum(count)::int as count from insight.use_count
    where city = ${tenant} and day between ${from}::date and ${to}::date and feature = 'place.view' and place <> '' group by place`.execute(
    tx,
  )
  const mesh = await sql<{ mesh: string; count: number }>`
    select mesh, sum(count)::int as count from insight.use_count
    where city = ${tenant} and day between ${from}::date and ${to}::date and mesh <> '' group by mesh`.execute(tx)
  return { hours: hours.rows, places: places.rows, mesh: mesh.rows }
}
