/** Entities out of the answers of sources, and out of several parts (ETSI GS CIM 009 V1.9.1 §4.5.5, §5.7.1.4, §6.3.17). */
import {
  coveredAttributes,
  instant,
  isInstanceList,
  isProblem,
  mergeParts,
  parseEntity,
  timesKey,
  unexpired,
  type Entity,
  type Part,
  type ReadyRegistration,
  type TermContext,
} from '@machinaka/ngsi'
import type { ReadEntity } from '../operations.ts'

type JsonMap = Readonly<Record<string, unknown>>
const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The entity in a source's answer, with only what its registration is for; undefined when it is none (`invalid`), when
 * nothing of it is registered, or when it has expired.
 */
export function partOf(json: unknown, terms: TermContext, source: ReadyRegistration, now: string): Part | 'invalid' | undefined {
  const entity = parseEntity(json, { context: terms })
  if (isProblem(entity) || !isMap(json)) return 'invalid'
  const covered = coveredAttributes(source, entity)
  if (covered === undefined) return undefined
  const attributes =
    covered === 'all' ? entity.attributes : Object.fromEntries(Object.entries(entity.attributes).filter(([name]) => covered.has(name)))
  return unexpired(
    {
      entity: { ...entity, ...timeMembers(json), attributes },
      modified: modifiedTimes(json, terms),
      auxiliary: source.registration.mode === 'auxiliary',
    },
    now,
  )
}

function timeMembers(json: JsonMap): { readonly createdAt?: string; readonly modifiedAt?: string } {
  const at = (name: string): string | undefined => (typeof json[name] === 'string' ? instant(json[name]) : undefined)
  const createdAt = at('createdAt')
  const modifiedAt = at('modifiedAt')
  return { ...(createdAt === undefined ? {} : { createdAt }), ...(modifiedAt === undefined ? {} : { modifiedAt }) }
}

/** When each instance changed last, as far as the source says (§4.8). */
function modifiedTimes(json: JsonMap, terms: TermContext): ReadonlyMap<string, string> {
  const times = new Map<string, string>()
  for (const [name, value] of Object.entries(json))
    for (const instance of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (!isMap(instance) || typeof instance['modifiedAt'] !== 'string') continue
      const at = instant(instance['modifiedAt'])
      const datasetId = typeof instance['datasetId'] === 'string' ? instance['datasetId'] : undefined
      if (at !== undefined) times.set(timesKey(terms.stored(name), datasetId), at)
    }
  return times
}

/** What this broker holds of an entity, as a part; what `times` does not list came with the entity. */
export function localPart(entity: ReadEntity): Part {
  const modified = new Map<string, string>()
  for (const [name, value] of Object.entries(entity.attributes))
    for (const { datasetId } of isInstanceList(value) ? value : [value]) {
      const at = entity.times?.[timesKey(name, datasetId)]?.modifiedAt ?? entity.createdAt
      if (at !== undefined) modified.set(timesKey(name, datasetId), at)
    }
  return { entity, modified }
}

/** One entity out of its parts, with the times that are known. */
export function joined(parts: readonly [Part, ...(readonly Part[])]): ReadEntity {
  const [only] = parts
  if (parts.length === 1) return only.entity
  const { entity, modified } = mergeParts(parts)
  const times = [...(modified ?? [])].map(([key, modifiedAt]) => [key, { createdAt: entity.createdAt ?? modifiedAt, modifiedAt }] as const)
  return { ...entity, times: Object.fromEntries(times) }
}

/** Entities by id out of many parts, ordered by id. */
export function joinedAll(parts: readonly Part[]): readonly ReadEntity[] {
  const byId = new Map<string, [Part, ...Part[]]>()
  for (const part of parts) {
    const others = byId.get(part.entity.id)
    if (others === undefined) byId.set(part.entity.id, [part])
    else others.push(part)
  }
  return [...byId.values()].map(joined).sort((a: Entity, b: Entity) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
