/** Edits by hand: what imports respect, and what can be taken back. Proposals: what a source says against them. */
import { checkEntity, isProblem, type AttributeValue } from '@machinaka/ngsi'
import { isRefusal, refusal, type Clock, type Ids, type Postgres, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import type { Changes, Edits, Proposals } from './broker.ts'
import type { Edit, Proposal } from './contract.ts'
import { findEdit, insertEdit, listEdits, markUndone, type EditRow } from './edit-store.ts'
import { closeProposal, findProposal, listProposals } from './proposal-store.ts'
import type { HeldEntity } from './rules/apply.ts'
import { changeEntity, originOf, restoreAttributes, type Outcome, type Restored, type Writer } from './rules/merge.ts'
import { invalid, type WriteAny } from './write-path.ts'

export interface EditNeeds {
  readonly postgres: Postgres
  readonly writeAny: WriteAny
  readonly clock: Clock
  readonly ids: Ids
}

export function createEdits(needs: EditNeeds): Edits {
  const { postgres, clock, ids } = needs
  const within = <T>(tenant: Tenant, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
    tx === undefined ? postgres.tenant(tenant, work) : work(tx)
  return {
    apply: (tenant, { id, changes, actor, reason }, tx) =>
      within(tenant, tx, async (t) => {
        const problem = unfitChanges(id, changes)
        if (problem !== undefined) return problem
        const edit = ids.uuid()
        const writing: Writing = { tx: t, tenant, writer: { by: 'person', id: actor, at: clock.now().toISOString(), edit } }
        let before: Readonly<Record<string, Restored>> = {}
        const outcome = await changeOne(needs, writing, {
          id,
          decide: (held) => {
            before = standing(held, Object.keys(changes))
            return changeEntity(held, { attributes: changes }, writing.writer)
          },
        })
        if (isRefusal(outcome)) return outcome
        // Attributes that were this person's with this value already are not of this edit, and do not stand in the way of its undoing.
        const written = Object.fromEntries(Object.entries(before).filter(([name]) => outcome.origin[name]?.edit === edit))
        return insertEdit(t, tenant, { id: edit, entity: id, at: writing.writer.at, actor, reason, changes, before: written })
      }),
    history: (tenant, id, tx) => within(tenant, tx, (t) => listEdits(t, tenant, id)),
    undo: (tenant, editId, actor, tx) =>
      within(tenant, tx, (t) => undo(needs, { tx: t, tenant, writer: { by: 'person', id: actor, at: clock.now().toISOString() } }, editId)),
  }
}

/** One write: whose transaction, whose city, who writes. */
interface Writing {
  readonly tx: Tx
  readonly tenant: Tenant
  readonly writer: Writer
}

/** Changes one entity by a decision of this domain. Answers what the decision was. */
async function changeOne(
  { writeAny }: Pick<EditNeeds, 'writeAny'>,
  { tx, tenant, writer }: Writing,
  { id, decide }: { readonly id: string; readonly decide: (held: HeldEntity) => Outcome | Refusal },
): Promise<Outcome | Refusal> {
  let decided: Outcome | Refusal | undefined
  const [written] = await writeAny(tenant, [{ id, writer, decide: (held) => (decided = decide(held)) }], tx)
  if (written === undefined) throw new Error('A write answered nothing')
  if (isRefusal(written)) return written
  if (decided === undefined) throw new Error('A write was not decided')
  return decided
}

function unfitChanges(id: string, changes: Changes): Refusal | undefined {
  const attributes: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(changes)) if (value !== null) attributes[name] = value
  const problem = checkEntity({ id, types: ['Edited'], attributes })
  return isProblem(problem) ? invalid(problem) : undefined
}

/** What the attributes are now, and where it came from. */
function standing(held: HeldEntity, names: readonly string[]): Readonly<Record<string, Restored>> {
  return Object.fromEntries(
    names.map((name) => {
      const listed = Object.hasOwn(held.origin, name) ? held.origin[name] : undefined
      return [name, { value: (Object.hasOwn(held.attributes, name) ? held.attributes[name] : undefined) ?? null, origin: listed ?? null }]
    }),
  )
}

async function undo(needs: EditNeeds, writing: Writing, editId: string): Promise<Edit | Refusal> {
  const { tx, tenant, writer } = writing
  const edit = await findEdit(tx, tenant, editId)
  if (edit === undefined) return refusal('context.edit-absent', 'There is no such edit in this city.')
  if (edit.undone_at !== null) return refusal('context.edit-undone', 'This edit has been undone already.')
  const outcome = await changeOne(needs, writing, {
    id: edit.entity,
    decide: (held) => {
      const overtaken = overtakenBy(held, edit)
      if (overtaken.length > 0)
        return refusal(
          'context.edit-overtaken',
          `Later changes stand on this edit (${overtaken.join(', ')}). Undo those first, or edit the values anew.`,
          { attributes: overtaken },
        )
      return restoreAttributes(held, edit.before, writer)
    },
  })
  return isRefusal(outcome) ? outcome : markUndone(tx, tenant, editId, writer)
}

/** Attributes of an edit that somebody has written since. */
const overtakenBy = (held: HeldEntity, edit: EditRow): readonly string[] =>
  Object.keys(edit.before).filter((name) => originOf(held, name).edit !== edit.id)

export function createProposals(needs: EditNeeds): Proposals {
  const { postgres, clock } = needs
  const within = <T>(tenant: Tenant, tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
    tx === undefined ? postgres.tenant(tenant, work) : work(tx)
  const writer = (actor: string): Writer => ({ by: 'person', id: actor, at: clock.now().toISOString() })
  const decide = async (t: Tx, tenant: Tenant, id: string): Promise<Proposal | Refusal> => {
    const proposal = await findProposal(t, tenant, id)
    if (proposal === undefined) return refusal('context.proposal-absent', 'There is no such proposal in this city.')
    return proposal.state === 'open' ? proposal : refusal('context.proposal-closed', `This proposal is ${proposal.state} already.`)
  }
  return {
    list: (tenant, filter = {}, tx) =>
      within(tenant, tx, (t) => listProposals(t, tenant, { entity: filter.entity, limit: filter.limit ?? 50, offset: filter.offset ?? 0 })),
    accept: (tenant, id, actor, tx) =>
      within(tenant, tx, async (t) => {
        const proposal = await decide(t, tenant, id)
        if (isRefusal(proposal)) return proposal
        const by = writer(actor)
        const { attribute, source } = proposal
        const value = proposal.proposed as AttributeValue | null
        const outcome = await changeOne(
          needs,
          { tx: t, tenant, writer: by },
          {
            id: proposal.entity,
            decide: (held) => {
              const since = originOf(held, attribute).since
              return restoreAttributes(
                held,
                { [attribute]: { value, origin: value === null ? null : { by: 'source', id: source, at: by.at, since } } },
                by,
              )
            },
          },
        )
        return isRefusal(outcome) ? outcome : closeProposal(t, tenant, { id, state: 'accepted', at: by.at, actor })
      }),
    dismiss: (tenant, id, actor, tx) =>
      within(tenant, tx, async (t) => {
        const proposal = await decide(t, tenant, id)
        return isRefusal(proposal) ? proposal : closeProposal(t, tenant, { id, state: 'dismissed', at: clock.now().toISOString(), actor })
      }),
  }
}
