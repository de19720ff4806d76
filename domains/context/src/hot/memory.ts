/**
 * Hot memory: the entities that are read again and again, kept beside the store. Every write of this process is in it before its
 * request is answered; writes of other processes come by `freshness.ts`, and where that is late nothing is answered from here.
 */
import type { Tenant } from '@machinaka/platform'
import type { StoredEntity } from '../broker.ts'
import type { EntityChange } from '../changes.ts'
import { HotType, isPerishable, sizeOf } from './hot-type.ts'
import { Plan, Rendered, type Question, type Ready } from './plan.ts'

export interface MemoryOptions {
  /** What the kept entities may take as JSON; in memory they take about three times that. */
  readonly mostBytes: number
  /** A type with more entities is asked from the store. */
  readonly mostOfType: number
  readonly mostPlans: number
  /** How often a query is asked before its type is loaded. */
  readonly worthLoading: number
}

/** Reads entities for the memory; called once at a time per tenant and type. Undefined where there are more than `most`. */
export type LoadType = (tenant: Tenant, type: string, most: number) => Promise<readonly StoredEntity[] | undefined>

interface HotTenant {
  readonly types: Map<string, HotType>
  /** Changes that arrive while a type is being loaded. */
  readonly loading: Map<string, EntityChange[]>
  /** Types that are too large, or hold what ends by itself: not tried again until the memory of this tenant is dropped. */
  readonly unfit: Set<string>
  readonly asked: Map<string, number>
  readonly plans: Map<string, Plan>
  /** Single entities; a number is the newest version heard of while one is being read. */
  readonly single: Map<string, StoredEntity | number>
  readonly lookups: Map<string, Pick<Question, 'shape' | 'render' | 'headers'>>
}

const MOST_SINGLE = 50_000

export class HotMemory {
  readonly #options: MemoryOptions
  readonly #load: LoadType
  readonly #tenants = new Map<Tenant, HotTenant>()
  readonly #rendered = new Rendered()
  #bytes = 0

  constructor(options: MemoryOptions, load: LoadType) {
    this.#options = options
    this.#load = load
  }

  /** Tenants of which something is kept. */
  tenants(): readonly Tenant[] {
    return [...this.#tenants]
      .filter(([, { types, loading, single }]) => types.size + loading.size + single.size > 0)
      .map(([tenant]) => tenant)
  }

  // ── Queries ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The answer to a request that was asked before, if all it needs is here. */
  query(tenant: Tenant, key: string): Ready | undefined {
    const hot = this.#tenants.get(tenant)
    const plan = hot?.plans.get(key)
    if (hot === undefined || plan === undefined) return undefined
    const type = hot.types.get(plan.question.type)
    return type === undefined || type.perishable > 0 ? undefined : plan.answer(type)
  }

  /** Keeps what the ordinary way made of a request. Its type is loaded when such requests come often enough. */
  remember(tenant: Tenant, key: string, question: Question): void {
    if (this.#options.mostBytes === 0) return
    const hot = this.#of(tenant)
    if (hot.plans.size >= this.#options.mostPlans) hot.plans.clear()
    hot.plans.set(key, new Plan(question, this.#rendered))
    const { type } = question
    if (hot.types.has(type) || hot.loading.has(type) || hot.unfit.has(type)) return
    const asked = (hot.asked.get(type) ?? 0) + 1
    hot.asked.set(type, asked)
    if (asked >= this.#options.worthLoading) void this.#bring(tenant, hot, type)
  }

  async #bring(tenant: Tenant, hot: HotTenant, name: string): Promise<void> {
    const heard: EntityChange[] = []
    hot.loading.set(name, heard)
    hot.asked.delete(name)
    const entities = await this.#load(tenant, name, this.#options.mostOfType).catch(() => undefined)
    // Dropped meanwhile: what was read may be old.
    if (this.#tenants.get(tenant) !== hot || hot.loading.get(name) !== heard) return
    hot.loading.delete(name)
    if (entities === undefined) {
      hot.unfit.add(name)
      return
    }
    const type = new HotType(entities)
    for (const change of heard) apply(type, name, change)
    if (this.#bytes + type.bytes > this.#options.mostBytes) this.dropAll()
    if (type.bytes > this.#options.mostBytes) return
    this.#of(tenant).types.set(name, type)
    this.#bytes += type.bytes
  }

  // ── Single entities ───────────────────────────────────────────────────────────────────────────────────────────────

  /** The answer for one entity in a representation that was asked before. */
  retrieve(tenant: Tenant, id: string, key: string): Ready | undefined {
    const hot = this.#tenants.get(tenant)
    const lookup = hot?.lookups.get(key)
    const entity = hot?.single.get(id)
    if (lookup === undefined || entity === undefined || typeof entity === 'number') return undefined
    return { headers: lookup.headers({ count: 1, returned: 1 }), body: this.#rendered.of(entity, lookup) }
  }

  rememberLookup(tenant: Tenant, key: string, lookup: Pick<Question, 'shape' | 'render' | 'headers'>): void {
    if (this.#options.mostBytes === 0) return
    const { lookups } = this.#of(tenant)
    if (lookups.size >= this.#options.mostPlans) lookups.clear()
    lookups.set(key, lookup)
  }

  /** Says that an entity is about to be read from the store: what is written meanwhile is not missed. */
  expect(tenant: Tenant, id: string): void {
    if (this.#options.mostBytes === 0) return
    const { single } = this.#of(tenant)
    if (single.size >= MOST_SINGLE) single.clear()
    if (!single.has(id)) single.set(id, 0)
  }

  /** Keeps an entity that was read after `expect`. */
  keep(tenant: Tenant, entity: StoredEntity): void {
    const hot = this.#tenants.get(tenant)
    const held = hot?.single.get(entity.id)
    if (hot === undefined || held === undefined || isPerishable(entity)) return
    const version = typeof held === 'number' ? held : held.version
    if (entity.version < version || (typeof held !== 'number' && held.version === entity.version)) return
    const size = sizeOf(entity) - (typeof held === 'number' ? 0 : sizeOf(held))
    if (this.#bytes + size > this.#options.mostBytes) return this.dropAll()
    this.#bytes += size
    hot.single.set(entity.id, entity)
  }

  // ── News ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** What was committed. */
  committed(tenant: Tenant, changes: readonly EntityChange[]): void {
    const hot = this.#tenants.get(tenant)
    if (hot === undefined) return
    for (const change of changes) {
      for (const [name, type] of hot.types) {
        const before = type.bytes
        apply(type, name, change)
        this.#bytes += type.bytes - before
      }
      for (const heard of hot.loading.values()) heard.push(change)
      this.#single(hot, change)
    }
    if (this.#bytes > this.#options.mostBytes) this.dropAll()
  }

  #single(hot: HotTenant, { id, version, after }: EntityChange): void {
    const held = hot.single.get(id)
    if (held === undefined) return
    const known = typeof held === 'number' ? held : held.version
    if (version <= known) return
    if (typeof held !== 'number') this.#bytes -= sizeOf(held)
    if (after === undefined || typeof held === 'number' || isPerishable(after)) hot.single.set(id, version)
    else {
      hot.single.set(id, after)
      this.#bytes += sizeOf(after)
    }
  }

  /** Whether a version of an entity, of these types, is news to any part of this memory. */
  isNews(
    tenant: Tenant,
    { id, version, types }: { readonly id: string; readonly version: number; readonly types: readonly string[] },
  ): boolean {
    const hot = this.#tenants.get(tenant)
    if (hot === undefined) return false
    const single = hot.single.get(id)
    if (single !== undefined && (typeof single === 'number' ? single : single.version) < version) return true
    if (types.some((name) => hot.loading.has(name))) return true
    return [...hot.types].some(([name, type]) => {
      const held = type.find(id)
      return held === undefined ? types.includes(name) : held.version < version
    })
  }

  /** Forgets a tenant: after an import, or where news may have been missed. */
  drop(tenant: Tenant): void {
    const hot = this.#tenants.get(tenant)
    if (hot === undefined) return
    for (const type of hot.types.values()) this.#bytes -= type.bytes
    for (const one of hot.single.values()) if (typeof one !== 'number') this.#bytes -= sizeOf(one)
    this.#tenants.delete(tenant)
  }

  dropAll(): void {
    this.#tenants.clear()
    this.#bytes = 0
  }

  #of(tenant: Tenant): HotTenant {
    let hot = this.#tenants.get(tenant)
    if (hot === undefined) {
      hot = {
        types: new Map(),
        loading: new Map(),
        unfit: new Set(),
        asked: new Map(),
        plans: new Map(),
        single: new Map(),
        lookups: new Map(),
      }
      this.#tenants.set(tenant, hot)
    }
    return hot
  }
}

function apply(type: HotType, name: string, { id, version, after }: EntityChange): void {
  if (after === undefined || !after.types.includes(name)) type.remove(id, version)
  else type.put(after)
}
