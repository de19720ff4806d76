/** Edits by hand, as rows. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Changes } from './broker.ts'
import type { Edit } from './contract.ts'
import type { Restored, Writer } from './rules/merge.ts'

export interface EditRow {
  readonly id: string
  readonly entity: string
  readonly at: string
  readonly actor: string
  readonly reason: string | null
  readonly changes: Changes
  readonly before: Readonly<Record<string, Restored>>
  readonly undone_at: string | null
  readonly undone_by: string | null
}
const columns = sql`id, entity, at, actor, reason, changes, before, undone_at, undone_by`

/** As callers see it: what stood before without its bookkeeping. */
const editOf = (row: EditRow): Edit => ({
  id: row.id,
  entity: row.entity,
  at: row.at,
  actor: row.actor,
  reason: row.reason,
  changes: { ...row.changes },
  before: Object.fromEntries(Object.entries(row.before).map(([name, { value }]) => [name, value])),
  undoneAt: row.undone_at,
  undoneBy: row.undone_by,
})
const one = (rows: readonly EditRow[]): Edit => {
  const [row] = rows
  if (row === undefined) throw new Error('An edit vanished while it was written')
  return editOf(row)
}

export async function insertEdit(
  tx: Tx,
  tenant: Tenant,
  edit: {
    readonly id: string
    readonly entity: string
    readonly at: string
    readonly actor: string
    readonly reason: string | undefined
    readonly changes: Changes
    readonly before: Readonly<Record<string, Restored>>
  },
): Promise<Edit> {
  const { rows } = await sql<EditRow>`
    insert into context.edit (city, id, entity, at, actor, reason, changes, before)
    values (${tenant}, ${edit.id}::uuid, ${edit.entity}, ${edit.at}::timestamptz, ${edit.actor}, ${edit.reason ?? null}, ${JSON.stringify(edit.changes)}::jsonb, ${JSON.stringify(edit.before)}::jsonb)
    returning ${columns}`.execute(tx)
  return one(rows)
}

/** Edits of one entity, newest first. */
export async function listEdits(tx: Tx, tenant: Tenant, entity: string): Promise<readonly Edit[]> {
  const { rows } =
    await sql<EditRow>`select ${columns} from context.edit where city = ${tenant} and entity = ${entity} order by at desc, id desc limit 500`.execute(
      tx,
    )
  return rows.map(editOf)
}

/** One edit, locked until the transaction ends. */
export async function findEdit(tx: Tx, tenant: Tenant, id: string): Promise<EditRow | undefined> {
  const { rows } = await sql<EditRow>`select ${columns} from context.edit where city = ${tenant} and id::text = ${id} for update`.execute(
    tx,
  )
  return rows[0]
}

export async function markUndone(tx: Tx, tenant: Tenant, id: string, writer: Writer): Promise<Edit> {
  const { rows } = await sql<EditRow>`
    update context.edit set undone_at = ${writer.at}::timestamptz, undone_by = ${writer.id} where city = ${tenant} and id = ${id}::uuid returning ${columns}`.execute(
    tx,
  )
  return one(rows)
}
