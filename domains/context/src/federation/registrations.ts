/**
 * Context source registrations: create, update, delete, retrieve and query
 * (ETSI GS CIM 009 V1.9.1 §5.9, §5.10), and who is told of changes (§5.11).
 */
import {
  compareInstants,
  isProblem,
  isUri,
  matchesConditions,
  matchingInfos,
  parseRegistration,
  patchRegistration,
  proxiesOverlap,
  readyRegistration,
  type Problem,
  type ReadyRegistration,
  type Registration,
  type SourceConditions,
  type Specification,
} from '@machinaka/ngsi'
import { isRefusal, type Clock, type Ids, type Postgres, type Refusal, type Tenant, type Tx } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import {
  allRegistrations,
  findHeld,
  findRegistration,
  countRegistrations,
  insertRegistration,
  lockRegistrations,
  removeExpired,
  removeRegistration,
  replaceRegistration,
  type KeptRegistration,
} from './registration-store.ts'
import type { Registry } from './registry.ts'

/** A registration that came, changed or went: `before` and `after` as far as there are any. */
export interface RegistrationChange {
  readonly before: Registration | undefined
  readonly after: Registration | undefined
}
export interface RegistrationQuery {
  readonly spec: Specification
  readonly ids?: readonly string[] | undefined
  readonly conditions: SourceConditions
  readonly limit: number
  readonly offset: number
}

export interface Registrations {
  /** §5.9.2. Names in the JSON are read by `expand`. */
  create(tenant: Tenant, json: unknown, expand: (name: string) => string): Promise<Registration | Refusal>
  /** §5.9.3. */
  update(
    tenant: Tenant,
    id: string,
    change: { readonly fragment: unknown; readonly expand: (name: string) => string },
  ): Promise<Registration | Refusal>
  /** §5.9.4. */
  remove(tenant: Tenant, id: string): Promise<Refusal | undefined>
  /** §5.10.1. */
  get(tenant: Tenant, id: string): Promise<KeptRegistration | Refusal>
  /** §5.10.2: a page by id, and how many there are. */
  query(tenant: Tenant, query: RegistrationQuery): Promise<{ readonly page: readonly KeptRegistration[]; readonly count: number }>
  /** All of a tenant. */
  list(tenant: Tenant): Promise<readonly KeptRegistration[]>
  /** Removes what has expired (§5.9.2.4). */
  sweep(tenant: Tenant): Promise<void>
  /** Called after each change was committed. */
  subscribe(listener: (tenant: Tenant, change: RegistrationChange) => Promise<void>): void
}

export const registrationStoreLimits = { registrations: 20_000 } as const

export interface RegistrationNeeds {
  readonly postgres: Postgres
  readonly registry: Registry
  readonly clock: Clock
  readonly ids: Ids
}
type Tell = (tenant: Tenant, change: RegistrationChange) => Promise<void>

export function createRegistrations(needs: RegistrationNeeds): Registrations {
  const { postgres, registry, clock } = needs
  const listeners: Parameters<Registrations['subscribe']>[0][] = []
  const tell: Tell = async (tenant, change) => {
    await registry.changed(tenant)
    for (const listener of listeners) await listener(tenant, change)
  }
  return {
    ...writing(needs, tell),
    ...reading(needs),
    list: (tenant) => postgres.tenant(tenant, (tx) => allRegistrations(tx, tenant, clock.now())),
    async sweep(tenant) {
      const gone = await postgres.tenant(tenant, (tx) => removeExpired(tx, tenant, clock.now()))
      for (const before of gone) await tell(tenant, { before, after: undefined })
    },
    subscribe: (listener) => void listeners.push(listener),
  }
}

function writing({ postgres, clock, ids }: RegistrationNeeds, tell: Tell): Pick<Registrations, 'create' | 'update' | 'remove'> {
  return {
    async create(tenant, json, expand) {
      const registration = parseRegistration(json, { id: `urn:ngsi-ld:ContextSourceRegistration:${ids.uuid()}`, expand })
      const wrong = isProblem(registration) ? registration : pastExpiry(registration, clock)
      if (wrong !== undefined || isProblem(registration)) return refused(wrong)
      const taken = await postgres.tenant(tenant, async (tx) => {
        const conflict = await conflictOf(tx, tenant, registration, clock)
        if (conflict !== undefined) return conflict
        if ((await countRegistrations(tx, tenant)) >= registrationStoreLimits.registrations)
          return etsi('TooManyResults', `A city keeps at most ${registrationStoreLimits.registrations} registrations. Delete some first.`)
        return (await insertRegistration(tx, tenant, registration, clock.now()))
          ? undefined
          : etsi('AlreadyExists', `A registration ${registration.id} exists already (§5.9.2).`)
      })
      if (taken !== undefined) return taken
      await tell(tenant, { before: undefined, after: registration })
      return registration
    },
    async update(tenant, id, { fragment, expand }) {
      const bad = badId(id)
      if (bad !== undefined) return bad
      const done = await postgres.tenant(tenant, async (tx): Promise<RegistrationChange | Refusal> => {
        const standing = await findRegistration(tx, tenant, { id, now: clock.now(), lock: true })
        if (standing === undefined) return absent(id)
        const after = patchRegistration(standing.registration, fragment, { expand })
        const wrong = isProblem(after) ? after : pastExpiry(after, clock)
        if (wrong !== undefined || isProblem(after)) return refused(wrong)
        const conflict = await conflictOf(tx, tenant, after, clock)
        if (conflict !== undefined) return conflict
        await replaceRegistration(tx, tenant, after, clock.now())
        return { before: standing.registration, after }
      })
      if (isRefusal(done)) return done
      await tell(tenant, done)
      return done.after ?? absent(id)
    },
    async remove(tenant, id) {
      const bad = badId(id)
      if (bad !== undefined) return bad
      const before = await postgres.tenant(tenant, (tx) => removeRegistration(tx, tenant, id, clock.now()))
      if (before === undefined) return absent(id)
      await tell(tenant, { before, after: undefined })
      return undefined
    },
  }
}

function reading({ postgres, clock }: RegistrationNeeds): Pick<Registrations, 'get' | 'query'> {
  return {
    async get(tenant, id) {
      const bad = badId(id)
      if (bad !== undefined) return bad
      return (await postgres.tenant(tenant, (tx) => findRegistration(tx, tenant, { id, now: clock.now() }))) ?? absent(id)
    },
    async query(tenant, query) {
      const all = await postgres.tenant(tenant, (tx) => allRegistrations(tx, tenant, clock.now()))
      const matching = all.filter(({ registration }) => matchesQuery(readyRegistration(registration), query))
      return { page: matching.slice(query.offset, query.offset + query.limit), count: matching.length }
    },
  }
}

function matchesQuery(source: ReadyRegistration, { spec, conditions }: RegistrationQuery): boolean {
  return matchingInfos(source, spec).length > 0 && matchesConditions(source.registration, conditions, { located: true })
}

const refused = (problem: Problem | undefined): Refusal =>
  etsi(problem?.problem ?? 'BadRequestData', problem?.detail ?? 'The registration cannot be read.')
const absent = (id: string): Refusal => etsi('ResourceNotFound', `There is no context source registration ${id}.`)
const badId = (id: string): Refusal | undefined =>
  isUri(id) ? undefined : etsi('BadRequestData', 'The id of a registration is a URI (§5.9.3).')

function pastExpiry({ expiresAt }: Registration, clock: Clock): Problem | undefined {
  return expiresAt !== undefined && compareInstants(expiresAt, clock.now().toISOString()) <= 0
    ? { problem: 'BadRequestData', detail: '"expiresAt" lies in the past (§5.9.2).' }
    : undefined
}

/** What a proxied registration may not meet: another one for the same data, and data of this broker (§4.3.6.3, §5.9.2.4). */
async function conflictOf(tx: Tx, tenant: Tenant, registration: Registration, clock: Clock): Promise<Refusal | undefined> {
  if (registration.mode !== 'exclusive' && registration.mode !== 'redirect') return undefined
  await lockRegistrations(tx, tenant)
  const ready = readyRegistration(registration)
  const others = (await allRegistrations(tx, tenant, clock.now()))
    .map((one) => one.registration)
    .filter(({ id, mode }) => id !== registration.id && (mode === 'exclusive' || mode === 'redirect'))
  const clash = others.find((other) =>
    registration.mode === 'exclusive'
      ? proxiesOverlap(ready, readyRegistration(other))
      : other.mode === 'exclusive' && proxiesOverlap(readyRegistration(other), ready),
  )
  if (clash !== undefined)
    return etsi('Conflict', `The registration ${clash.id} is for some of the same attributes of the same entity (§4.3.6.3).`)
  const held = await findHeld(tx, tenant, registration.information)
  return held === undefined
    ? undefined
    : etsi('Conflict', `This broker itself holds ${held}, which the registration says another source holds (§5.9.2.4).`)
}
