import type { Broker, Changes, StoredEntity } from '@machinaka/context'
import { permits, permitsShop } from '@machinaka/people/contract'
import { isRefusal, refusal, type Context, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { EventChange, PlaceChange } from './contract.ts'
import { standingClaims } from './desk-store.ts'
import { eventChangeProblem, eventChanges, placeChangeProblem, placeChanges } from './rules/changes.ts'
import { readEvent } from './rules/event-entity.ts'
import type { HoursPlace } from './rules/hours.ts'
import { eventType, placeType, readPlace } from './rules/place-entity.ts'

export type EditContext = Pick<Broker, 'entities' | 'edits' | 'proposals' | 'sources'>

/** Who changes something, and why (for the history). */
export interface Edit {
  readonly actor: string
  readonly reason?: string
}

const absent = (kind: 'place' | 'event'): Refusal => refusal(`guide.${kind}-absent`, `There is no such ${kind} in this city (any more).`)
const unfit = (answer: Refusal, kind: 'place' | 'event'): Refusal =>
  answer.code === 'context.entity-absent' ? absent(kind) : refusal('guide.bad-change', answer.detail, answer.extra)

/** The entity, if it is a place (or an event). */
export async function entityOf(
  context: EditContext,
  tx: Tx,
  tenant: Tenant,
  what: { readonly kind: 'place' | 'event'; readonly id: string },
): Promise<StoredEntity | Refusal> {
  const entity = await context.entities.find(tenant, what.id, tx)
  return entity !== undefined && entity.types.includes(what.kind === 'place' ? placeType : eventType) ? entity : absent(what.kind)
}

async function apply(
  context: EditContext,
  tx: Tx,
  tenant: Tenant,
  { kind, id, changes, edit }: { readonly kind: 'place' | 'event'; readonly id: string; readonly changes: Changes; readonly edit: Edit },
): Promise<true | Refusal> {
  const answer = await context.edits.apply(
    tenant,
    { id, changes, actor: edit.actor, ...(edit.reason === undefined ? {} : { reason: edit.reason }) },
    tx,
  )
  return isRefusal(answer) ? unfit(answer, kind) : true
}

/** Changes a place by hand, in the caller's transaction. Only the attributes named by the change are written. */
export async function changePlace(
  context: EditContext,
  tx: Tx,
  tenant: Tenant,
  { id, change, city, edit }: { readonly id: string; readonly change: PlaceChange; readonly city: HoursPlace; readonly edit: Edit },
): Promise<true | Refusal> {
  const problem = placeChangeProblem(change, city)
  if (problem !== undefined) return refusal(problem.code, problem.detail)
  const entity = await entityOf(context, tx, tenant, { kind: 'place', id })
  if (isRefusal(entity)) return entity
  const fields = readPlace(entity)
  return fields === undefined
    ? refusal('guide.bad-change', 'The place has no position; it can only be changed through its source.')
    : apply(context, tx, tenant, { kind: 'place', id, changes: placeChanges(fields, change), edit })
}

/** Changes an event by hand, in the caller's transaction. */
export async function changeEvent(
  context: EditContext,
  tx: Tx,
  tenant: Tenant,
  { id, change, edit }: { readonly id: string; readonly change: EventChange; readonly edit: Edit },
): Promise<true | Refusal> {
  const problem = eventChangeProblem(change)
  if (problem !== undefined) return refusal(problem.code, problem.detail)
  const entity = await entityOf(context, tx, tenant, { kind: 'event', id })
  if (isRefusal(entity)) return entity
  const fields = readEvent(entity)
  return fields === undefined
    ? refusal('guide.bad-change', 'The event has no date; it can only be changed through its source.')
    : apply(context, tx, tenant, { kind: 'event', id, changes: eventChanges(fields, change), edit })
}

/** Whether the caller may change this listing: staff any, shop staff their own, an account whose claim was granted its own. */
export async function mayEditListing(tx: Tx, { tenant, caller }: Context, placeId: string): Promise<boolean> {
  if (permits(caller, 'place.edit') || permitsShop(caller, placeId)) return true
  if (caller.kind !== 'account') return false
  return (await standingClaims(tx, tenant, placeId)).some((c) => c.state === 'granted' && c.accountId === caller.id)
}
