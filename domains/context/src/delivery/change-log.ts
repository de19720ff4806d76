/** The log of changes (`context.change`): written with the change in one transaction, and only where somebody listens. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
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
