/** The doors of entity maps and of this broker's identity (ETSI GS CIM 009 V1.9.1 §6.32–§6.34). */
import { isRefusal, route, type Refusal, type Reply, type Route, type Tenant } from '@machinaka/platform'
import { answerBare, warningHeaders } from '../ngsi-answers.ts'
import { asNgsi } from '../ngsi-body.ts'
import type { NgsiDesk } from '../ngsi-desk.ts'
import { queryOf, queryParameters, queryBodyParameters } from '../ngsi-query.ts'
import { queryOfBody } from '../ngsi-query-body.ts'
import { pageOf } from '../ngsi-parameters.ts'
import { readRequest, type Asked } from '../ngsi-request.ts'
import type { QueryRequest } from '../operations.ts'
import { federationDoors as doors } from '../rules/federation-doors.ts'
import { durationOf } from './durations.ts'
import type { EntityMap } from './entity-map-store.ts'
import { MAPS, type EntityMaps } from './entity-maps.ts'
import { show } from './registration-routes.ts'

interface MapDesk {
  readonly contexts: NgsiDesk['contexts']
  readonly entityMaps: EntityMaps
  readonly alias: (tenant: Tenant) => string
  readonly upSince: Date
}

/** An entity map as JSON (§5.2.39). */
const presented = ({ id, entries, linked, expiresAt }: EntityMap): object => ({
  id,
  type: 'EntityMap',
  expiresAt: expiresAt.toISOString(),
  entityMap: entries,
  linkedMaps: linked,
})

export function entityMapRoutes(desk: MapDesk): readonly Route[] {
  const { contexts, entityMaps } = desk
  const made = async (asked: Asked, query: QueryRequest | Refusal): Promise<Reply | Refusal> => {
    const map = isRefusal(query) ? query : await entityMaps.create(asked.call, query)
    if (isRefusal(map)) return map
    return show(asked, presented(map.value), {
      headers: { 'ngsild-entitymap': MAPS + map.value.id, ...warningHeaders(map.warnings) },
      status: 201,
    })
  }
  return [
    route(
      doors.createEntityMap,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: queryParameters })
        if (isRefusal(asked)) return asked
        const page = pageOf({})
        const { call, parameters } = asked
        return made(
          asked,
          isRefusal(page) ? page : queryOf({ ...parameters, entityMap: 'true' }, page, { context: call.context, local: call.local }),
        )
      },
      asNgsi,
    ),
    route(
      doors.createEntityMapByBody,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: queryBodyParameters })
        if (isRefusal(asked)) return asked
        const page = pageOf({})
        const { call, parameters } = asked
        const reading = { context: call.context, local: call.local }
        return made(asked, isRefusal(page) ? page : queryOfBody(asked.json, { given: parameters, page }, reading))
      },
      asNgsi,
    ),
    ...oneMap(desk),
    route(
      doors.sourceIdentity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { tenant, now } = asked.call
        const alias = desk.alias(tenant)
        return show(asked, {
          id: `urn:ngsi-ld:ContextSourceIdentity:${alias}`,
          type: 'ContextSourceIdentity',
          contextSourceAlias: alias,
          contextSourceUptime: durationOf((now.getTime() - desk.upSince.getTime()) / 1000),
          contextSourceTimeAt: now.toISOString(),
        })
      },
      asNgsi,
    ),
  ]
}

function oneMap({ contexts, entityMaps }: MapDesk): readonly Route[] {
  return [
    route(
      doors.retrieveEntityMap,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        const map = isRefusal(asked) ? asked : await entityMaps.get(asked.call.tenant, incoming.params.id, asked.call.now)
        return isRefusal(asked) ? asked : isRefusal(map) ? map : show(asked, presented(map))
      },
      asNgsi,
    ),
    route(
      doors.updateEntityMap,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { call, json, raw } = asked
        return (await entityMaps.update(call.tenant, incoming.params.id, { fragment: json, now: call.now })) ?? answerBare(raw, 204)
      },
      asNgsi,
    ),
    route(
      doors.deleteEntityMap,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        return (await entityMaps.remove(asked.call.tenant, incoming.params.id, asked.call.now)) ?? answerBare(asked.raw, 204)
      },
      asNgsi,
    ),
  ]
}
