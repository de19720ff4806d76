/** The NGSIv2 doors of whole entities (Orion API: /v2/entities). */
import {
  parseV2Attributes,
  parseV2Entity,
  presentV2Attributes,
  presentV2Entity,
  problemOfV2Name,
  type V2Form,
  type V2Format,
  type V2View,
} from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Route } from '@machinaka/platform'
import { v2Doors as doors } from '../rules/v2-doors.ts'
import { answerV2, answerV2Bare, asV2 } from './v2-answers.ts'
import { findV2, locate, type V2Question, type V2Target } from './v2-reading.ts'
import { badRequest, commaList, pageOfV2, readV2, settled, type V2Asked } from './v2-request.ts'
import { changeV2, createV2, removeEntityV2, upsertV2, type V2Change, type V2Desk } from './v2-writing.ts'

/** How entities are shown, by the options of a request. */
export const formatOf = (options: ReadonlySet<string>): V2Format =>
  options.has('keyValues') ? 'keyValues' : options.has('values') ? 'values' : options.has('unique') ? 'unique' : 'normalized'

export const formOf = (options: ReadonlySet<string>): V2Form => (options.has('keyValues') ? 'keyValues' : 'normalized')

const FORMATS = ['keyValues', 'values', 'unique', 'skipForwarding'] as const

export const viewOf = ({ raw, options }: Pick<V2Asked, 'raw' | 'options'>): V2View => ({
  format: formatOf(options),
  attrs: commaList(raw.query['attrs']),
  metadata: commaList(raw.query['metadata']),
})

/** The entity that an address names, and where it is looked for. */
export function targetOf({ raw, paths }: Pick<V2Asked, 'raw' | 'paths'>, id: string): V2Target | Refusal {
  const type = raw.query['type']
  const wrong = settled(problemOfV2Name({ id, ...(type === undefined ? {} : { type }) }))
  return isRefusal(wrong) ? wrong : { id, type, paths }
}

export const v2EntityRoutes = (desk: V2Desk): readonly Route[] => [...lists(desk), ...single(desk), ...attributes(desk)]

function lists(desk: V2Desk): readonly Route[] {
  return [
    route(
      doors.listEntities,
      async (incoming) => {
        const asked = readV2(incoming, { options: [...FORMATS, 'count'] })
        const page = isRefusal(asked) ? asked : pageOfV2(asked)
        if (isRefusal(asked) || isRefusal(page)) return page as Refusal
        const found = await findV2(desk.operations, asked.call, { question: questionOf(asked), page })
        if (isRefusal(found)) return found
        const view = viewOf(asked)
        return answerV2(
          asked.raw,
          found.entities.map((entity) => presentV2Entity(entity, view)),
          found.count === undefined ? {} : { 'fiware-total-count': String(found.count) },
        )
      },
      asV2,
    ),
    route(
      doors.createEntity,
      async (incoming) => {
        const asked = readV2(incoming, { write: true, options: ['keyValues', 'upsert', 'forcedUpdate', 'flowControl', 'overrideMetadata'] })
        const given = isRefusal(asked) ? asked : settled(parseV2Entity(incoming.body, formOf(asked.options)))
        if (isRefusal(asked) || isRefusal(given)) return given as Refusal
        const { call, raw, options, paths } = asked
        const request = { given, path: paths[0] }
        const done = options.has('upsert') ? await upsertV2(desk, call, request) : await createV2(desk, call, request)
        if (isRefusal(done)) return done
        const location = `/v2/entities/${encodeURIComponent(given.id)}?type=${encodeURIComponent(given.type ?? 'Thing')}`
        return done === 'updated' ? answerV2Bare(raw, 204) : answerV2Bare(raw, 201, { location })
      },
      asV2,
    ),
  ]
}

/** The query that the parameters of a list say. */
function questionOf({ raw: { query }, paths }: V2Asked): V2Question {
  const { idPattern, typePattern, q, mq, georel, geometry, coords, orderBy } = query
  const [ids, types] = [commaList(query['id']), commaList(query['type'])]
  const selector = { ids, idPattern, types, typePattern }
  const selects = Object.values(selector).some((one) => one !== undefined)
  return { selectors: selects ? [selector] : [], q, mq, georel, geometry, coords, orderBy, paths }
}

function single(desk: V2Desk): readonly Route[] {
  return [
    route(
      doors.retrieveEntity,
      async (incoming) => {
        const asked = readV2(incoming, { options: FORMATS })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const entity = await locate(desk.operations, asked.call, target)
        return isRefusal(entity) ? entity : answerV2(asked.raw, presentV2Entity(entity, viewOf(asked)))
      },
      asV2,
    ),
    route(
      doors.retrieveAttributes,
      async (incoming) => {
        const asked = readV2(incoming, { options: FORMATS })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const entity = await locate(desk.operations, asked.call, target)
        return isRefusal(entity) ? entity : answerV2(asked.raw, presentV2Attributes(entity, viewOf(asked)))
      },
      asV2,
    ),
    route(
      doors.deleteEntity,
      async (incoming) => {
        const asked = readV2(incoming, { write: true })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        return (await removeEntityV2(desk, asked.call, target)) ?? answerV2Bare(asked.raw, 204)
      },
      asV2,
    ),
  ]
}

function attributes(desk: V2Desk): readonly Route[] {
  const changing = (
    door: typeof doors.appendAttributes | typeof doors.updateAttributes | typeof doors.replaceAttributes,
    kindOf: (options: ReadonlySet<string>) => V2Change['kind'],
  ): Route =>
    route(
      door,
      async (incoming) => {
        const asked = readV2(incoming, { write: true, options: ['keyValues', 'overrideMetadata', 'forcedUpdate', 'flowControl', 'append'] })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const { body } = incoming
        if (typeof body === 'object' && body !== null && ('id' in body || 'type' in body))
          return badRequest('entity id or type specified in payload: the address names the entity')
        const given = settled(parseV2Attributes(body, formOf(asked.options)))
        if (isRefusal(given)) return given
        const change = { kind: kindOf(asked.options), attributes: given, override: asked.options.has('overrideMetadata') }
        return (await changeV2(desk, asked.call, { target, change })) ?? answerV2Bare(asked.raw, 204)
      },
      asV2,
    )
  return [
    changing(doors.appendAttributes, (options) => (options.has('append') ? 'appendStrict' : 'append')),
    changing(doors.updateAttributes, () => 'update'),
    changing(doors.replaceAttributes, () => 'replace'),
  ]
}
