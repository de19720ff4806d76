/** The NGSI-LD doors for one entity, and for purging many (ETSI GS CIM 009 V1.9.1 §6.4, §6.5). */
import { depthOfQ, instant, isName, isUri, parseEntity, parseEntityPatch } from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Route } from '@machinaka/platform'
import { answerBare, answerMixed, etsi } from './ngsi-answers.ts'
import { asNgsi, parsed } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { answerEntityWrite, batchResult } from './ngsi-outcomes.ts'
import { representation, typeGuard, type Parameters } from './ngsi-parameters.ts'
import { saidOf, selectionOf, selectionParameters, tooWide } from './ngsi-query.ts'
import { readRequest, type Asked } from './ngsi-request.ts'
import type { PurgeRequest, Target } from './operations.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

/** The entity that the address names, and the types that it must have. */
export function targetOf({ call, parameters }: Asked, id: string): Target | Refusal {
  if (!isUri(id)) return etsi('BadRequestData', `${JSON.stringify(id.slice(0, 100))} is no URI of an entity (§4.6.1).`)
  const type = typeGuard(parameters, call.context)
  return isRefusal(type) ? type : { id, type }
}

/** The body names another entity than the address, or none. */
export const otherId = (said: string | undefined, id: string): Refusal | undefined =>
  said === undefined || said === id ? undefined : etsi('BadRequestData', 'The id in the body is not the one in the address.')

const locationOf = (id: string): string => `/ngsi-ld/v1/entities/${encodeURIComponent(id)}`

export const entityRoutes = (desk: NgsiDesk): readonly Route[] => [...wholeEntity(desk), ...gone(desk)]

function wholeEntity({ operations, contexts }: NgsiDesk): readonly Route[] {
  return [
    route(
      doors.createEntity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const entity = parsed(parseEntity(asked.json, { context: asked.call.context }))
        if (isRefusal(entity)) return entity
        const done = await operations.createEntity(asked.call, entity)
        if (isRefusal(done)) return done
        const headers = { location: locationOf(entity.id) }
        const { failed } = done.value
        return failed.length === 0 ? answerBare(asked.raw, 201, headers) : answerMixed(asked.raw, batchResult(done.value, failed), headers)
      },
      asNgsi,
    ),
    route(
      doors.replaceEntity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type'] })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const entity = parsed(parseEntity(withId(asked.json, target.id), { context: asked.call.context }))
        if (isRefusal(entity)) return entity
        return (
          otherId(entity.id, target.id) ??
          answerEntityWrite(asked.raw, await operations.replaceEntity(asked.call, { entity, type: target.type }))
        )
      },
      asNgsi,
    ),
    route(
      doors.mergeEntity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type', 'format', 'options', 'lang', 'observedAt'] })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const options = mergeOptions(asked.parameters)
        if (isRefusal(options)) return options
        const { simplified, ...merge } = options
        const patch = parsed(parseEntityPatch(asked.json, { context: asked.call.context, ...(simplified ? { format: 'simplified' } : {}) }))
        if (isRefusal(patch)) return patch
        return (
          otherId(patch.id, target.id) ??
          answerEntityWrite(asked.raw, await operations.mergeEntity(asked.call, { ...target, patch, ...merge }))
        )
      },
      asNgsi,
    ),
  ]
}

function gone({ operations, contexts }: NgsiDesk): readonly Route[] {
  return [
    route(
      doors.deleteEntity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type'] })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        return answerEntityWrite(asked.raw, await operations.deleteEntity(asked.call, target))
      },
      asNgsi,
    ),
    route(
      doors.purgeEntities,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, {
          parameters: [...selectionParameters, 'attrs', 'geometryProperty', 'drop', 'keep'],
        })
        const purge = isRefusal(asked) ? asked : purgeOf(asked)
        if (isRefusal(asked) || isRefusal(purge)) return purge as Refusal
        return answerEntityWrite(asked.raw, await operations.purgeEntities(asked.call, purge))
      },
      asNgsi,
    ),
  ]
}

/** The id may be left to the address. */
const withId = (json: unknown, id: string): unknown =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && !('id' in json) && !('@id' in json) ? { ...json, id } : json

/** How simplified or bare values are merged (§6.5.3.4). */
function mergeOptions(given: Parameters): { readonly simplified: boolean; readonly lang?: string; readonly observedAt?: string } | Refusal {
  const shown = representation(given)
  if (isRefusal(shown)) return shown
  const observedAt = given['observedAt'] === undefined ? undefined : instant(given['observedAt'])
  if (given['observedAt'] !== undefined && observedAt === undefined)
    return etsi('BadRequestData', 'observedAt is a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).')
  return {
    simplified: shown.format === 'simplified',
    ...(given['lang'] === undefined ? {} : { lang: given['lang'] }),
    ...(observedAt === undefined ? {} : { observedAt }),
  }
}

/** What is to be purged (§5.6.21, §6.4.3.3). */
function purgeOf({ call, parameters }: Asked): PurgeRequest | Refusal {
  const { context, local } = call
  const said = saidOf(parameters, context)
  if (isRefusal(said)) return said
  const selection = tooWide(said, parameters) ?? selectionOf(said, { context, local })
  if (isRefusal(selection)) return selection
  if (said.attrs?.every(isName) === false) return etsi('BadRequestData', 'attrs must be a list of attribute names, separated by commas.')
  if (selection.q !== undefined && depthOfQ(selection.q) > 0)
    return etsi('BadRequestData', 'A purge does not look into linked entities (§5.6.21).')
  const [drop, keep] = [
    namesOf(parameters['drop'], context.stored.bind(context)),
    namesOf(parameters['keep'], context.stored.bind(context)),
  ]
  if (isRefusal(drop)) return drop
  if (isRefusal(keep)) return keep
  if (drop !== undefined && keep !== undefined) return etsi('BadRequestData', 'drop and keep do not go together (§5.6.21).')
  return { query: { ...selection, attrs: said.attrs?.map((name) => context.stored(name)) }, drop, keep }
}

function namesOf(text: string | undefined, stored: (name: string) => string): readonly string[] | undefined | Refusal {
  const names = text?.split(/[,|]/)
  if (names === undefined) return undefined
  if (!names.every(isName)) return etsi('BadRequestData', 'drop and keep are lists of attribute names, not of linked entities (§5.6.21).')
  if (names.some((name) => name === 'id' || name === 'type')) return etsi('BadRequestData', 'id and type cannot be dropped (§5.6.21).')
  return names.map((name) => (name === 'scope' ? name : stored(name)))
}
