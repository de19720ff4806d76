/** The NGSI-LD doors that read entities (ETSI GS CIM 009 V1.9.1 §6.4.3.2, §6.5.3.1, §6.23). */
import { shows } from '@machinaka/ngsi'
import { isRefusal, route, type RawRequest, type Refusal, type Reply, type Route } from '@machinaka/platform'
import type { Look } from './hot/door.ts'
import { answerEntities, etsi, jsonHeaders, warningHeaders, type Shown } from './ngsi-answers.ts'
import { asNgsi } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { targetOf } from './ngsi-entity-routes.ts'
import { flattened, type Flattened } from './ngsi-flatten.ts'
import { entityMapWish } from './ngsi-join.ts'
import { pageLinks, pageOf, representation, type Page, type Representation } from './ngsi-parameters.ts'
import { reductionOf, queryBodyParameters, queryOf, queryParameters, saidOf } from './ngsi-query.ts'
import { queryOfBody } from './ngsi-query-body.ts'
import { ENTITIES } from './ngsi-media.ts'
import { readRequest, type Asked } from './ngsi-request.ts'
import type { Answer, EntityMapMade, Found, QueryRequest, ReadEntity, Reduction, Retrieved } from './operations.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

const retrieveParameters = [
  'attrs',
  'pick',
  'omit',
  'type',
  'datasetId',
  'lang',
  'join',
  'joinLevel',
  'containedBy',
  'geometryProperty',
  'entityMap',
  'entityMapLifetime',
  'options',
  'format',
] as const

export function queryRoutes({ operations, contexts, hot }: NgsiDesk): readonly Route[] {
  return [
    route(
      doors.retrieveEntity,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: retrieveParameters, offered: ENTITIES })
        const how = isRefusal(asked) ? asked : shownAs(asked)
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(how) || isRefusal(target)) return firstRefusal(asked, how, target)
        const said = saidOf({ ...asked.parameters, type: '*' }, asked.call.context)
        const reduction = isRefusal(said) ? said : reductionOf(said, asked.call.context)
        const entityMap = entityMapWish(asked.parameters['entityMap'], asked.parameters['entityMapLifetime'])
        if (isRefusal(reduction) || isRefusal(entityMap)) return firstRefusal(reduction, entityMap)
        const whole = reduction.join === undefined && reduction.attrs === undefined && target.type === undefined && entityMap === undefined
        const keep = whole && leavesAlways(reduction) && !asked.call.local ? hot : undefined
        keep?.expect(asked.call.tenant, target.id)
        const found = await operations.retrieveEntity(asked.call, { ...target, ...reduction, entityMap })
        if (isRefusal(found)) return found
        if (!leavesAnything(found.value.entity, reduction))
          return etsi('ResourceNotFound', 'The entity has none of the members that are asked for (§5.7.1).')
        if (found.warnings === undefined)
          keep?.rememberEntity(asked.call.tenant, asked.raw, { ...lookOf(asked, how, reduction), entity: found.value.entity })
        return answerOne(asked, found, { how, query: reduction })
      },
      { ...asNgsi, fast: hot?.retrieve },
    ),
    route(
      doors.queryEntities,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: queryParameters, offered: ENTITIES })
        const how = isRefusal(asked) ? asked : shownAs(asked)
        const page = isRefusal(asked) ? asked : pageOf(asked.parameters)
        if (isRefusal(asked) || isRefusal(how) || isRefusal(page)) return firstRefusal(asked, how, page)
        const { call, parameters } = asked
        const query = queryOf(parameters, page, { context: call.context, local: call.local })
        if (isRefusal(query)) return query
        const found = await operations.queryEntities(localIfAll(asked).call, query)
        if (isRefusal(found)) return found
        if (found.warnings === undefined && leavesAlways(query))
          hot?.rememberQuery(call.tenant, asked.raw, { ...lookOf(asked, how, query, page), query })
        return answerMany(asked, found, { how, page, query })
      },
      { ...asNgsi, fast: hot?.query },
    ),
    route(
      doors.batchQuery,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: queryBodyParameters, offered: ENTITIES })
        const how = isRefusal(asked) ? asked : shownAs(asked)
        const page = isRefusal(asked) ? asked : pageOf(asked.parameters)
        if (isRefusal(asked) || isRefusal(how) || isRefusal(page)) return firstRefusal(asked, how, page)
        const { call, parameters } = asked
        const query = queryOfBody(asked.json, { given: parameters, page }, { context: call.context, local: call.local })
        if (isRefusal(query)) return query
        const found = await operations.queryEntities(call, query)
        return isRefusal(found) ? found : answerMany(asked, found, { how, page, query })
      },
      asNgsi,
    ),
  ]
}

const firstRefusal = (...parts: readonly unknown[]): Refusal => {
  const found = parts.find(isRefusal)
  if (found === undefined) throw new TypeError('There is no refusal here')
  return found
}

/** `type=*` is about this broker alone (§5.7.2.4). */
const localIfAll = (asked: Asked): Asked => (asked.parameters['type'] === '*' ? { ...asked, call: { ...asked.call, local: true } } : asked)

type How = Representation & { readonly geometryProperty: string | undefined }

/** How the answer is to look; geometryProperty belongs to geo+json (§6.3.15). */
function shownAs({ call, parameters, media }: Asked): How | Refusal {
  const shown = representation(parameters)
  if (isRefusal(shown)) return shown
  const { geometryProperty } = parameters
  if (geometryProperty !== undefined && media !== 'application/geo+json')
    return etsi('BadRequestData', 'geometryProperty needs Accept: application/geo+json (§6.3.15).')
  return { ...shown, geometryProperty: geometryProperty === undefined ? undefined : call.context.stored(geometryProperty) }
}

/** How the same request is to be answered from memory. */
function lookOf(asked: Asked, how: How, query: Reduced, page?: Page): Look {
  const { raw, media, call } = asked
  const shown = presentation(asked, how, query, undefined)
  return {
    shown,
    media,
    headers: ({ count, more }) =>
      jsonHeaders(raw, {
        media,
        context: call.context,
        headers:
          page === undefined
            ? {}
            : {
                ...pageLinks(linkable(raw), page, { more, media }),
                ...(page.count ? { 'ngsild-results-count': String(count) } : {}),
              },
      }),
  }
}

type Reduced = Reduction & Pick<QueryRequest, 'join'>

const mapHeaders = (map: EntityMapMade | undefined): Readonly<Record<string, string>> =>
  map === undefined ? {} : { 'ngsild-entitymap': map.id }

/** How entities are shown after a query: cut, in a language, with linked ones inside. */
function presentation(asked: Asked, how: How, { pick, omit, lang, datasetIds, join }: Reduced, linked: Retrieved['linked']): Shown {
  const inline =
    join?.kind === 'inline' ? { find: (id: string) => linked?.get(id), level: join.level, containedBy: join.containedBy } : undefined
  return { ...how, pick, omit, lang, datasetIds, inline, media: asked.media, context: asked.call.context }
}

function answerOne(asked: Asked, { value, warnings }: Answer<Retrieved>, how: { readonly how: How; readonly query: Reduced }): Reply {
  const headers = { ...mapHeaders(value.entityMap), ...warningHeaders(warnings) }
  const shown = { ...presentation(asked, how.how, how.query, value.linked), headers }
  const beside = flat([value.entity], how.query, value.linked)
  // Flattened, the answer is a list; an entity that leads nowhere stands alone (§4.5.23.3).
  return beside.length > 0
    ? answerEntities(asked.raw, [value.entity], { ...shown, beside })
    : answerEntities(asked.raw, value.entity, shown)
}

function answerMany(
  asked: Asked,
  { value, warnings }: Answer<Found>,
  { how, page, query }: { readonly how: How; readonly page: Page; readonly query: QueryRequest },
): Reply {
  const headers = {
    ...(asked.raw.method === 'GET' ? pageLinks(linkable(asked.raw), page, { more: value.more, media: asked.media }) : {}),
    ...(value.count === undefined ? {} : { 'ngsild-results-count': String(value.count) }),
    ...mapHeaders(value.entityMap),
    ...warningHeaders(warnings),
  }
  const shown = presentation(asked, how, query, value.linked)
  return answerEntities(asked.raw, value.entities, {
    ...shown,
    beside: flat(value.entities, query, value.linked),
    status: value.entityMap?.created === true ? 201 : undefined,
    headers,
  })
}

const flat = (roots: readonly ReadEntity[], { join, pick, omit }: Reduced, linked: Retrieved['linked']): readonly Flattened[] =>
  join?.kind === 'flat' && linked !== undefined ? flattened(roots, { linked, level: join.level, cut: { pick, omit } }) : []

/** Whether a projection leaves anything of an entity (§4.21). */
const leavesAnything = ({ attributes, scope }: ReadEntity, { pick, omit }: Reduced): boolean =>
  ['id', 'type', ...((scope ?? []).length === 0 ? [] : ['scope']), ...Object.keys(attributes)].some((name) => shows(name, pick, omit))

/** Whether a projection leaves something of every entity: only then is what is found known without looking at attributes. */
const leavesAlways = ({ pick, omit }: Reduced): boolean => shows('id', pick, omit) || shows('type', pick, omit)

const linkable = ({ url, origin }: RawRequest): { readonly url: string; readonly origin: string } => ({ url, origin })
