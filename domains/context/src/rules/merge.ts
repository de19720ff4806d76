/** What becomes of an entity when a source, a person or a machine says something about it. Pure decisions. */
import { sameJson, type Attributes, type AttributeValue, type Entity } from '@machinaka/ngsi'

/** Where one attribute's value came from, as it is kept with the entity. */
export interface OriginEntry {
  readonly by: 'source' | 'person' | 'machine'
  readonly id: string
  /** When it last changed, and since when it exists. */
  readonly at: string
  readonly since: string
  /** The edit that wrote it. */
  readonly edit?: string
  /** The source whose value a person replaced: that source may withdraw it, which is worth a proposal. */
  readonly over?: string
}
export type OriginMap = Readonly<Record<string, OriginEntry>>

/** The part of a stored entity that decisions look at. */
export interface Held {
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly origin: OriginMap
  readonly source: string | undefined
  readonly createdAt: string
}

/** What a write leaves behind. `changes` names what differs from before: a new value, or null where the attribute went. */
export interface Outcome {
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly origin: OriginMap
  readonly changes: Readonly<Record<string, AttributeValue | null>>
  readonly changed: boolean
}

export interface ProposedValue {
  readonly attribute: string
  /** What the source says; null where it no longer says anything. */
  readonly proposed: AttributeValue | null
}

/** Who writes, and when. */
export interface Writer {
  readonly by: OriginEntry['by']
  readonly id: string
  readonly at: string
  readonly edit?: string
}

/**
 * A source says the whole entity anew. Its own attributes are replaced or go; a machine's attribute gives way only where
 * the source names it; a person's stands, and a differing value becomes a proposal.
 */
export function mergeImport(held: Held, incoming: Entity, writer: Writer): Outcome & { readonly proposals: readonly ProposedValue[] } {
  const draft = new Draft(held, writer)
  const proposals: ProposedValue[] = []
  for (const name of new Set([...Object.keys(held.attributes), ...Object.keys(incoming.attributes), ...Object.keys(held.origin)])) {
    const said = own(incoming.attributes, name)
    const origin = own(held.origin, name)
    if (origin?.by === 'person') {
      const agrees = sameJson(own(held.attributes, name) ?? null, said ?? null)
      if (!agrees && (said !== undefined || origin.over !== undefined)) proposals.push({ attribute: name, proposed: said ?? null })
    } else if (said !== undefined) draft.set(name, said)
    else if (origin?.by !== 'machine') draft.remove(name)
  }
  return { ...draft.outcome(incoming.types, incoming.scope ?? held.scope), proposals }
}

/** A person or machine replaces the whole entity (batch upsert, replace mode, §5.6.8; Replace Entity, §5.6.18). */
export function replaceEntity(held: Held, incoming: Entity, writer: Writer): Outcome {
  const draft = new Draft(held, writer)
  for (const name of Object.keys(held.attributes)) if (!Object.hasOwn(incoming.attributes, name)) draft.remove(name)
  for (const [name, value] of Object.entries(incoming.attributes)) draft.set(name, value)
  return draft.outcome(incoming.types, incoming.scope ?? [])
}

export interface Change {
  readonly attributes: Readonly<Record<string, AttributeValue | null>>
  /** Types to add: an update never takes one away (§4.16). */
  readonly types?: readonly string[] | undefined
  readonly scope?: readonly string[] | null | undefined
  /** Leaves attributes that exist as they are (noOverwrite, §5.6.3). */
  readonly onlyNew?: boolean
}

/**
 * Attributes are set, added or (null) removed, instance by instance: a value touches only the instance with its datasetId
 * (§4.5.5, §5.5.8).
 */
export function changeEntity(held: Held, change: Change, writer: Writer): Outcome {
  const draft = new Draft(held, writer)
  for (const [name, value] of Object.entries(change.attributes)) {
    const before = own(held.attributes, name)
    if (change.onlyNew === true && before !== undefined) continue
    if (value === null) draft.remove(name)
    else draft.set(name, before === undefined ? value : withInstances(before, value))
  }
  const scope =
    change.scope === null
      ? []
      : change.scope === undefined
        ? held.scope
        : change.onlyNew === true
          ? union(held.scope, change.scope)
          : change.scope
  return draft.outcome(union(held.types, change.types ?? []), scope)
}

/**
 * What a command made of an entity becomes its new state: only the attributes it named may change, and those it changed are
 * the writer's from now on.
 */
export function adoptChanges(
  held: Held,
  next: Pick<Entity, 'types' | 'scope' | 'attributes'>,
  names: Iterable<string>,
  writer: Writer,
): Outcome {
  const draft = new Draft(held, writer)
  for (const name of new Set(names)) {
    const value = own(next.attributes, name)
    if (value === undefined) draft.remove(name)
    else draft.set(name, value)
  }
  return draft.outcome(next.types, next.scope ?? [])
}

/** Puts attributes back as they stood, value and origin, whoever wrote them: the undoing of an edit. */
export function restoreAttributes(held: Held, before: Readonly<Record<string, Restored | null>>, writer: Writer): Outcome {
  const draft = new Draft(held, writer)
  for (const [name, stood] of Object.entries(before)) {
    if (stood === null || stood.value === null) draft.remove(name)
    else draft.set(name, stood.value)
    draft.setOrigin(name, stood?.origin ?? undefined)
  }
  return draft.outcome(held.types, held.scope)
}
export interface Restored {
  readonly value: AttributeValue | null
  readonly origin: OriginEntry | null
}

/** The origin of an attribute: as listed, else it came with the entity. */
export function originOf(held: Pick<Held, 'origin' | 'source' | 'createdAt'>, name: string): OriginEntry {
  return (
    own(held.origin, name) ?? {
      by: held.source === undefined ? 'machine' : 'source',
      id: held.source ?? '',
      at: held.createdAt,
      since: held.createdAt,
    }
  )
}

const own = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(map, name) ? map[name] : undefined)
const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])]

function withInstances(before: AttributeValue, said: AttributeValue): AttributeValue {
  const list = (value: AttributeValue) => (Array.isArray(value) ? value : [value]) as readonly Extract<AttributeValue, { type: string }>[]
  const replaced = new Set(list(said).map((one) => one.datasetId))
  const kept = list(before).filter((one) => !replaced.has(one.datasetId))
  const all = [...kept, ...list(said)]
  const [only] = all
  return all.length === 1 && only !== undefined ? only : all
}

/** Collects what changes; knows how an origin is written. */
class Draft {
  readonly #held: Held
  readonly #writer: Writer
  readonly #attributes: Record<string, AttributeValue>
  readonly #origin: Record<string, OriginEntry>
  readonly #changes: Record<string, AttributeValue | null> = {}
  #touched = false

  constructor(held: Held, writer: Writer) {
    this.#held = held
    this.#writer = writer
    this.#attributes = { ...held.attributes }
    this.#origin = { ...held.origin }
  }

  set(name: string, value: AttributeValue): void {
    const before = own(this.#held.attributes, name)
    if (before !== undefined && sameJson(before, value) && !this.#claims(name)) return
    this.#attributes[name] = value
    if (before === undefined || !sameJson(before, value)) this.#changes[name] = value
    this.#sign(name)
  }

  remove(name: string): void {
    const before = own(this.#held.attributes, name)
    if (before === undefined && !this.#claims(name)) return
    delete this.#attributes[name]
    if (before !== undefined) this.#changes[name] = null
    // A person's removal is remembered, so that the source does not bring the attribute back; others leave no trace.
    if (this.#writer.by === 'person') this.#sign(name)
    else {
      if (Object.hasOwn(this.#origin, name)) this.#touched = true
      delete this.#origin[name]
    }
  }

  setOrigin(name: string, entry: OriginEntry | undefined): void {
    if (entry === undefined) delete this.#origin[name]
    else this.#origin[name] = entry
    this.#touched = true
  }

  outcome(types: readonly string[], scope: readonly string[]): Outcome {
    const held = this.#held
    const changed = this.#touched || Object.keys(this.#changes).length > 0 || !sameJson(held.types, types) || !sameJson(held.scope, scope)
    return { types, scope, attributes: this.#attributes, origin: this.#origin, changes: this.#changes, changed }
  }

  /** A person who writes the value that stands makes it theirs. */
  #claims(name: string): boolean {
    return this.#writer.by === 'person' && own(this.#held.origin, name)?.by !== 'person'
  }

  #sign(name: string): void {
    const { by, id, at, edit } = this.#writer
    const existed = own(this.#held.attributes, name) !== undefined
    const before = originOf(this.#held, name)
    const since = existed ? before.since : at
    const over =
      by !== 'person' ? undefined : before.by === 'person' ? before.over : before.by === 'source' && existed ? before.id : undefined
    this.#origin[name] = { by, id, at, since, ...(edit === undefined ? {} : { edit }), ...(over === undefined ? {} : { over }) }
    this.#touched = true
  }
}
