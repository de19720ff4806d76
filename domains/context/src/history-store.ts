/** Reads versions of entities. They are written together with the entity (entity-store.ts, publish.ts). */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import { isGone, type Recorded } from '@machinaka/ngsi'
import type { Change } from './contract.ts'
import type { RecordedChanges } from './rules/recorded.ts'

interface HistoryRow extends Omit<Change, 'attributes'> {
  readonly changes: RecordedChanges
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
  return rows.map(({ changes, ...row }) => ({ ...row, attributes: row.operation === 'deleted' ? {} : valuesOf(changes) }))
}

/** The instances that came, by attribute; null where it only lost some (those of the Temporal API may have none left). */
const valuesOf = (changes: RecordedChanges): Change['attributes'] =>
  Object.fromEntries(
    Object.entries(changes)
      .filter(([name]) => name !== 'scope')
      .map(([name, recorded]) => {
        const said = (Array.isArray(recorded) ? (recorded as readonly Recorded[]) : [recorded as Recorded | null]).filter(
          (one) => one !== null && !isGone(one),
        )
        return [name, said.length === 0 ? null : said.length === 1 ? said[0] : said]
      }),
  )
