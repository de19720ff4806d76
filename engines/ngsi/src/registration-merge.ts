/**
 * Answers of several sources as one entity (ETSI GS CIM 009 V1.9.1 §4.5.5.2, §4.5.5.3, §5.7.1.4): instances of an attribute
 * are told apart by datasetId; of the copies of one instance the one observed last stands, else the one modified last.
 */
import { isInstanceList, type Attribute, type AttributeValue, type Entity, type Times } from './model.ts'
import { timesKey } from './times.ts'

/** An entity as one source knows it. */
export interface Part {
  readonly entity: Entity & Partial<Times>
  /** When the instances of its attributes changed last, by `timesKey`; absent where the source does not say. */
  readonly modified?: ReadonlyMap<string, string> | undefined
  /** From an auxiliary source: it only fills gaps (§4.3.6.2). */
  readonly auxiliary?: boolean | undefined
}

/** What is left of a part at this instant: nothing of an entity that has expired, and no attributes that have. */
export function unexpired(part: Part, now: string): Part | undefined {
  const until = part.entity.expiresAt
  if (until !== undefined && isPast(until, now)) return undefined
  const kept = Object.entries(part.entity.attributes).flatMap(([name, value]): [string, AttributeValue][] => {
    const left = instances(value).filter(({ expiresAt }) => expiresAt === undefined || !isPast(expiresAt, now))
    return left.length === 0 ? [] : [[name, asValue(left)]]
  })
  return { ...part, entity: { ...part.entity, attributes: fromEntries(kept) } }
}

/** One entity out of the parts, all of the same id; the first of copies that nothing tells apart. At least one part. */
export function mergeParts(parts: readonly [Part, ...(readonly Part[])]): Part {
  const equals = parts.filter(({ auxiliary }) => auxiliary !== true)
  const main = equals.length === 0 ? parts : equals
  const expiring = main.map(({ entity }) => entity.expiresAt)
  // §4.5.5.3: an entity expires only where every copy of it does, and then with the last of them.
  const expiresAt = expiring.every((one) => one !== undefined) ? latest(expiring) : undefined
  const sources = expiresAt === undefined || new Set(expiring).size > 1 ? main.map(expiryOnAttributes) : main
  const chosen = new Map<string, Candidate>()
  for (const part of sources) addAll(chosen, part, 'newer')
  if (main === equals) for (const part of parts) if (part.auxiliary === true) addAll(chosen, part, gapsOf(chosen))
  return assemble(main, chosen, expiresAt)
}

interface Candidate {
  readonly name: string
  readonly instance: Attribute
  readonly modifiedAt: string | undefined
}

/** Attributes that are there already: an auxiliary source adds none of their instances. */
function gapsOf(chosen: ReadonlyMap<string, Candidate>): ReadonlySet<string> {
  return new Set([...chosen.values()].map(({ name }) => name))
}

function addAll(chosen: Map<string, Candidate>, { entity, modified }: Part, rule: 'newer' | ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(entity.attributes)) {
    if (rule !== 'newer' && rule.has(name)) continue
    for (const instance of instances(value)) {
      const key = timesKey(name, instance.datasetId)
      const candidate = { name, instance, modifiedAt: modified?.get(key) ?? entity.modifiedAt }
      const standing = chosen.get(key)
      if (standing === undefined || isNewer(candidate, standing)) chosen.set(key, candidate)
    }
  }
}

/** §4.5.5.3: the last observed, where one says so; else the last modified. */
function isNewer(a: Candidate, b: Candidate): boolean {
  const observedA = a.instance.observedAt
  const observedB = b.instance.observedAt
  if (observedA !== undefined || observedB !== undefined)
    return observedA !== undefined && (observedB === undefined || compareInstants(observedA, observedB) > 0)
  return a.modifiedAt !== undefined && b.modifiedAt !== undefined && compareInstants(a.modifiedAt, b.modifiedAt) > 0
}

/** §4.5.5.2: an entity's expiry is passed on to its attributes, as the earlier of both. */
function expiryOnAttributes(part: Part): Part {
  const until = part.entity.expiresAt
  if (until === undefined) return part
  const attributes = Object.entries(part.entity.attributes).map(([name, value]): [string, AttributeValue] => [
    name,
    asValue(
      instances(value).map((one) =>
        one.expiresAt !== undefined && compareInstants(one.expiresAt, until) < 0 ? one : { ...one, expiresAt: until },
      ),
    ),
  ])
  return { ...part, entity: { ...part.entity, attributes: fromEntries(attributes) } }
}

function assemble(main: readonly Part[], chosen: ReadonlyMap<string, Candidate>, expiresAt: string | undefined): Part {
  const byName = new Map<string, Attribute[]>()
  const modified = new Map<string, string>()
  for (const [key, { name, instance, modifiedAt }] of chosen) {
    byName.set(name, [...(byName.get(name) ?? []), instance])
    if (modifiedAt !== undefined) modified.set(key, modifiedAt)
  }
  const entities = main.map(({ entity }) => entity)
  const scope = [...new Set(entities.flatMap((one) => one.scope ?? []))]
  const createdAt = earliest(entities.map((one) => one.createdAt))
  const modifiedAt = latest(entities.map((one) => one.modifiedAt))
  return {
    entity: {
      id: entities[0]?.id ?? '',
      types: [...new Set(entities.flatMap(({ types }) => types))],
      ...(scope.length === 0 ? {} : { scope }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(modifiedAt === undefined ? {} : { modifiedAt }),
      attributes: fromEntries([...byName].map(([name, all]) => [name, asValue(all)])),
    },
    modified,
  }
}

const instances = (value: AttributeValue): readonly Attribute[] => (isInstanceList(value) ? value : [value])
const asValue = (all: readonly Attribute[]): AttributeValue => (all.length === 1 && all[0] !== undefined ? all[0] : all)
const isPast = (at: string, now: string): boolean => compareInstants(at, now) <= 0

/** Also a name such as `__proto__` stays a member. */
const fromEntries = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> => Object.fromEntries(entries)

/** Orders instants as written, with up to six digits of a second (§4.6.3). */
export function compareInstants(a: string, b: string): number {
  const form = (at: string): string => {
    const [seconds = '', fraction = ''] = at.replace(',', '.').replace(/Z$/, '').split('.')
    return `${seconds}.${fraction.padEnd(6, '0')}`
  }
  const left = form(a)
  const right = form(b)
  return left < right ? -1 : left > right ? 1 : 0
}

const given = (all: readonly (string | undefined)[]): readonly string[] => all.filter((one) => one !== undefined)
const latest = (all: readonly (string | undefined)[]): string | undefined =>
  given(all).reduce<string | undefined>((best, one) => (best === undefined || compareInstants(one, best) > 0 ? one : best), undefined)
const earliest = (all: readonly (string | undefined)[]): string | undefined =>
  given(all).reduce<string | undefined>((best, one) => (best === undefined || compareInstants(one, best) < 0 ? one : best), undefined)
