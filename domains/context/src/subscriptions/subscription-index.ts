/** Which subscriptions a change could concern: an index by id, area, type and attribute, so that no change looks at them all. */
import {
  isInstanceList,
  type CompiledSelector,
  type CompiledSubscription,
  type Geometry,
  type GeoQuery,
  type Observed,
  type TypeExpression,
} from '@machinaka/ngsi'
import { boundsAround, boundsOf, boundsUnion, type Bounds } from '@machinaka/geo'

/** Cells of the grid are this many degrees wide: about a kilometre in Japan. */
const CELL = 0.01
/** An area that covers more cells is not kept in the grid. */
const MOST_CELLS = 400

/** Subscriptions under the most selective thing that each says. Adding and removing cost what one subscription costs. */
export class SubscriptionIndex<S> {
  /** Everything below is keyed `kind value`; a subscription lies under one or several keys of one kind. */
  readonly #buckets = new Map<string, Set<S>>()
  readonly #keys = new Map<S, readonly string[]>()

  get size(): number {
    return this.#keys.size
  }

  add(entry: S, compiled: CompiledSubscription): void {
    const keys = keysOf(compiled)
    this.#keys.set(entry, keys)
    for (const key of keys) {
      const bucket = this.#buckets.get(key) ?? new Set()
      this.#buckets.set(key, bucket.add(entry))
    }
  }

  remove(entry: S): void {
    for (const key of this.#keys.get(entry) ?? []) {
      const bucket = this.#buckets.get(key)
      bucket?.delete(entry)
      if (bucket?.size === 0) this.#buckets.delete(key)
    }
    this.#keys.delete(entry)
  }

  /** Every subscription that could be triggered by the change, each once; some of them are not. */
  candidates(change: Observed): ReadonlySet<S> {
    const found = new Set<S>()
    for (const key of keysOfChange(change)) for (const entry of this.#buckets.get(key) ?? []) found.add(entry)
    return found
  }
}

/** Ids beat areas beat types with attributes beat types beat attributes; all or nothing otherwise. */
function keysOf({ selectors, watched, geo }: CompiledSubscription): readonly string[] {
  if (selectors !== undefined && selectors.every(({ ids }) => ids !== undefined))
    return selectors.flatMap(({ ids }) => [...(ids ?? [])].map((id) => `id ${id}`))
  const cells = geo === undefined ? undefined : cellsOfQuery(geo)
  if (cells !== undefined) {
    const property = geo?.property ?? 'location'
    return [`area ${property}`, ...cells.map((cell) => `cell ${property} ${cell}`)]
  }
  const types = selectors === undefined ? undefined : typesOf(selectors)
  if (types !== undefined) {
    if (watched === undefined) return types.map((type) => `type ${type}`)
    return types.flatMap((type) => [...watched].map((name) => `of ${type} ${name}`))
  }
  return watched === undefined ? ['any'] : [...watched].map((name) => `attribute ${name}`)
}

function keysOfChange(change: Observed): readonly string[] {
  const entity = change.after ?? change.before
  if (entity === undefined) return []
  // A deletion may name no attributes: all of the entity's go.
  const names = change.attributes.length > 0 ? change.attributes.map(({ name }) => name) : Object.keys(entity.attributes)
  const attributes = [...new Set(names)]
  return [
    'any',
    `id ${entity.id}`,
    ...entity.types.flatMap((type) => [`type ${type}`, ...attributes.map((name) => `of ${type} ${name}`)]),
    ...attributes.map((name) => `attribute ${name}`),
    ...Object.entries(entity.attributes).flatMap(([property, value]) =>
      (isInstanceList(value) ? value : [value]).flatMap((one) => (one.type === 'GeoProperty' ? placesOf(property, one.value) : [])),
    ),
  ]
}

/** Types of which an entity must have one; undefined where any type may fit. */
function typesOf(selectors: readonly CompiledSelector[]): readonly string[] | undefined {
  const found = new Set<string>()
  for (const { types } of selectors) {
    const some = types === undefined ? undefined : oneOf(types)
    if (some === undefined) return undefined
    for (const type of some) found.add(type)
  }
  return [...found]
}

function oneOf(types: TypeExpression): readonly string[] {
  if (types.op === 'type') return [types.type]
  if (types.op === 'or') return types.of.flatMap(oneOf)
  // All of them are needed: the shortest list suffices.
  return types.of.map(oneOf).reduce((a, b) => (b.length < a.length ? b : a))
}

/** The cells that an entity must touch; undefined where the relation or the size of the area rules the grid out. */
function cellsOfQuery({ relation, geometry }: GeoQuery): readonly string[] | undefined {
  if (relation.op === 'disjoint' || (relation.op === 'near' && relation.maxDistance_m === undefined)) return undefined
  const box = boxOf(geometry)
  if (box === undefined) return undefined
  if (relation.op !== 'near') return cellsIn(box)
  const radius_m = (relation.maxDistance_m ?? 0) * 1.02 + 1
  if (radius_m > 50_000) return undefined
  return cellsIn(boundsUnion(boundsAround([box[0], box[1]], radius_m), boundsAround([box[2], box[3]], radius_m)))
}

/** The cells of an entity; one that is spread over many is tried on every area. */
function placesOf(property: string, geometry: Geometry): readonly string[] {
  const box = boxOf(geometry)
  const cells = box === undefined ? [] : cellsIn(box)
  return cells === undefined ? [`area ${property}`] : cells.map((cell) => `cell ${property} ${cell}`)
}

function cellsIn([west, south, east, north]: Bounds): readonly string[] | undefined {
  const [x0, y0, x1, y1] = [Math.floor(west / CELL), Math.floor(south / CELL), Math.floor(east / CELL), Math.floor(north / CELL)]
  if (!((x1 - x0 + 1) * (y1 - y0 + 1) <= MOST_CELLS)) return undefined
  const cells: string[] = []
  for (let x = x0; x <= x1; x += 1) for (let y = y0; y <= y1; y += 1) cells.push(`${x}/${y}`)
  return cells
}

function boxOf(geometry: Geometry): Bounds | undefined {
  return boundsOf(positions(geometry.coordinates))
}

function* positions(coordinates: unknown): Generator<readonly [number, number]> {
  if (!Array.isArray(coordinates)) return
  const [first, second]: readonly unknown[] = coordinates
  if (typeof first === 'number' && typeof second === 'number') yield [first, second]
  else for (const one of coordinates as readonly unknown[]) yield* positions(one)
}
