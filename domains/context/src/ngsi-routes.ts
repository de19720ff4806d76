/** The NGSI-LD doors for single entities and queries (ETSI GS CIM 009 V1.9.1 §6.4–§6.6, §6.23, §6.25). */
import { expandedName, isProblem, matchesTypes, parseTypes, type Fragment } from '@machinaka/ngsi'
import {
  isRefusal,
  route,
  type RawRequest,
  type Refusal,
  type Reply,
  type Route,
  type RouteDescriptor,
  type Tenant,
} from '@machinaka/platform'
import type { Actor, Broker, EntityPage, EntityQuery, StoredEntity } from './broker.ts'
import { answerBare, answerEntities, answerJson, checkLink, chooseMedia, etsi, withoutContext, type Media } from './ngsi-answers.ts'
import { batchRoutes } from './ngsi-batch-routes.ts'
import { actorOf, asNgsi, readEntity, readFragment } from './ngsi-body.ts'
import { checkParameters, queryOf, queryOfBody, queryParameters, representation } from './ngsi-parameters.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

const ENTITIES: readonly Media[] = ['application/json', 'application/ld+json', 'application/geo+json']
const PLAIN: readonly Media[] = ['application/json', 'application/ld+json']

/** Lists are reachable with and without a trailing slash (§6.2 prints one, the OpenAPI document none). */
const slashed = (routes: readonly Route[]): readonly Route[] =>
  routes.flatMap((one) =>
    one.descriptor.path.includes(':')
      ? [one]
      : [one, { ...one, descriptor: { ...one.descriptor, path: `${one.descriptor.path}/`, hidden: true } satisfies RouteDescriptor }],
  )

export function ngsiRoutes(broker: Pick<Broker, 'entities'>): readonly Route[] {
  return slashed([...entityRoutes(broker), ...attributeRoutes(broker), ...batchRoutes(broker), ...queryRoutes(broker)])
}

function entityRoutes({ entities }: Pick<Broker, 'entities'>): readonly Route[] {
  return [
    route(
      doors.createEntity,
      async ({ context, body, raw }) => {
        const wrong = checkLink(raw) ?? checkParameters(raw.query, [])
        const entity = wrong ?? readEntity(raw, body)
        if (isRefusal(entity)) return entity
        const created = await entities.create(context.tenant, entity, actorOf(context.caller))
        return isRefusal(created) ? created : answerBare(raw, 201, { location: `/ngsi-ld/v1/entities/${encodeURIComponent(entity.id)}` })
      },
      asNgsi,
    ),
    route(
      doors.retrieveEntity,
      async ({ context, params, raw }) => {
        const shown = presentationOf(raw, ['attrs', 'type', 'geometryProperty', 'options', 'format'])
        if (isRefusal(shown)) return shown
        const entity = await typed(entities, context.tenant, { id: params.id, type: raw.query['type'] })
        if (isRefusal(entity)) return entity
        const attrs = raw.query['attrs']?.split(',')
        const part =
          attrs === undefined
            ? entity
            : { ...entity, attributes: Object.fromEntries(Object.entries(entity.attributes).filter(([name]) => attrs.includes(name))) }
        return attrs !== undefined && Object.keys(part.attributes).length === 0
          ? etsi('ResourceNotFound', 'The entity has none of these attributes (§5.7.1).')
          : answerEntities(raw, part, shown)
      },
      asNgsi,
    ),
    route(
      doors.deleteEntity,
      async ({ context, params, raw }) => {
        const wrong = checkLink(raw) ?? checkParameters(raw.query, ['type'])
        const entity = wrong ?? (await typed(entities, context.tenant, { id: params.id, type: raw.query['type'] }))
        if (isRefusal(entity)) return entity
        const done = await entities.deleteBatch(context.tenant, { ids: [params.id], actor: actorOf(context.caller) })
        return isRefusal(done) ? done : (done.failed[0]?.refusal ?? answerBare(raw, 204))
      },
      asNgsi,
    ),
  ]
}

function attributeRoutes({ entities }: Pick<Broker, 'entities'>): readonly Route[] {
  return [
    route(
      doors.appendAttributes,
      async ({ context, params, body, raw }) => {
        const wrong = checkLink(raw) ?? checkParameters(raw.query, ['type', 'options'])
        const options = wrong ?? representation(raw.query, ['noOverwrite'])
        if (isRefusal(options)) return options
        const fragment = readFragment(raw, body)
        if (isRefusal(fragment)) return fragment
        if (Object.values(fragment.attributes).includes(null))
          return etsi('BadRequestData', 'Append takes no NGSI-LD Null; remove attributes by PATCH (§5.6.3).')
        return change(
          entities,
          { tenant: context.tenant, id: params.id, raw, actor: actorOf(context.caller) },
          fragment,
          options.options.includes('noOverwrite'),
        )
      },
      asNgsi,
    ),
    route(
      doors.updateAttributes,
      async ({ context, params, body, raw }) => {
        const wrong = checkLink(raw) ?? checkParameters(raw.query, ['type'])
        const fragment = wrong ?? readFragment(raw, body)
        return isRefusal(fragment)
          ? fragment
          : change(entities, { tenant: context.tenant, id: params.id, raw, actor: actorOf(context.caller) }, fragment, false)
      },
      asNgsi,
    ),
  ]
}

function queryRoutes({ entities }: Pick<Broker, 'entities'>): readonly Route[] {
  return [
    route(
      doors.queryEntities,
      async ({ context, raw }) => {
        const shown = presentationOf(raw, queryParameters)
        const query = isRefusal(shown) ? shown : queryOf(raw.query)
        if (isRefusal(shown) || isRefusal(query)) return isRefusal(shown) ? shown : (query as Refusal)
        const page = await entities.query(context.tenant, query)
        return isRefusal(page)
          ? page
          : answerEntities(raw, page.entities, { ...shown, headers: { ...pageHeaders(raw, query, page), ...countHeader(page) } })
      },
      asNgsi,
    ),
    route(
      doors.batchQuery,
      async ({ context, raw, body }) => {
        const shown = presentationOf(raw, ['limit', 'offset', 'count', 'options', 'format', 'geometryProperty'], body)
        const json = isRefusal(shown) ? shown : withoutContext(raw, body)
        const query = isRefusal(json) ? json : queryOfBody(json, raw.query)
        if (isRefusal(query) || isRefusal(shown)) return isRefusal(shown) ? shown : (query as Refusal)
        const page = await entities.query(context.tenant, query)
        return isRefusal(page) ? page : answerEntities(raw, page.entities, { ...shown, headers: countHeader(page) })
      },
      asNgsi,
    ),
    route(
      doors.listTypes,
      async ({ context, raw }) => {
        const media = chooseMedia(raw.headers['accept'], PLAIN)
        const wrong = checkLink(raw) ?? checkParameters(raw.query, ['details'])
        if (wrong !== undefined || isRefusal(media)) return wrong ?? (media as Refusal)
        const details = raw.query['details'] === 'true'
        const types = await entities.types(context.tenant, details ? 'names' : 'counts')
        const body = details
          ? types.map(({ type, attributes }) => ({
              id: expandedName(type),
              type: 'EntityType',
              typeName: type,
              attributeNames: attributes,
            }))
          : { id: 'urn:ngsi-ld:EntityTypeList:1', type: 'EntityTypeList', typeList: types.map(({ type }) => type) }
        return answerJson(raw, { media, body, linked: media === 'application/json' })
      },
      asNgsi,
    ),
  ]
}

/** How the answer is to look: Accept, Link, format, options; geometryProperty belongs to geo+json (§6.3.15). */
function presentationOf(
  raw: RawRequest,
  known: readonly string[],
  body?: unknown,
):
  | {
      readonly media: Media
      readonly format: 'normalized' | 'concise' | 'simplified'
      readonly sysAttrs: boolean
      readonly geometryProperty: string | undefined
    }
  | Refusal {
  const wrong = (body === undefined ? checkLink(raw) : undefined) ?? checkParameters(raw.query, known)
  if (wrong !== undefined) return wrong
  const media = chooseMedia(raw.headers['accept'], ENTITIES)
  if (isRefusal(media)) return media
  const shown = representation(raw.query)
  if (isRefusal(shown)) return shown
  const { geometryProperty } = raw.query
  if (geometryProperty !== undefined && media !== 'application/geo+json')
    return etsi('InvalidRequest', 'geometryProperty needs Accept: application/geo+json (§6.3.15).')
  return { media, format: shown.format, sysAttrs: shown.sysAttrs, geometryProperty }
}

/** The entity, when it has the type that the request demands (§4.17: also a guard of single-entity operations). */
async function typed(
  entities: Broker['entities'],
  tenant: Tenant,
  { id, type }: { readonly id: string; readonly type: string | undefined },
): Promise<StoredEntity | Refusal> {
  const types = type === undefined ? undefined : parseTypes(type)
  if (isProblem(types)) return etsi(types.problem, types.detail)
  const entity = await entities.get(tenant, id)
  return !isRefusal(entity) && types !== undefined && !matchesTypes(types, entity)
    ? etsi('ResourceNotFound', `There is no entity ${id} of type ${type ?? ''}.`)
    : entity
}

async function change(
  entities: Broker['entities'],
  at: { readonly tenant: Tenant; readonly id: string; readonly raw: RawRequest; readonly actor: Actor },
  fragment: Fragment,
  onlyNew: boolean,
): Promise<Reply | Refusal> {
  if (fragment.id !== undefined && fragment.id !== at.id) return etsi('BadRequestData', 'The id in the body is not the one in the address.')
  const entity = await typed(entities, at.tenant, { id: at.id, type: at.raw.query['type'] })
  if (isRefusal(entity)) return entity
  const done = await entities.patch(at.tenant, {
    id: at.id,
    changes: fragment.attributes,
    actor: at.actor,
    onlyNew,
    ...(fragment.types === undefined ? {} : { types: fragment.types }),
    ...(fragment.scope === undefined ? {} : { scope: fragment.scope }),
  })
  return isRefusal(done) ? done : answerBare(at.raw, 204)
}

const countHeader = ({ count }: EntityPage): Readonly<Record<string, string>> =>
  count === undefined ? {} : { 'ngsild-results-count': String(count) }

/** Links to the next and the previous page, with the media type (§6.3.10). */
function pageHeaders(
  raw: RawRequest,
  { limit = 0, offset = 0 }: EntityQuery,
  { entities, count }: EntityPage,
): Readonly<Record<string, string>> {
  const at = (to: number, rel: string): string => {
    const url = new URL(raw.url, raw.origin)
    url.searchParams.set('offset', String(to))
    return `<${url.pathname}${url.search}>; rel="${rel}"; type="application/ld+json"`
  }
  const more = limit > 0 && (count === undefined ? entities.length === limit : offset + entities.length < count)
  const links = [
    ...(more ? [at(offset + limit, 'next')] : []),
    ...(offset > 0 && limit > 0 ? [at(Math.max(0, offset - limit), 'prev')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}
