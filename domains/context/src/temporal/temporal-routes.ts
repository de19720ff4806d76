/** The NGSI-LD doors to temporal evolutions (ETSI GS CIM 009 V1.9.1 §6.18–§6.24). */
import {
  conformantVersion,
  conformEntity,
  ineligible,
  isName,
  isUri,
  parseEvolution,
  parseEvolutionFragment,
  parseInstance,
  presentAggregated,
  presentEvolution,
  readVersion,
  type AggregationRange,
  type JsonObject,
} from '@machinaka/ngsi'
import { isRefusal, reply, route, type Refusal, type Reply, type Route } from '@machinaka/platform'
import { answerBare, answerJson, etsi, preference, warningHeaders } from '../ngsi-answers.ts'
import { asNgsi, parsed } from '../ngsi-body.ts'
import type { NgsiDesk } from '../ngsi-desk.ts'
import { otherId } from '../ngsi-entity-routes.ts'
import { answerEntityWrite, answerUpdate } from '../ngsi-outcomes.ts'
import { booleanOf, pageLinks, pageOf, type Page } from '../ngsi-parameters.ts'
import { readRequest, type Asked } from '../ngsi-request.ts'
import type { Answer, TemporalFound, TemporalOperations, TemporalSelection } from '../operations.ts'
import { temporalDoors as doors } from '../rules/temporal-doors.ts'
import {
  evolutionParameters,
  evolutionsBodyParameters,
  evolutionsParameters,
  queryOf,
  queryOfBody,
  retrieveOf,
  type TemporalShape,
} from './temporal-request.ts'

/** What these doors call. */
export interface TemporalDesk extends Pick<NgsiDesk, 'contexts'> {
  readonly temporal: TemporalOperations
}

export const temporalRoutes = (desk: TemporalDesk): readonly Route[] => [
  ...wholeEvolutions(desk),
  ...attributes(desk),
  ...instances(desk),
  ...reading(desk),
]

const bad = (detail: string): Refusal => etsi('BadRequestData', detail)
const notUri = (id: string, what: string): Refusal | undefined =>
  isUri(id) ? undefined : bad(`${JSON.stringify(id.slice(0, 100))} is no URI of ${what} (§4.6.1).`)

/** The attribute that the address names, in stored form. */
function nameOf({ call }: Asked, attr: string): string | Refusal {
  if (!isName(attr)) return bad(`${JSON.stringify(attr.slice(0, 100))} is no attribute name (§4.6.2).`)
  return attr === 'scope' ? attr : call.context.stored(attr)
}

function wholeEvolutions({ temporal, contexts }: TemporalDesk): readonly Route[] {
  return [
    route(
      doors.upsertEvolution,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const evolution = parsed(parseEvolution(asked.json, { context: asked.call.context }))
        if (isRefusal(evolution)) return evolution
        const done = await temporal.upsertEvolution(asked.call, evolution)
        if (isRefusal(done) || done.value.failed.length > 0) return answerEntityWrite(asked.raw, done)
        const location = `/ngsi-ld/v1/temporal/entities/${encodeURIComponent(evolution.id)}`
        return done.value.created.length > 0 ? answerBare(asked.raw, 201, { location }) : answerBare(asked.raw, 204)
      },
      asNgsi,
    ),
    route(
      doors.deleteEvolution,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { id } = incoming.params
        return notUri(id, 'an entity') ?? answerEntityWrite(asked.raw, await temporal.deleteEvolution(asked.call, { id }))
      },
      asNgsi,
    ),
  ]
}

function attributes({ temporal, contexts }: TemporalDesk): readonly Route[] {
  return [
    route(
      doors.appendInstances,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { id } = incoming.params
        const fragment = notUri(id, 'an entity') ?? parsed(parseEvolutionFragment(asked.json, { context: asked.call.context }))
        if (isRefusal(fragment)) return fragment
        return otherId(fragment.id, id) ?? answerUpdate(asked.raw, await temporal.appendInstances(asked.call, { id, fragment }))
      },
      asNgsi,
    ),
    route(
      doors.deleteTemporalAttribute,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['datasetId', 'deleteAll'] })
        if (isRefusal(asked)) return asked
        const { id, attr } = incoming.params
        const name = notUri(id, 'an entity') ?? nameOf(asked, attr)
        const all = booleanOf(asked.parameters, 'deleteAll')
        if (typeof name !== 'string') return name
        if (typeof all === 'object') return all
        const { datasetId } = asked.parameters
        const wrong = datasetId === undefined || datasetId === '@none' ? undefined : notUri(datasetId, 'a dataset')
        const dataset = datasetId === '@none' ? undefined : datasetId
        return (
          wrong ??
          answerUpdate(asked.raw, await temporal.deleteTemporalAttribute(asked.call, { id, name, datasetId: dataset, all: all === true }))
        )
      },
      asNgsi,
    ),
  ]
}

function instances({ temporal, contexts }: TemporalDesk): readonly Route[] {
  const target = (asked: Asked, { id, attr, instance }: { readonly id: string; readonly attr: string; readonly instance: string }) => {
    const name = notUri(id, 'an entity') ?? nameOf(asked, attr)
    return typeof name === 'string' ? (notUri(instance, 'an instance') ?? { id, name, instanceId: instance }) : name
  }
  return [
    route(
      doors.modifyInstance,
      async (incoming) => {
        // Without a name the address is that of an attribute, which nobody can modify here (§6.21).
        if (incoming.params.attr === '') return reply({ status: 405, headers: { allow: 'DELETE' } })
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        const place = isRefusal(asked) ? asked : target(asked, incoming.params)
        if (isRefusal(asked) || isRefusal(place)) return place as Refusal
        const instance = parsed(parseInstance(incoming.params.attr, asked.json, { context: asked.call.context }))
        return isRefusal(instance) ? instance : answerUpdate(asked.raw, await temporal.modifyInstance(asked.call, { ...place, instance }))
      },
      asNgsi,
    ),
    route(
      doors.deleteInstance,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        const place = isRefusal(asked) ? asked : target(asked, incoming.params)
        if (isRefusal(asked) || isRefusal(place)) return place as Refusal
        return answerUpdate(asked.raw, await temporal.deleteInstance(asked.call, place))
      },
      asNgsi,
    ),
  ]
}

function reading({ temporal, contexts }: TemporalDesk): readonly Route[] {
  return [
    route(
      doors.retrieveEvolution,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: evolutionParameters })
        if (isRefusal(asked)) return asked
        const { id } = incoming.params
        const request = notUri(id, 'an entity') ?? retrieveOf(asked)
        if (isRefusal(request)) return request
        const found = await temporal.retrieveEvolution(asked.call, { ...request, id })
        if (isRefusal(found)) return found
        const shown = shownOf(asked, found.value, request)
        if (isRefusal(shown)) return shown
        const [body] = shown
        return body === undefined || Object.keys(body).length === 0
          ? etsi('ResourceNotFound', `${id} has none of the members that were asked for (§4.21).`)
          : answer(asked, found, { body })
      },
      asNgsi,
    ),
    route(
      doors.queryEvolutions,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: evolutionsParameters })
        if (isRefusal(asked)) return asked
        return queried(temporal, asked, queryOf)
      },
      asNgsi,
    ),
    route(
      doors.batchQueryEvolutions,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: evolutionsBodyParameters })
        if (isRefusal(asked)) return asked
        return queried(temporal, asked, queryOfBody)
      },
      asNgsi,
    ),
  ]
}

async function queried(temporal: TemporalOperations, asked: Asked, read: typeof queryOf): Promise<Reply | Refusal> {
  const page = pageOf(asked.parameters)
  const request = isRefusal(page) ? page : read(asked, page)
  if (isRefusal(page) || isRefusal(request)) return request as Refusal
  // `type=*` is about this broker alone (§5.7.2.4).
  const call = asked.parameters['type'] === '*' ? { ...asked.call, local: true } : asked.call
  const found = await temporal.queryEvolutions(call, request)
  if (isRefusal(found)) return found
  const body = shownOf(asked, found.value, request)
  return isRefusal(body) ? body : answer(asked, found, { body: body.filter((one) => Object.keys(one).length > 0), page })
}

type ShownRequest = TemporalSelection & { readonly shape: TemporalShape }

/** What was found as JSON, or why it cannot be aggregated as asked. */
function shownOf(
  { call }: Asked,
  found: TemporalFound,
  { shape, temporal, aggregation, pick, omit, lang, attrs }: ShownRequest,
): readonly JsonObject[] | Refusal {
  const options = { sysAttrs: shape.sysAttrs, context: call.context, pick, omit, lang }
  if (aggregation === undefined || found.points === undefined) {
    const format = shape.format === 'aggregatedValues' ? 'temporalValues' : shape.format
    return found.evolutions.map((one) => presentEvolution(one, { ...options, format, property: temporal.property }))
  }
  const named = new Set([...(attrs ?? []), ...(pick?.members.keys() ?? [])])
  const unfit = found.points.flatMap((one) => ineligible(one, aggregation)).find((name) => named.has(name))
  if (unfit !== undefined)
    return etsi(
      'InvalidRequest',
      `None of ${aggregation.methods.join(', ')} applies to the values of "${call.context.compact(unfit)}" (§4.5.19.1, §5.7.4.4).`,
    )
  return found.points.map((one) => presentAggregated(one, aggregation, { ...options, range: rangeOf(temporal) }))
}

function rangeOf({ relation }: TemporalSelection['temporal']): AggregationRange {
  switch (relation?.op) {
    case undefined:
      return {}
    case 'before':
      return { end: relation.at }
    case 'after':
      return { start: relation.at }
    case 'between':
      return { start: relation.at, end: relation.end }
  }
}

/** 206 where time was cut (§6.3.10), 203 where an earlier edition was asked for (§6.3.6), 201 with a new entity map. */
function answer(
  asked: Asked,
  { value, warnings }: Answer<TemporalFound>,
  { body, page }: { readonly body: JsonObject | readonly JsonObject[]; readonly page?: Page },
): Reply {
  const { raw, media, call } = asked
  const version = readVersion(preference(raw, 'ngsi-ld') ?? '')
  const one = (json: JsonObject): JsonObject => ({
    ...(version === undefined ? json : conformEntity(json, version)),
    ...(media === 'application/ld+json' ? { '@context': call.context.shown } : {}),
  })
  const { range, count, entityMap, more } = value
  return answerJson(raw, {
    status: range === undefined ? (version === undefined ? (entityMap?.created === true && page !== undefined ? 201 : 200) : 203) : 206,
    media,
    context: call.context,
    body: isMany(body) ? body.map(one) : one(body),
    headers: {
      ...(page === undefined || raw.method !== 'GET' ? {} : pageLinks({ url: raw.url, origin: raw.origin }, page, { more, media })),
      ...(count === undefined ? {} : { 'ngsild-results-count': String(count) }),
      ...(range === undefined ? {} : { 'content-range': `date-time ${range.start}-${range.end}/${range.size ?? '*'}` }),
      ...(version === undefined ? {} : { 'preference-applied': `ngsi-ld=${conformantVersion(version)}` }),
      ...(entityMap === undefined ? {} : { 'ngsild-entitymap': entityMap.id }),
      ...warningHeaders(warnings),
    },
  })
}
const isMany = (body: JsonObject | readonly JsonObject[]): body is readonly JsonObject[] => Array.isArray(body)
