import type { Entity } from '@machinaka/ngsi'
import { permitsDepartment } from '@machinaka/people/contract'
import { isRefusal, refusal, type Caller, type Context, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import { draftStates, type Draft, type DraftInput, type EventChange, type PlaceChange } from './contract.ts'
import { dueDrafts, listDrafts, lockDraft, putDraft } from './draft-store.ts'
import { changeEvent, changePlace, entityOf } from './editing.ts'
import { deskPage, type ListQuery, type ReportNeeds } from './reports.ts'
import { eventChangeProblem, newEvent, newPlace, placeChangeProblem } from './rules/changes.ts'
import { draftTable, type DraftEvent } from './rules/desk-states.ts'
import { eventEntity } from './rules/event-entity.ts'
import type { HoursPlace } from './rules/hours.ts'
import { eventType, placeEntity, placeType } from './rules/place-entity.ts'
import { readInstant } from './rules/place-query.ts'

export type DraftNeeds = Pick<ReportNeeds, 'postgres' | 'outbox' | 'clock' | 'ids' | 'context' | 'hoursPlace' | 'project'> & {
  /** Whether the city shows events. */
  readonly showsEvents: (tenant: Tenant) => Promise<boolean>
}

const isState = (text: string): boolean => (draftStates as readonly string[]).includes(text)
const absent = (): Refusal => refusal('guide.draft-absent', 'There is no such draft in this city.')
const notNow = (draft: Draft): Refusal => refusal('guide.not-now', `The draft is ${draft.state}.`)

/** Who writes: the caller, and of a key also the person who made it. */
const writersOf = (caller: Caller): readonly string[] => [caller.id, caller.madeBy].filter((id) => id !== undefined)
const wrote = (caller: Caller, draft: Draft): boolean => writersOf(caller).some((id) => draft.editors.includes(id))
const governs = ({ roles }: Caller): boolean => roles.includes('admin') || roles.includes('operator')

/** The entity that a draft of something new asks for, or what it lacks. */
function newEntity(id: string, draft: Draft): Entity | string {
  if (draft.kind === 'place') {
    const place = newPlace(draft.change as PlaceChange)
    return typeof place === 'string' ? place : placeEntity(id, place)
  }
  const event = newEvent(draft.change as EventChange)
  return typeof event === 'string' ? event : eventEntity(id, event)
}

/** New and changed places and events, written by staff, approved by somebody else of the department, shown at their time. */
export class Drafts {
  readonly #needs: DraftNeeds

  constructor(needs: DraftNeeds) {
    this.#needs = needs
  }

  /** What is wrong with a draft's content, if anything. */
  async #problem(tx: Tx, tenant: Tenant, input: DraftInput, city: HoursPlace): Promise<Refusal | undefined> {
    const problem = input.kind === 'place' ? placeChangeProblem(input.change, city) : eventChangeProblem(input.change)
    if (problem !== undefined) return refusal(problem.code, problem.detail)
    if (input.publishAt !== undefined && typeof readInstant(input.publishAt, 'publishAt') === 'string')
      return refusal('guide.bad-change', 'publishAt is an instant like 2026-08-03T10:00:00+09:00.')
    if (input.target !== undefined) {
      const target = await entityOf(this.#needs.context, tx, tenant, { kind: input.kind, id: input.target })
      return isRefusal(target) ? target : undefined
    }
    const whole = input.kind === 'place' ? newPlace(input.change) : newEvent(input.change)
    return typeof whole === 'string' ? refusal('guide.bad-change', whole) : undefined
  }

  /** Events are neither drafted nor published where the city has switched them off. */
  async #switchedOff(tenant: Tenant, kind: Draft['kind']): Promise<Refusal | undefined> {
    return kind === 'place' || (await this.#needs.showsEvents(tenant))
      ? undefined
      : refusal('people.feature-off', 'This city has switched events off.', { feature: 'events' })
  }

  #written(
    input: DraftInput,
    base: Pick<Draft, 'id' | 'author' | 'editors' | 'createdAt' | 'state'>,
    department: string | undefined,
  ): Draft {
    const of = input.department ?? department
    return {
      ...base,
      kind: input.kind,
      change: input.change,
      updatedAt: this.#needs.clock.now().toISOString(),
      ...(input.target === undefined ? {} : { target: input.target }),
      ...(input.publishAt === undefined ? {} : { publishAt: new Date(input.publishAt).toISOString() }),
      ...(of === undefined ? {} : { department: of }),
      ...(input.note === undefined ? {} : { note: input.note }),
    }
  }

  async create({ tenant, caller }: Context, input: DraftInput): Promise<Draft | Refusal> {
    const off = await this.#switchedOff(tenant, input.kind)
    if (off !== undefined) return off
    const city = await this.#needs.hoursPlace(tenant)
    return this.#needs.postgres.tenant(tenant, async (tx) => {
      const problem = await this.#problem(tx, tenant, input, city)
      if (problem !== undefined) return problem
      const draft = this.#written(
        input,
        {
          id: this.#needs.ids.uuid(),
          author: caller.id ?? '',
          editors: [...writersOf(caller)],
          createdAt: this.#needs.clock.now().toISOString(),
          state: 'draft',
        },
        caller.department,
      )
      await putDraft(tx, tenant, draft)
      return draft
    })
  }

  /** Rewrites a draft. Whoever does is from then on one of its editors, and cannot approve it. */
  async change({ tenant, caller }: Context, id: string, input: DraftInput): Promise<Draft | Refusal> {
    const off = await this.#switchedOff(tenant, input.kind)
    if (off !== undefined) return off
    const city = await this.#needs.hoursPlace(tenant)
    return this.#needs.postgres.tenant(tenant, async (tx) => {
      const draft = await lockDraft(tx, tenant, id)
      if (draft === undefined) return absent()
      const state = draftTable[draft.state].edit
      if (state === 'no') return notNow(draft)
      const problem = await this.#problem(tx, tenant, input, city)
      if (problem !== undefined) return problem.code.endsWith('-absent') ? refusal('guide.bad-change', problem.detail) : problem
      const changed = this.#written(
        input,
        { id, author: draft.author, editors: [...new Set([...draft.editors, ...writersOf(caller)])], createdAt: draft.createdAt, state },
        draft.department ?? caller.department,
      )
      await putDraft(tx, tenant, changed)
      return changed
    })
  }

  async list({ tenant }: Context, query: ListQuery): Promise<{ readonly items: Draft[]; readonly total: number } | Refusal> {
    const page = deskPage(query, isState)
    return isRefusal(page) ? page : this.#needs.postgres.tenant(tenant, (tx) => listDrafts(tx, tenant, page))
  }

  /** Moves a draft along its table; `as` may add to it, or refuse. */
  async #move(
    { tenant }: Context,
    id: string,
    event: DraftEvent,
    as: (draft: Draft, tx: Tx) => Draft | Refusal | Promise<Draft | Refusal> = (draft) => draft,
  ): Promise<Draft | Refusal> {
    return this.#needs.postgres.tenant(tenant, async (tx) => {
      const draft = await lockDraft(tx, tenant, id)
      if (draft === undefined) return absent()
      const state = draftTable[draft.state][event]
      if (state === 'no') return notNow(draft)
      const moved = await as({ ...draft, state, updatedAt: this.#needs.clock.now().toISOString() }, tx)
      if (isRefusal(moved)) return moved
      await putDraft(tx, tenant, moved)
      return moved
    })
  }

  /** Hands a draft in to a department: the one it names, or that of whoever hands it in. Only those who wrote it may, or the city's admin. */
  submit(context: Context, id: string): Promise<Draft | Refusal> {
    return this.#move(context, id, 'submit', (draft) => {
      const department = draft.department ?? context.caller.department
      if (department === undefined)
        return refusal('guide.no-department', 'The draft names no department that could approve it. Choose one, and hand it in again.')
      return this.#mayHandle(context, draft) ?? { ...draft, department }
    })
  }

  /** Takes a draft back: those who wrote it, or the city's admin. */
  withdraw(context: Context, id: string): Promise<Draft | Refusal> {
    return this.#move(context, id, 'withdraw', (draft) => this.#mayHandle(context, draft) ?? draft)
  }

  #mayHandle({ caller }: Context, draft: Draft): Refusal | undefined {
    return wrote(caller, draft) || governs(caller)
      ? undefined
      : refusal('guide.not-your-draft', 'Only those who wrote this draft, or the city’s admin, hand it in or take it back.')
  }

  /** Approval is by somebody who wrote nothing of it, of the draft's department. Without a later time it appears at once. */
  async approve(context: Context, id: string, note: string | undefined): Promise<Draft | Refusal> {
    const now = this.#needs.clock.now()
    const city = await this.#needs.hoursPlace(context.tenant)
    const eventsOff = await this.#switchedOff(context.tenant, 'event')
    const approved = await this.#move(context, id, 'approve', async (draft, tx) => {
      if (draft.kind === 'event' && eventsOff !== undefined) return eventsOff
      const may = this.#mayDecide(context, draft)
      if (may !== undefined) return may
      const decided: Draft = { ...draft, decidedBy: context.caller.id ?? '', ...(note === undefined ? {} : { decisionNote: note }) }
      if (draft.publishAt !== undefined && Date.parse(draft.publishAt) > now.getTime()) return decided
      return this.#publish(tx, context.tenant, decided, city)
    })
    if (!isRefusal(approved) && approved.published !== undefined) await this.#needs.project(context.tenant, [approved.published])
    return approved
  }

  reject(context: Context, id: string, note: string): Promise<Draft | Refusal> {
    return this.#move(
      context,
      id,
      'reject',
      (draft) => this.#mayDecide(context, draft) ?? { ...draft, decidedBy: context.caller.id ?? '', decisionNote: note },
    )
  }

  #mayDecide({ caller }: Context, draft: Draft): Refusal | undefined {
    if (caller.kind !== 'account') return refusal('guide.own-draft', 'A draft is approved or rejected by a person who is signed in.')
    if (wrote(caller, draft)) return refusal('guide.own-draft', 'Somebody who wrote nothing of a draft approves or rejects it.')
    const may = draft.department === undefined ? governs(caller) : permitsDepartment(caller, draft.department)
    return may
      ? undefined
      : refusal(
          'guide.wrong-department',
          draft.department === undefined
            ? 'The draft names no department; the city’s admin decides.'
            : `The draft belongs to the department “${draft.department}”.`,
        )
  }

  /** Makes or changes the entity, and answers the published draft. */
  async #publish(tx: Tx, tenant: Tenant, draft: Draft, city: HoursPlace): Promise<Draft | Refusal> {
    const { context, ids, outbox } = this.#needs
    const id = draft.target ?? `urn:ngsi-ld:${draft.kind === 'place' ? placeType : eventType}:town-${ids.uuid()}`
    const edit = { actor: draft.author, reason: `draft ${draft.id}` }
    if (draft.target !== undefined) {
      const changed =
        draft.kind === 'place'
          ? await changePlace(context, tx, tenant, { id, change: draft.change as PlaceChange, city, edit })
          : await changeEvent(context, tx, tenant, { id, change: draft.change as EventChange, edit })
      if (isRefusal(changed)) return refusal('guide.bad-change', `The draft no longer fits: ${changed.detail}`)
    } else {
      const entity = newEntity(id, draft)
      if (typeof entity === 'string') return refusal('guide.bad-change', entity)
      const made = await context.entities.create(tenant, entity, { kind: 'person', id: draft.author }, tx)
      if (isRefusal(made)) return refusal('guide.bad-change', made.detail)
    }
    const state = draftTable.approved.publish
    if (state === 'no') throw new Error('The table of drafts lets no approved draft appear')
    await outbox.write(tx, [{ kind: 'DraftPublished', tenant, key: id, payload: { draftId: draft.id, entityId: id } }])
    return { ...draft, state, published: id }
  }

  /**
   * Publishes the approved drafts whose time has come; those of events wait while the city has them switched off. One that no longer fits goes back to its author with the reason.
   * @returns ids of the entities that appeared or changed
   */
  async publishDue(tenant: Tenant): Promise<readonly string[]> {
    const { postgres, clock, project, hoursPlace } = this.#needs
    const city = await hoursPlace(tenant)
    const kinds: readonly Draft['kind'][] = (await this.#needs.showsEvents(tenant)) ? ['place', 'event'] : ['place']
    const due = await postgres.tenant(tenant, (tx) => dueDrafts(tx, tenant, { now: clock.now(), kinds }))
    const published: string[] = []
    for (const id of due) {
      const done = await postgres.tenant(tenant, async (tx) => {
        const draft = await lockDraft(tx, tenant, id)
        if (draft === undefined || draftTable[draft.state].publish === 'no') return undefined
        if (!kinds.includes(draft.kind)) return undefined
        const outcome = await this.#publish(tx, tenant, { ...draft, updatedAt: clock.now().toISOString() }, city)
        await putDraft(
          tx,
          tenant,
          isRefusal(outcome)
            ? { ...draft, state: 'rejected', decisionNote: outcome.detail, updatedAt: clock.now().toISOString() }
            : outcome,
        )
        return isRefusal(outcome) ? undefined : outcome.published
      })
      if (done !== undefined) published.push(done)
    }
    if (published.length > 0) await project(tenant, published)
    return published
  }
}
