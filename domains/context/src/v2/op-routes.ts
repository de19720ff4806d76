/** The NGSIv2 doors of batches (Orion API: /v2/op/update, /v2/op/query, /v2/op/notify). */
import { parseV2Entity, presentV2Entity, type V2EntityInput, type V2Form } from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Route } from '@machinaka/platform'
import { limits } from '../contract.ts'
import { v2Doors as doors } from '../rules/v2-doors.ts'
import { formatOf, formOf } from './entity-routes.ts'
import { actionOf, updateMany } from './op-update.ts'
import { answerV2, answerV2Bare, asV2 } from './v2-answers.ts'
import { findV2, type V2Question, type V2Selector } from './v2-reading.ts'
import { badRequest, pageOfV2, readV2, settled, type V2Asked } from './v2-request.ts'
import type { V2Desk } from './v2-writing.ts'

type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

export const v2OpRoutes = (desk: V2Desk): readonly Route[] => [
  route(
    doors.opUpdate,
    async (incoming) => {
      const asked = readV2(incoming, { write: true, options: ['keyValues', 'overrideMetadata', 'forcedUpdate', 'flowControl'] })
      const { body } = incoming
      if (isRefusal(asked)) return asked
      if (!isMembers(body)) return badRequest('The body is no JSON object with actionType and entities.')
      const action = actionOf(body['actionType'])
      const entities = entitiesOf(body['entities'], formOf(asked.options))
      if (isRefusal(action)) return action
      if (isRefusal(entities)) return entities
      const refused = await updateMany(desk, asked.call, {
        action,
        entities,
        override: asked.options.has('overrideMetadata'),
        path: asked.paths[0],
      })
      return refused ?? answerV2Bare(asked.raw, 204)
    },
    asV2,
  ),
  route(
    doors.opNotify,
    async (incoming) => {
      const asked = readV2(incoming, { write: true, options: ['overrideMetadata', 'forcedUpdate', 'flowControl'] })
      const { body } = incoming
      if (isRefusal(asked)) return asked
      if (!isMembers(body) || typeof body['subscriptionId'] !== 'string') return badRequest('A notification has subscriptionId and data.')
      const entities = entitiesOf(body['data'], 'normalized')
      if (isRefusal(entities)) return entities
      const refused = await updateMany(desk, asked.call, {
        action: 'append',
        entities,
        override: asked.options.has('overrideMetadata'),
        path: asked.paths[0],
      })
      return refused ?? answerV2Bare(asked.raw, 200)
    },
    asV2,
  ),
  route(
    doors.opQuery,
    async (incoming) => {
      const asked = readV2(incoming, { options: ['keyValues', 'values', 'unique', 'count', 'skipForwarding'] })
      const page = isRefusal(asked) ? asked : pageOfV2(asked)
      const query = isRefusal(asked) ? asked : queryOf(incoming.body, asked)
      if (isRefusal(asked) || isRefusal(page)) return page as Refusal
      if (isRefusal(query)) return query
      const found = await findV2(desk.operations, asked.call, { question: query.question, page })
      if (isRefusal(found)) return found
      const view = { format: formatOf(asked.options), attrs: query.attrs, metadata: query.metadata }
      return answerV2(
        asked.raw,
        found.entities.map((entity) => presentV2Entity(entity, view)),
        found.count === undefined ? {} : { 'fiware-total-count': String(found.count) },
      )
    },
    asV2,
  ),
]

function entitiesOf(json: unknown, form: V2Form): readonly V2EntityInput[] | Refusal {
  if (!Array.isArray(json) || json.length === 0) return badRequest('The list of entities is missing or empty.')
  const entities: V2EntityInput[] = []
  for (const one of json as readonly unknown[]) {
    const read = settled(parseV2Entity(one, form))
    if (isRefusal(read)) return read
    entities.push(read)
  }
  return entities
}

interface Query {
  readonly question: V2Question
  readonly attrs: readonly string[] | undefined
  readonly metadata: readonly string[] | undefined
}

/** The body of /v2/op/query: {entities, attrs, metadata, expression}. */
function queryOf(body: unknown, { raw, paths }: V2Asked): Query | Refusal {
  if (!isMembers(body)) return badRequest('The body is no JSON object with a query.')
  const { entities = [], expression = {}, attrs, metadata } = body
  if (!Array.isArray(entities) || entities.length > limits.querySelectors)
    return badRequest(`entities is a list of at most ${limits.querySelectors}.`)
  if (!isMembers(expression)) return badRequest('expression is no JSON object.')
  if (entities.length === 0 && attrs === undefined && Object.keys(expression).length === 0)
    return badRequest('The query is empty: say entities, attrs or an expression.')
  const selectors: V2Selector[] = []
  for (const one of entities as readonly unknown[]) {
    const selector = selectorOf(one)
    if (isRefusal(selector)) return selector
    selectors.push(selector)
  }
  const [q, mq, georel, geometry, coords] = ['q', 'mq', 'georel', 'geometry', 'coords'].map((name) => textOf(expression[name]))
  const [shown, about] = [textsOf(attrs, 'attrs'), textsOf(metadata, 'metadata')]
  if (isRefusal(shown)) return shown
  if (isRefusal(about)) return about
  return { question: { selectors, q, mq, georel, geometry, coords, orderBy: raw.query['orderBy'], paths }, attrs: shown, metadata: about }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function textsOf(value: unknown, name: string): readonly string[] | undefined | Refusal {
  if (value === undefined) return undefined
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : badRequest(`${name} is no list of names.`)
}

/** One of the entities of a query or a subscription: id or idPattern, type or typePattern. */
export function selectorOf(json: unknown): V2Selector | Refusal {
  if (!isMembers(json)) return badRequest('An entity of the query is no JSON object.')
  const { id, idPattern, type, typePattern, ...others } = json
  const [stray] = Object.keys(others)
  if (stray !== undefined) return badRequest(`An entity of the query has the member ${stray}.`)
  if (id === undefined && idPattern === undefined && type === undefined && typePattern === undefined)
    return badRequest('An entity of the query needs id, idPattern, type or typePattern.')
  if ([id, idPattern, type, typePattern].some((one) => one !== undefined && typeof one !== 'string'))
    return badRequest('Ids, types and patterns are strings.')
  const [oneId, oneType] = [textOf(id), textOf(type)]
  return {
    ids: oneId === undefined ? undefined : [oneId],
    idPattern: textOf(idPattern),
    types: oneType === undefined || oneType === '' ? undefined : [oneType],
    typePattern: textOf(typePattern),
  }
}
