import { valueOf, type AttributeValue } from '@machinaka/ngsi'
import { isRefusal, refusal, type Context, type Postgres, type Refusal } from '@machinaka/platform'
import type { Static } from 'typebox'
import type { HistoryEntrySchema, ProposalSchema, Text } from './contract.ts'
import type { EditContext } from './editing.ts'
import { eventFieldOf } from './rules/event-entity.ts'
import { eventType, fieldOf, placeType, textsOf } from './rules/place-entity.ts'

export type HistoryEntry = Static<typeof HistoryEntrySchema>
export type FieldProposal = Static<typeof ProposalSchema>

export interface HistoryNeeds {
  readonly postgres: Postgres
  readonly context: EditContext
  readonly project: (tenant: Context['tenant'], ids: readonly string[]) => Promise<void>
}

const isAttribute = (v: unknown): v is AttributeValue => typeof v === 'object' && v !== null && ('type' in v || Array.isArray(v))
/** What an attribute says, bare of NGSI-LD; null where it is not there. */
const bare = (value: unknown): unknown => (isAttribute(value) ? (valueOf({ attributes: { it: value } }, 'it') ?? null) : (value ?? null))
const fieldName = (types: readonly string[], attribute: string): string =>
  (types.includes(eventType) ? eventFieldOf : fieldOf)[attribute] ?? attribute
const proposalsCounted = 1000

/** What changed on a place or event, taking it back, and what sources say against people's values. */
export class Histories {
  readonly #needs: HistoryNeeds

  constructor(needs: HistoryNeeds) {
    this.#needs = needs
  }

  /** Changes by people with their old values, and what imports and machines wrote; newest first. */
  async list(
    { tenant }: Context,
    id: string,
    page: { readonly limit?: number; readonly offset?: number },
  ): Promise<{ readonly items: HistoryEntry[] } | Refusal> {
    const { postgres, context } = this.#needs
    return postgres.tenant(tenant, async (tx) => {
      const entity = await context.entities.find(tenant, id, tx)
      const versions = await context.entities.history(tenant, id, { limit: page.limit ?? 50, offset: page.offset ?? 0 }, tx)
      if (entity === undefined && versions.length === 0)
        return refusal('guide.place-absent', 'There is no such place or event in this city.')
      const types = entity?.types ?? [placeType]
      const edits = new Map((await context.edits.history(tenant, id, tx)).map((edit) => [edit.id, edit]))
      const items = versions.map((change): HistoryEntry => {
        const edit = change.edit === null ? undefined : edits.get(change.edit)
        return {
          version: edit?.id ?? `v${change.version}`,
          at: change.at,
          by: `${change.by}:${change.actor}`,
          action: edit?.undoneAt === undefined || edit.undoneAt === null ? change.operation : 'undone',
          changes: Object.entries(change.attributes).map(([name, after]) => ({
            field: fieldName(types, name),
            before: edit === undefined ? null : bare(edit.before[name]),
            after: bare(after),
          })),
          undoable: edit !== undefined && edit.undoneAt === null,
        }
      })
      return { items }
    })
  }

  /** Takes one change of a person back. */
  async undo({ tenant, caller }: Context, id: string, version: string): Promise<{ readonly id: string } | Refusal> {
    const { postgres, context, project } = this.#needs
    const undone = await postgres.tenant(tenant, async (tx) => {
      const edits = await context.edits.history(tenant, id, tx)
      return edits.some((e) => e.id === version)
        ? context.edits.undo(tenant, version, caller.id ?? '', tx)
        : refusal('guide.not-now', 'This change cannot be taken back: it was not made by a person.')
    })
    if (isRefusal(undone))
      return undone.code === 'context.entity-absent'
        ? refusal('guide.place-absent', undone.detail)
        : refusal('guide.not-now', undone.detail, undone.extra)
    await project(tenant, [id])
    return { id }
  }

  async proposals(
    { tenant }: Context,
    page: { readonly limit?: number; readonly offset?: number },
  ): Promise<{ readonly items: FieldProposal[]; readonly total: number }> {
    const { postgres, context } = this.#needs
    return postgres.tenant(tenant, async (tx) => {
      const all: Awaited<ReturnType<typeof context.proposals.list>>[number][] = []
      for (let more = true; more && all.length < proposalsCounted;) {
        const next = await context.proposals.list(tenant, { limit: 200, offset: all.length }, tx)
        all.push(...next)
        more = next.length === 200
      }
      const offset = page.offset ?? 0
      const items: FieldProposal[] = []
      for (const p of all.slice(offset, offset + (page.limit ?? 50))) {
        const entity = await context.entities.find(tenant, p.entity, tx)
        const name = entity === undefined ? undefined : valueOf(entity, 'name')
        items.push({
          id: p.id,
          entityId: p.entity,
          entityName: (name === undefined ? {} : textsOf(name as Parameters<typeof textsOf>[0])) satisfies Text,
          field: fieldName(entity?.types ?? [placeType], p.attribute),
          current: bare(p.current),
          proposed: bare(p.proposed),
          source: p.source,
          createdAt: p.at,
        })
      }
      return { items, total: all.length }
    })
  }

  async decide({ tenant, caller }: Context, id: string, decision: 'accept' | 'dismiss'): Promise<{ readonly id: string } | Refusal> {
    const { context, project } = this.#needs
    const decided = await context.proposals[decision](tenant, id, caller.id ?? '')
    if (isRefusal(decided))
      return refusal(decided.code === 'context.proposal-absent' ? 'guide.proposal-absent' : 'guide.not-now', decided.detail)
    if (decision === 'accept') await project(tenant, [decided.entity])
    return { id }
  }
}
