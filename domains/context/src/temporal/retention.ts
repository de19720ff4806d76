/** How long a city keeps history, and the nightly job that removes what is older (decision 9). */
import type { Clock, Postgres, Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

export interface RetentionNeeds {
  readonly postgres: Pick<Postgres, 'tenant' | 'system'>
  readonly clock: Clock
  /** Days that a city keeps history when it says nothing; null is for ever. Two years when absent. */
  readonly retentionDays?: number | null | undefined
}

export const retentionLimits = { daysDefault: 730, daysMost: 36_500, batch: 5_000 } as const

/** What a city keeps: days, null for ever; `chosen` when the city said so itself. */
export interface Kept {
  readonly days: number | null
  readonly chosen: boolean
}

export interface Retention {
  get(tenant: Tenant): Promise<Kept>
  set(tenant: Tenant, days: number | null, by: string): Promise<Kept>
  /** Removes what is too old in all cities, batch by batch; answers how many rows went. */
  sweep(): Promise<number>
}

/** Builds the keeping of history. */
export function createRetention({ postgres, clock, retentionDays = retentionLimits.daysDefault }: RetentionNeeds): Retention {
  return {
    get: (tenant) => postgres.tenant(tenant, (tx) => read(tx, tenant, retentionDays)),
    set: (tenant, days, by) =>
      postgres.tenant(tenant, async (tx) => {
        await sql`
          insert into context.retention (city, days, changed_at, changed_by) values (${tenant}, ${days}, ${clock.now().toISOString()}::timestamptz, ${by})
          on conflict (city) do update set days = excluded.days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
          tx,
        )
        return { days, chosen: true }
      }),
    sweep: async () => {
      let removed = 0
      for (const { city, days } of await postgres.system((tx) => keepers(tx, retentionDays))) {
        const before = new Date(clock.now().getTime() - days * 86_400_000).toISOString()
        for (const remove of [oldVersions, oldInstances, emptyEvolutions])
          for (let gone: number = retentionLimits.batch; gone === retentionLimits.batch; removed += gone)
            gone = await postgres.tenant(city, (tx) => remove(tx, city, before))
      }
      return removed
    },
  }
}

async function read(tx: Tx, tenant: Tenant, otherwise: number | null): Promise<Kept> {
  const { rows } = await sql<{ days: number | null }>`select days from context.retention where city = ${tenant}`.execute(tx)
  const [row] = rows
  return row === undefined ? { days: otherwise, chosen: false } : { days: row.days, chosen: true }
}

/** Cities that have history and do not keep it for ever: found by hopping over the index, not by reading all rows. */
async function keepers(tx: Tx, otherwise: number | null): Promise<readonly { readonly city: Tenant; readonly days: number }[]> {
  const cities = (table: 'entity_history' | 'instance') => sql`
    select c.city from (
      with recursive hop as (
        (select city from ${sql.table(`context.${table}`)} order by city limit 1)
        union all
        select (select t.city from ${sql.table(`context.${table}`)} t where t.city > hop.city order by t.city limit 1) from hop where hop.city is not null
      ) select city from hop where city is not null
    ) c`
  const { rows } = await sql<{ city: Tenant; days: number | null }>`
    select c.city, case when r.city is null then ${otherwise}::integer else r.days end as days
    from (${cities('entity_history')} union ${cities('instance')}) c left join context.retention r on r.city = c.city order by c.city`.execute(
    tx,
  )
  return rows.flatMap(({ city, days }) => (days === null ? [] : [{ city, days }]))
}

const counted = ({ numAffectedRows = 0n }: { readonly numAffectedRows?: bigint }): number => Number(numAffectedRows)

/** Versions before an instant, but for the newest of each entity: what stands now was written then. */
const oldVersions = async (tx: Tx, city: Tenant, before: string): Promise<number> =>
  counted(
    await sql`
      delete from context.entity_history d using (
        select h.entity, h.version from context.entity_history h
        where h.city = ${city} and h.at < ${before}::timestamptz
          and exists (select from context.entity_history n where n.city = ${city} and n.entity = h.entity and n.version > h.version)
        limit ${retentionLimits.batch}
      ) o where d.city = ${city} and d.entity = o.entity and d.version = o.version`.execute(tx),
  )

/** Instances of the Temporal API, by when they were observed; those without that, by when they were written. */
const oldInstances = async (tx: Tx, city: Tenant, before: string): Promise<number> =>
  counted(
    await sql`
      delete from context.instance d using (
        select s.entity, s.attribute, s.id from context.instance s
        where s.city = ${city} and coalesce(s.observed_at, s.deleted_at, s.created_at) < ${before}::timestamptz limit ${retentionLimits.batch}
      ) o where d.city = ${city} and d.entity = o.entity and d.attribute = o.attribute and d.id = o.id`.execute(tx),
  )

/** Entities that were deleted long ago are forgotten with the last of their history. */
async function emptyEvolutions(tx: Tx, city: Tenant, before: string): Promise<number> {
  const { rows } = await sql<{ entity: string }>`
    select v.entity from context.evolution v
    where v.city = ${city} and v.deleted_at < ${before}::timestamptz
      and not exists (select from context.entity e where e.city = ${city} and e.id = v.entity)
    limit ${retentionLimits.batch}`.execute(tx)
  const entities = rows.map(({ entity }) => entity)
  if (entities.length === 0) return 0
  await sql`delete from context.entity_history where city = ${city} and entity = any(${entities}::text[])`.execute(tx)
  await sql`delete from context.instance where city = ${city} and entity = any(${entities}::text[])`.execute(tx)
  return counted(await sql`delete from context.evolution where city = ${city} and entity = any(${entities}::text[])`.execute(tx))
}
