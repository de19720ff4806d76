/** Reads versions of entities. They are written together with the entity (entity-store.ts, publish.ts). */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Change } from './contract.ts'

interface HistoryRow extends Omit<Change, 'attributes'> {
  readonly changes: Change['attributes']
}

/** Versions of one entity, newest first. */
export async function readHistory(
  tx: Tx,
  tenant: Tenant,
  page: { readonly id: string; readonly limit: number; readonly offset: number },
): Promise<readonly Change[]> {
  const { rows } = await sql<HistoryRow>`
    select version, at, operation, by, actor, edit, changes from context.entity_history
    where city = ${tenant} and entity = ${page.id} order by version desc limit ${page.limit} offset ${page.offset}`.execute(tx)
  return rows.map(({ changes, ...row }) => ({ ...row, attributes: changes }))
}
