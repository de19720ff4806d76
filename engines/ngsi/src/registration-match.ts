/** Which registrations a request concerns, and which part of it (ETSI GS CIM 009 V1.9.1 §5.12, §4.3.6.1). */
import type { TypeExpression } from './query.ts'
import { namesOf, type EntityInfo, type Registration, type RegistrationInfo } from './registration-model.ts'
import { operationsOf, type SourceOperation } from './registration-operations.ts'
import { parseRegex, type Regex } from './regex.ts'
import { matchesTypes } from './selectors.ts'

/** What a request is about: what is absent is not asked about. */
export interface EntitySpecification {
  readonly types?: TypeExpression | undefined
  readonly ids?: readonly string[] | undefined
  readonly idPattern?: string | undefined
}
export interface Specification {
  /** Any of them; none at all means any entity. */
  readonly entities: readonly EntitySpecification[]
  readonly attributes?: readonly string[] | undefined
  readonly datasetIds?: readonly string[] | undefined
}

/** An EntityInfo with its pattern read. */
interface ReadyEntity extends EntityInfo {
  readonly regex?: Regex | undefined
}
export interface ReadyInfo {
  readonly info: RegistrationInfo
  readonly entities: readonly ReadyEntity[] | undefined
  /** Undefined: any attribute. */
  readonly names: ReadonlySet<string> | undefined
}
/** A registration made ready to be matched many times. */
export interface ReadyRegistration {
  readonly registration: Registration
  readonly infos: readonly ReadyInfo[]
  readonly operations: ReadonlySet<string>
}

/** Reads the patterns, names and operations of a registration once. */
export function readyRegistration(registration: Registration): ReadyRegistration {
  return {
    registration,
    operations: operationsOf(registration.operations),
    infos: registration.information.map((info) => {
      const names = namesOf(info)
      return {
        info,
        names: names === undefined ? undefined : new Set(names),
        entities: info.entities?.map((one) => {
          // The id takes precedence over the pattern (§5.2.8).
          const regex = one.id !== undefined || one.idPattern === undefined ? undefined : parseRegex(one.idPattern)
          return regex === undefined || 'problem' in regex ? one : { ...one, regex }
        }),
      }
    }),
  }
}

/** Whether the source offers one of the operations (§4.20). */
export const offers = ({ operations }: ReadyRegistration, ...names: readonly SourceOperation[]): boolean =>
  names.some((name) => operations.has(name))

/** The parts of the registration that match (§5.12); none: it does not. */
export function matchingInfos({ infos, registration }: ReadyRegistration, spec: Specification): readonly ReadyInfo[] {
  const { datasetId } = registration
  if (spec.datasetIds !== undefined && datasetId !== undefined && !spec.datasetIds.some((id) => datasetId.includes(id))) return []
  return infos.filter((info) => matchesEntities(info, spec.entities) && matchesAttributes(info, spec.attributes))
}

function matchesEntities({ entities }: ReadyInfo, specs: readonly EntitySpecification[]): boolean {
  if (entities === undefined || specs.length === 0) return true
  return specs.some((spec) => entities.some((one) => matchesEntity(one, spec)))
}

/** The conditions of §5.12 on one EntityInfo. */
export function matchesEntity(entity: EntityInfo & { readonly regex?: Regex | undefined }, spec: EntitySpecification): boolean {
  if (spec.types !== undefined && !matchesTypes(spec.types, entity)) return false
  const { ids, idPattern } = spec
  if (ids === undefined && idPattern === undefined) return true
  if (entity.id !== undefined) {
    if (ids !== undefined) return ids.includes(entity.id)
    const pattern = parseRegex(idPattern ?? '')
    return !('problem' in pattern) && pattern.test(entity.id)
  }
  if (entity.idPattern === undefined || ids === undefined) return true
  return entity.regex === undefined || ids.some((id) => entity.regex?.test(id) === true)
}

function matchesAttributes({ names }: ReadyInfo, attributes: readonly string[] | undefined): boolean {
  return attributes === undefined || attributes.length === 0 || names === undefined || attributes.some((name) => names.has(name))
}

/** One entity as far as it is known: its types are undefined where a request names the id alone. */
export interface KnownEntity {
  readonly id: string
  readonly types?: readonly string[] | undefined
}

/** Whether the part is about this entity: its id, and all the types that the part names. */
export function coversEntity({ entities }: ReadyInfo, { id, types }: KnownEntity): boolean {
  return (
    entities === undefined ||
    entities.some(
      (one) =>
        (types === undefined || one.types.every((type) => types.includes(type))) &&
        (one.id !== undefined ? one.id === id : one.regex === undefined || one.regex.test(id)),
    )
  )
}

/**
 * The attributes of an entity that a registration covers: `all` where a part names none, else the names. Undefined where it
 * does not cover the entity.
 */
export function coveredAttributes({ infos }: ReadyRegistration, entity: KnownEntity): 'all' | ReadonlySet<string> | undefined {
  const covering = infos.filter((info) => coversEntity(info, entity))
  if (covering.length === 0) return undefined
  if (covering.some(({ names }) => names === undefined)) return 'all'
  return new Set(covering.flatMap(({ names }) => [...(names ?? [])]))
}

/** The entities that a request may ask this source for: the request's, narrowed to what the parts register (§4.3.6.1). */
export function narrowed(spec: EntitySpecification, infos: readonly ReadyInfo[]): EntitySpecification {
  if (infos.some(({ entities }) => entities === undefined)) return spec
  const entities = infos.flatMap((info) => info.entities ?? []).filter((one) => matchesEntity(one, spec))
  const types = narrowedTypes(spec.types, entities)
  const asked = spec.ids?.filter((id) => entities.some((one) => (one.id !== undefined ? one.id === id : (one.regex?.test(id) ?? true))))
  const registered = entities.flatMap(({ id }) => (id === undefined ? [] : [id]))
  const ids = asked ?? (registered.length === entities.length && registered.length > 0 ? [...new Set(registered)] : undefined)
  const patterns = [...new Set(entities.flatMap(({ idPattern }) => (idPattern === undefined ? [] : [idPattern])))]
  const allPatterned = entities.every(({ id, idPattern }) => id === undefined && idPattern !== undefined)
  const idPattern =
    ids !== undefined ? undefined : (spec.idPattern ?? (allPatterned && patterns.length > 0 ? patterns.join('|') : undefined))
  return {
    ...(types === undefined ? {} : { types }),
    ...(ids === undefined ? {} : { ids }),
    ...(idPattern === undefined ? {} : { idPattern }),
  }
}

function narrowedTypes(asked: TypeExpression | undefined, entities: readonly EntityInfo[]): TypeExpression | undefined {
  if (asked === undefined) return anyOf(entities.map(({ types }) => allOf(types)))
  if (asked.op !== 'or') return asked
  const kept = asked.of.filter((one) => entities.some((entity) => matchesTypes(one, entity)))
  return kept.length === 0 ? asked : anyOf(kept)
}

const allOf = (types: readonly string[]): TypeExpression => {
  const of = types.map((type) => ({ op: 'type', type }) as const)
  return of.length === 1 && of[0] !== undefined ? of[0] : { op: 'and', of }
}

function anyOf(all: readonly TypeExpression[]): TypeExpression | undefined {
  const unique = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
  return unique.length <= 1 ? unique[0] : { op: 'or', of: unique }
}

/** Type selection as text (§4.17), names written by `compact`. */
export function printTypes(types: TypeExpression, compact: (name: string) => string): string {
  if (types.op === 'type') return compact(types.type)
  const parts = types.of.map((one) => printTypes(one, compact))
  return types.op === 'and' ? `(${parts.join(';')})` : parts.join(',')
}

/** What two exclusive or redirect registrations may not share: one entity id and an attribute (§4.3.6.3, §5.9.2.4). */
export function proxiesOverlap(exclusive: ReadyRegistration, other: ReadyRegistration): boolean {
  return exclusive.infos.some(({ entities = [], names }) =>
    entities.some(({ id, types }) =>
      other.infos.some(
        (info) =>
          id !== undefined &&
          coversEntity(info, { id, types }) &&
          (info.names === undefined || names === undefined || [...names].some((name) => info.names?.has(name) === true)),
      ),
    ),
  )
}
