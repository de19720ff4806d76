/** The NGSI-LD doors that tell which types and attributes there are (ETSI GS CIM 009 V1.9.1 §6.25–§6.28, §4.5.10–§4.5.15). */
import { expandedName, isName } from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Reply, type Route } from '@machinaka/platform'
import { answerJson, etsi, warningHeaders } from './ngsi-answers.ts'
import { asNgsi } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { booleanOf } from './ngsi-parameters.ts'
import { readRequest, type Asked, type Incoming } from './ngsi-request.ts'
import type { Answer, AttributeInfo, Outcome, TypeInfo } from './operations.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

export function discoveryRoutes(desk: NgsiDesk): readonly Route[] {
  const { operations } = desk
  return [
    route(
      doors.listTypes,
      (incoming) => listed(desk, incoming, { ask: (call) => operations.listTypes(call), plain: typeList, detailed: typeOf }),
      asNgsi,
    ),
    route(
      doors.listAttributes,
      (incoming) => listed(desk, incoming, { ask: (call) => operations.listAttributes(call), plain: attributeList, detailed: attributeOf }),
      asNgsi,
    ),
    route(
      doors.retrieveType,
      (incoming) =>
        one(desk, incoming, { name: incoming.params.type, ask: (call, name) => operations.retrieveType(call, name), shown: typeInfo }),
      asNgsi,
    ),
    route(
      doors.retrieveAttribute,
      (incoming) =>
        one(desk, incoming, {
          name: incoming.params.attr,
          ask: (call, name) => operations.retrieveAttribute(call, name),
          shown: attributeInfo,
        }),
      asNgsi,
    ),
  ]
}

type Compact = (name: string) => string

async function listed<T>(
  { contexts }: NgsiDesk,
  incoming: Incoming,
  how: {
    readonly ask: (call: Asked['call']) => Promise<Outcome<readonly T[]>>
    readonly plain: (all: readonly T[], compact: Compact) => object
    readonly detailed: (one: T, compact: Compact) => object
  },
): Promise<Reply | Refusal> {
  const asked = await readRequest(contexts, incoming, { parameters: ['details'] })
  const details = isRefusal(asked) ? asked : booleanOf(asked.parameters, 'details')
  if (isRefusal(asked) || isRefusal(details)) return details as Refusal
  const found = await how.ask(asked.call)
  if (isRefusal(found)) return found
  const compact: Compact = (name) => asked.call.context.compact(name)
  return present(asked, found, details === true ? found.value.map((info) => how.detailed(info, compact)) : how.plain(found.value, compact))
}

async function one<T>(
  { contexts }: NgsiDesk,
  incoming: Incoming,
  how: {
    readonly name: string
    readonly ask: (call: Asked['call'], name: string) => Promise<Outcome<T>>
    readonly shown: (info: T, compact: Compact) => object
  },
): Promise<Reply | Refusal> {
  const asked = await readRequest(contexts, incoming, { parameters: [] })
  if (isRefusal(asked)) return asked
  if (!isName(how.name))
    return etsi('BadRequestData', `${JSON.stringify(how.name.slice(0, 100))} is no name of a type or attribute (§4.6.2).`)
  const found = await how.ask(asked.call, asked.call.context.stored(how.name))
  return isRefusal(found)
    ? found
    : present(
        asked,
        found,
        how.shown(found.value, (name) => asked.call.context.compact(name)),
      )
}

function present({ raw, media, call: { context } }: Asked, { warnings }: Answer<unknown>, body: object): Reply {
  const inLd = (map: object): object => ({ ...map, '@context': context.shown })
  const shown = media !== 'application/ld+json' ? body : Array.isArray(body) ? body.map(inLd) : inLd(body)
  return answerJson(raw, { media, context, body: shown, headers: warningHeaders(warnings) })
}

/** EntityTypeList (§5.2.24). */
const typeList = (all: readonly TypeInfo[], compact: Compact): object => ({
  id: 'urn:ngsi-ld:EntityTypeList:all',
  type: 'EntityTypeList',
  typeList: all.map(({ type }) => compact(type)),
})
/** EntityType (§5.2.25). */
const typeOf = ({ type, attributes }: TypeInfo, compact: Compact): object => ({
  id: expandedName(type),
  type: 'EntityType',
  typeName: compact(type),
  attributeNames: attributes.map(({ name }) => compact(name)),
})
/** EntityTypeInfo (§5.2.26). */
const typeInfo = ({ type, count, attributes }: TypeInfo, compact: Compact): object => ({
  id: expandedName(type),
  type: 'EntityTypeInfo',
  typeName: compact(type),
  entityCount: count,
  attributeDetails: attributes.map(({ name, kinds }) => ({
    id: expandedName(name),
    type: 'Attribute',
    attributeName: compact(name),
    attributeTypes: kinds,
  })),
})
/** AttributeList (§5.2.27). */
const attributeList = (all: readonly AttributeInfo[], compact: Compact): object => ({
  id: 'urn:ngsi-ld:AttributeList:all',
  type: 'AttributeList',
  attributeList: all.map(({ name }) => compact(name)),
})
/** Attribute, in a list (§4.5.14, §5.7.9). */
const attributeOf = ({ name, types }: AttributeInfo, compact: Compact): object => ({
  id: expandedName(name),
  type: 'Attribute',
  attributeName: compact(name),
  typeNames: types.map(compact),
})
/** Attribute, alone (§4.5.15, §5.2.28). */
const attributeInfo = (info: AttributeInfo, compact: Compact): object => ({
  ...attributeOf(info, compact),
  attributeCount: info.count,
  attributeTypes: info.kinds,
})
