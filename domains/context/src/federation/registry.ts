/**
 * The registrations of each tenant in memory, ready to be matched. Every process forgets those of a tenant when a signal says
 * that they changed, and reads them anew in any case after a while: a signal may be lost.
 */
import { compareInstants, coveredAttributes, matchesConditions, matchingInfos, readyRegistration } from '@machinaka/ngsi'
import type { KnownEntity, ReadyInfo, ReadyRegistration, SourceConditions, Specification } from '@machinaka/ngsi'
import type { Clock, Postgres, Signals, Tenant } from '@machinaka/platform'
import { allRegistrations } from './registration-store.ts'

const SIGNAL = 'context.registrations'
const KEPT_MS = 5_000
const MOST_TENANTS = 1_000

interface Index {
  readonly all: readonly ReadyRegistration[]
  /** Registrations that name all their entities by id, by these ids. */
  readonly byId: ReadonlyMap<string, readonly ReadyRegistration[]>
  /** All others. */
  readonly open: readonly ReadyRegistration[]
}

/** A source that a request concerns, and the parts of its registration that match. */
export interface Match {
  readonly source: ReadyRegistration
  readonly infos: readonly ReadyInfo[]
}

export interface Registry {
  /** All of a tenant that have not expired. */
  all(tenant: Tenant): Promise<readonly ReadyRegistration[]>
  /** Those that a request concerns (§5.12), without those of other times, places and scopes. */
  matching(tenant: Tenant, spec: Specification, conditions?: SourceConditions): Promise<readonly Match[]>
  /** Those that cover an entity, whatever part of it. */
  covering(tenant: Tenant, entity: KnownEntity): Promise<readonly ReadyRegistration[]>
  /** False where it is known that the tenant has no registration: then nothing is distributed. Answers at once. */
  mayHaveSome(tenant: Tenant): boolean
  /** To be called once a change of the tenant's registrations is committed. */
  changed(tenant: Tenant): Promise<void>
  stop(): void
}

export function createRegistry({
  postgres,
  signals,
  clock,
}: {
  readonly postgres: Postgres
  readonly signals: Pick<Signals, 'send' | 'on'> | undefined
  readonly clock: Clock
}): Registry {
  const known = new Map<Tenant, { readonly until_ms: number; readonly index: Promise<Index> }>()
  /** Whether there was any when they were read last. */
  const some = new Map<Tenant, boolean>()
  const forget = (tenant: string): void => {
    known.delete(tenant as Tenant)
    some.delete(tenant as Tenant)
  }
  const stopListening = signals?.on(SIGNAL, ({ tenant }) => tenant !== undefined && forget(tenant))
  const read = (tenant: Tenant): Promise<Index> => {
    const found = known.get(tenant)
    if (found !== undefined && found.until_ms > performance.now()) return found.index
    const index = postgres
      .tenant(tenant, (tx) => allRegistrations(tx, tenant, clock.now()))
      .then((rows) => indexed(rows.map((row) => readyRegistration(row.registration))))
    if (known.size >= MOST_TENANTS) known.clear()
    const entry = { until_ms: performance.now() + KEPT_MS, index }
    known.set(tenant, entry)
    index.then(
      // Unless they changed meanwhile.
      ({ all }) => known.get(tenant) === entry && some.set(tenant, all.length > 0),
      () => forget(tenant),
    )
    return index
  }
  const live = (all: readonly ReadyRegistration[]): readonly ReadyRegistration[] => {
    const now = clock.now().toISOString()
    return all.filter(({ registration: { expiresAt } }) => expiresAt === undefined || compareInstants(expiresAt, now) > 0)
  }
  return {
    all: async (tenant) => live((await read(tenant)).all),
    async matching(tenant, spec, conditions = {}) {
      return live(candidates(await read(tenant), spec)).flatMap((source): Match[] => {
        const infos = matchingInfos(source, spec)
        return infos.length > 0 && matchesConditions(source.registration, conditions, { located: false }) ? [{ source, infos }] : []
      })
    },
    async covering(tenant, entity) {
      const index = await read(tenant)
      return live(candidates(index, { entities: [{ ids: [entity.id] }] })).filter(
        (source) =>
          source.registration.observationInterval === undefined &&
          source.registration.managementInterval === undefined &&
          coveredAttributes(source, entity) !== undefined,
      )
    },
    mayHaveSome(tenant) {
      if ((known.get(tenant)?.until_ms ?? 0) <= performance.now()) read(tenant).catch(() => {})
      return some.get(tenant) ?? true
    },
    async changed(tenant) {
      forget(tenant)
      await signals?.send(SIGNAL, { tenant })
    },
    stop: () => stopListening?.(),
  }
}

function indexed(all: readonly ReadyRegistration[]): Index {
  const byId = new Map<string, ReadyRegistration[]>()
  const open: ReadyRegistration[] = []
  for (const one of all) {
    const ids = idsOf(one)
    if (ids === undefined) open.push(one)
    else for (const id of ids) byId.set(id, [...(byId.get(id) ?? []), one])
  }
  return { all, byId, open }
}

/** The ids that a registration names, where it names nothing else. */
function idsOf({ infos }: ReadyRegistration): ReadonlySet<string> | undefined {
  const ids = new Set<string>()
  for (const { entities } of infos) {
    if (entities === undefined) return undefined
    for (const { id } of entities) {
      if (id === undefined) return undefined
      ids.add(id)
    }
  }
  return ids
}

/** Those that may match, by id where the request names ids. */
function candidates({ all, byId, open }: Index, { entities }: Specification): readonly ReadyRegistration[] {
  const ids = entities.flatMap((one) => one.ids ?? [])
  if (entities.length === 0 || entities.some((one) => one.ids === undefined)) return all
  return [...new Set([...ids.flatMap((id) => byId.get(id) ?? []), ...open])]
}
