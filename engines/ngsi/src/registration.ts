/**
 * Context source registrations (ETSI GS CIM 009 V1.9.1 §5.2.9, §5.2.10, §5.2.8, §5.2.34): from JSON to the model, and back.
 * Members that the data type does not list are context source properties, which `csf` asks about: they are kept.
 */
import { isMap } from './json-map.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'
import { auxiliaryOperations } from './registration-operations.ts'
import { isMember, readMembers } from './registration-members.ts'
import type { Registration } from './registration-model.ts'

/** How a request's @context reads names (to stored form) and writes them. */
export interface RegistrationNames {
  readonly expand: (name: string) => string
  readonly compact: (name: string) => string
}

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/**
 * Reads a registration (§5.9.2). `id` is taken where the JSON names none. Read-only members (status, timesSent, …) are
 * ignored. The rules of the modes that need no other data are checked: exclusive names one entity and attributes (§4.3.6.3),
 * auxiliary offers reading only (§5.9.2.4).
 */
export function parseRegistration(
  json: unknown,
  options: { readonly id: string; readonly expand: RegistrationNames['expand'] },
): Registration | Problem {
  return settle(() => {
    const registration = readMembers(json, options)
    if (registration.mode === 'exclusive') checkExclusive(registration)
    if (registration.mode === 'auxiliary') checkAuxiliary(registration)
    return registration
  })
}

/**
 * The registration after a change (§5.9.3, §5.5.8): members of the fragment replace those that stand, NGSI-LD Null and null
 * remove them; the id cannot change.
 */
export function patchRegistration(
  standing: Registration,
  fragment: unknown,
  { expand }: Pick<RegistrationNames, 'expand'>,
): Registration | Problem {
  if (!isMap(fragment)) return { problem: 'BadRequestData', detail: 'The body must be a JSON object (§5.2.9).' }
  const changes = fragment
  if (changes['id'] !== undefined && changes['id'] !== standing.id)
    return { problem: 'BadRequestData', detail: 'The id of a registration cannot change (§5.2.9).' }
  const same = (name: string): string => name
  const merged: Record<string, unknown> = { ...presentRegistration(standing, same) }
  for (const [name, value] of Object.entries(changes)) {
    const member = isMember(name) ? name : expand(name)
    if (value === null || value === 'urn:ngsi-ld:null') delete merged[member]
    else merged[member] = name === 'information' ? storedInformation(value, expand) : value
  }
  return parseRegistration(merged, { id: standing.id, expand: same })
}

/** The names inside `information` in stored form; what has the wrong shape is left for the reader to refuse. */
function storedInformation(value: unknown, expand: (name: string) => string): unknown {
  const list = (one: unknown): unknown => (Array.isArray(one) ? one.map(list) : typeof one === 'string' ? expand(one) : one)
  const member = (map: Readonly<Record<string, unknown>>, name: string): object =>
    map[name] === undefined ? {} : { [name]: list(map[name]) }
  const each = (all: unknown, change: (map: Readonly<Record<string, unknown>>) => object): unknown =>
    Array.isArray(all) ? all.map((one: unknown) => (isMap(one) ? { ...one, ...change(one) } : one)) : all
  return each(value, (info) => ({
    ...(info['entities'] === undefined ? {} : { entities: each(info['entities'], (entity) => member(entity, 'type')) }),
    ...member(info, 'propertyNames'),
    ...member(info, 'relationshipNames'),
  }))
}

/** A registration as JSON (§5.2.9), names written by `compact`. */
export function presentRegistration(registration: Registration, compact: RegistrationNames['compact']): Readonly<Record<string, unknown>> {
  const { id, mode, information, properties, management, datasetId, scope, ...members } = registration
  const { localOnly, cacheDuration, timeout_ms, cooldown_ms } = management ?? {}
  return defined({
    id,
    type: 'ContextSourceRegistration',
    ...Object.fromEntries(Object.entries(properties).map(([name, value]) => [compact(name), value])),
    information: information.map((info) =>
      defined({
        entities: info.entities?.map((one) =>
          defined({ ...one, types: undefined, type: one.types.length === 1 ? compact(one.types[0] ?? '') : one.types.map(compact) }),
        ),
        propertyNames: info.propertyNames?.map(compact),
        relationshipNames: info.relationshipNames?.map(compact),
      }),
    ),
    ...members,
    mode,
    datasetId,
    scope: scope?.length === 1 ? scope[0] : scope,
    management: management === undefined ? undefined : defined({ localOnly, cacheDuration, timeout: timeout_ms, cooldown: cooldown_ms }),
  })
}

const defined = (map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined))

/** An exclusive source holds named attributes of entities that are named by id, each on its own (§4.3.6.3). */
function checkExclusive({ information }: Registration): void {
  for (const { entities, propertyNames = [], relationshipNames = [] } of information) {
    if (propertyNames.length + relationshipNames.length === 0)
      throw bad('An exclusive registration names the attributes it is for: propertyNames or relationshipNames (§4.3.6.3).')
    if (entities === undefined) throw bad('An exclusive registration names its entity by id (§4.3.6.3).')
    for (const { id } of entities) {
      if (id === undefined) throw bad('An exclusive registration names its entity by id, not by type or idPattern (§4.3.6.3).')
    }
  }
}

function checkAuxiliary({ operations }: Registration): void {
  if (operations?.every((name) => auxiliaryOperations.includes(name)) === false)
    throw bad(`An auxiliary registration has operations out of ${auxiliaryOperations.join(', ')} (§5.9.2.4).`)
}
