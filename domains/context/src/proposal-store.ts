/** Proposals: values of a source that differ from what a person wrote. They are opened by publish.ts. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Proposal } from './contract.ts'

const selected = sql`select p.id, p.entity, p.attribute, p.source, p.run, p.at, e.doc -> p.attribute as current, p.proposed, p.state
  from context.proposal p left join context.entity e on e.city = p.city and e.id = p.entity`

/** Open ones, newest first. */
export async function listProposals(
  tx: Tx,
  tenant: Tenant,
  filter: { readonly entity: string | undefined; readonly limit: number; readonly offset: number },
): Promise<readonly Proposal[]> {
  const { rows } = await sql<Proposal>`
    ${selected} where p.city = ${tenant} and p.state = 'open' and (${filter.entity ?? null}::text is null or p.entity = ${filter.entity ?? null})
    order by p.at desc, p.id limit ${Math.min(filter.limit, 200)} offset ${filter.offset}`.execute(tx)
  return rows
}

/** One proposal, locked until the transaction ends. */
export async function findProposal(tx: Tx, tenant: Tenant, id: string): Promise<Proposal | undefined> {
  const { rows } = await sql<Proposal>`${selected} where p.city = ${tenant} and p.id::text = ${id} for update of p`.execute(tx)
  return rows[0]
}

export async function closeProposal(
  tx: Tx,
  tenant: Tenant,
  close: { readonly id: string; readonly state: 'accepted' | 'dismissed'; readonly at: string; readonly actor: string },
): Promise<Proposal> {
  await sql`update context.proposal set state = ${close.state}, decided_at = ${close.at}::timestamptz, decided_by = ${close.actor} where city = ${tenant} and id = ${close.id}::uuid`.execute(
    tx,
  )
  const proposal = await findProposal(tx, tenant, close.id)
  if (proposal === undefined) throw new Error('A proposal vanished while it was decided')
  return proposal
}
