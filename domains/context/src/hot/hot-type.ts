/** All entities of one type in memory, in the order of their ids, with a journal of what changed. */
import type { StoredEntity } from '../broker.ts'

/** How many changes are remembered; who is further behind looks at everything again. */
const JOURNAL = 4096

export class HotType {
  readonly ids: string[]
  readonly #entities: Map<string, StoredEntity>
  /** Ids that changed, a ring: the change with number n is at n % JOURNAL. */
  readonly #journal: string[] = []
  /** Number of the last change; grows by one with each. */
  seq = 0
  /** Size as JSON, roughly. */
  bytes = 0
  /** How many of them end by themselves: those are not answered from memory. */
  perishable = 0

  constructor(entities: Iterable<StoredEntity>) {
    this.#entities = new Map()
    for (const entity of entities) {
      this.#entities.set(entity.id, entity)
      this.#count(entity, 1)
    }
    this.ids = [...this.#entities.keys()].toSorted(byBytes)
  }

  find(id: string): StoredEntity | undefined {
    return this.#entities.get(id)
  }

  get size(): number {
    return this.ids.length
  }

  /** Takes over what an entity is now; older news than what is held changes nothing. */
  put(entity: StoredEntity): void {
    const held = this.#entities.get(entity.id)
    if (held !== undefined && held.version >= entity.version) return
    if (held === undefined) this.ids.splice(placeOf(this.ids, entity.id), 0, entity.id)
    else this.#count(held, -1)
    this.#entities.set(entity.id, entity)
    this.#count(entity, 1)
    this.#note(entity.id)
  }

  remove(id: string, version: number): void {
    const held = this.#entities.get(id)
    if (held === undefined || held.version > version) return
    this.#entities.delete(id)
    this.#count(held, -1)
    const at = placeOf(this.ids, id)
    if (this.ids[at] === id) this.ids.splice(at, 1)
    this.#note(id)
  }

  /** Ids that changed after the change `seq`, perhaps with repetitions; undefined when that is too long ago. */
  since(seq: number): readonly string[] | undefined {
    const count = this.seq - seq
    if (count === 0) return NOTHING
    if (count > JOURNAL) return undefined
    const changed: string[] = []
    for (let n = seq + 1; n <= this.seq; n += 1) changed.push(this.#journal[n % JOURNAL] ?? '')
    return changed
  }

  #note(id: string): void {
    this.seq += 1
    this.#journal[this.seq % JOURNAL] = id
  }

  #count(entity: StoredEntity, sign: 1 | -1): void {
    this.bytes += sign * sizeOf(entity)
    if (isPerishable(entity)) this.perishable += sign
  }
}

const NOTHING: readonly string[] = []

/** The order of ids in the store (collation "C": bytes). Ids are URIs, so code units compare alike. */
export const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Where an id stands, or would stand, in a sorted list. */
export function placeOf(ids: readonly string[], id: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  return low
}

const sizes = new WeakMap<StoredEntity, number>()
/** Length as JSON, counted once per version. */
export function sizeOf(entity: StoredEntity): number {
  const known = sizes.get(entity)
  if (known !== undefined) return known
  const size = JSON.stringify(entity).length
  sizes.set(entity, size)
  return size
}

/** Whether the entity or one of its attributes ends by itself (§4.22). */
export const isPerishable = (entity: StoredEntity): boolean =>
  entity.expiresAt !== undefined ||
  Object.values(entity.attributes).some((value) => [value].flat().some((one) => one.expiresAt !== undefined))
