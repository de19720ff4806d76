/** Removes entities and attributes that have ended (ETSI GS CIM 009 V1.9.1 §4.22); readers do not see them from that instant on. */
import type { Clock, Postgres, Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import { adoptChanges, type Writer } from './rules/merge.ts'
import { unexpiredAt } from './rules/expiry.ts'
import { forgetTallies } from './tally-store.ts'
import type { WriteAny } from './write-path.ts'

export interface ExpiryNeeds {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly writeAny: WriteAny
}

/** Entities of one city per run: what is left goes with the next one. */
const MOST = 1_000

/** Removes what has ended by now, in every city. Answers how many entities it touched. */
export async function removeExpired({ postgres, clock, writeAny }: ExpiryNeeds): Promise<number> {
  const now = clock.now()
  const at = now.toISOString()
  const { rows: cities } = await postgres.system((tx) =>
    sql<{ city: string }>`select distinct city from context.entity where next_expiry <= ${at}::timestamptz`.execute(tx),
  )
  let touched = 0
  for (const { city } of cities) {
    const tenant = city as Tenant
    touched += await postgres.tenant(tenant, (tx) => removeEntities(tx, tenant, at))
    const { rows } = await postgres.tenant(tenant, (tx) =>
      sql<{
        id: string
      }>`select id from context.entity where city = ${tenant} and next_expiry <= ${at}::timestamptz order by id limit ${MOST}`.execute(tx),
    )
    const writer: Writer = { by: 'machine', id: 'expiry', at }
    await writeAny(
      tenant,
      rows.map(({ id }) => ({
        id,
        writer,
        decide: (held) =>
          adoptChanges(held, unexpiredAt({ ...held, expiresAt: undefined }, now) ?? held, Object.keys(held.attributes), writer),
      })),
    )
    touched += rows.length
  }
  return touched
}

/** Their history ends with the deletion. */
async function removeEntities(tx: Tx, tenant: Tenant, at: string): Promise<number> {
  const { rows } = await sql<{ entity: string }>`
    with gone as (
      delete from context.entity where city = ${tenant} and id in (
        select id from context.entity where city = ${tenant} and expires_at <= ${at}::timestamptz order by id limit ${MOST} for update skip locked)
      returning id, types, scope
    ), settled as (
      update context.proposal p set state = 'settled', decided_at = ${at}::timestamptz from gone where p.city = ${tenant} and p.entity = gone.id and p.state = 'open'
    )
    insert into context.entity_history (city, entity, version, at, operation, by, actor, types, scope, changes)
    select ${tenant}, id, nextval('context.version'), ${at}::timestamptz, 'deleted', 'machine', 'expiry', types, scope, '{}' from gone
    returning entity`.execute(tx)
  if (rows.length > 0) await forgetTallies(tx, tenant)
  return rows.length
}
