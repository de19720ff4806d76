/** The doors of context source registrations (ETSI GS CIM 009 V1.9.1 §6.8, §6.9). */
import {
  instant,
  isName,
  isProblem,
  isUri,
  parseGeo,
  parseQ,
  parseRegex,
  parseScopeQ,
  parseTypes,
  presentRegistration,
  type Problem,
  type SourceConditions,
  type Specification,
  type TemporalCondition,
  type TermContext,
} from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Reply, type Route } from '@machinaka/platform'
import type { Contexts } from '../contexts/contexts.ts'
import { answerBare, answerJson, etsi } from '../ngsi-answers.ts'
import { asNgsi } from '../ngsi-body.ts'
import { pageOf, type Parameters } from '../ngsi-parameters.ts'
import { readRequest, type Asked } from '../ngsi-request.ts'
import { federationDoors as doors } from '../rules/federation-doors.ts'
import { pageLinks, pathSegment } from './page-links.ts'
import type { KeptRegistration } from './registration-store.ts'
import type { RegistrationQuery, Registrations } from './registrations.ts'
import { attributesIn } from './wire-query.ts'

const PATH = '/ngsi-ld/v1/csourceRegistrations'
const QUERY = [
  'type',
  'id',
  'idPattern',
  'attrs',
  'q',
  'csf',
  'georel',
  'geometry',
  'coordinates',
  'geoproperty',
  'geometryProperty',
  'scopeQ',
  'lang',
  'pick',
  'omit',
  'timerel',
  'timeAt',
  'endTimeAt',
  'timeproperty',
  'datasetId',
  'limit',
  'offset',
  'count',
  'options',
] as const

interface RegistrationDesk {
  readonly registrations: Registrations
  readonly contexts: Contexts
}

export const registrationRoutes = (desk: RegistrationDesk): readonly Route[] => [...readRoutes(desk), ...writeRoutes(desk)]

function readRoutes({ registrations, contexts }: RegistrationDesk): readonly Route[] {
  return [
    route(
      doors.queryRegistrations,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: QUERY })
        if (isRefusal(asked)) return asked
        const query = registrationQuery(asked.parameters, asked.call.context)
        if (isRefusal(query)) return query
        const found = await registrations.query(asked.call.tenant, query)
        const more = query.offset + found.page.length < found.count
        const headers = {
          ...pageLinks(asked.raw, query, more),
          ...(asked.parameters['count'] === 'true' ? { 'ngsild-results-count': String(found.count) } : {}),
        }
        return show(
          asked,
          found.page.map((one) => shown(one, asked)),
          { headers },
        )
      },
      asNgsi,
    ),
    route(
      doors.retrieveRegistration,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['options'] })
        if (isRefusal(asked)) return asked
        const found = await registrations.get(asked.call.tenant, incoming.params.id)
        return isRefusal(found) ? found : show(asked, shown(found, asked))
      },
      asNgsi,
    ),
  ]
}

function writeRoutes({ registrations, contexts }: RegistrationDesk): readonly Route[] {
  return [
    route(
      doors.createRegistration,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { call, raw, json } = asked
        const made = await registrations.create(call.tenant, json, (name) => call.context.stored(name))
        return isRefusal(made) ? made : answerBare(raw, 201, { location: `${PATH}/${pathSegment(made.id)}` })
      },
      asNgsi,
    ),
    route(
      doors.updateRegistration,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        if (isRefusal(asked)) return asked
        const { call, raw, json } = asked
        const done = await registrations.update(call.tenant, incoming.params.id, {
          fragment: json,
          expand: (name) => call.context.stored(name),
        })
        return isRefusal(done) ? done : answerBare(raw, 204)
      },
      asNgsi,
    ),
    route(
      doors.deleteRegistration,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: [] })
        return isRefusal(asked)
          ? asked
          : ((await registrations.remove(asked.call.tenant, incoming.params.id)) ?? answerBare(asked.raw, 204))
      },
      asNgsi,
    ),
  ]
}

/** An answer in JSON or JSON-LD; a list as it is, each with its @context. */
export function show(
  { raw, media, call }: Asked,
  body: object,
  { headers = {}, status }: { readonly headers?: Readonly<Record<string, string>>; readonly status?: number } = {},
): Reply {
  const { context } = call
  const named = (one: object): object => (media === 'application/ld+json' ? { ...one, '@context': context.shown } : one)
  const list: readonly object[] | undefined = Array.isArray(body) ? body : undefined
  return answerJson(raw, { media, context, status, body: list === undefined ? named(body) : list.map(named), headers })
}

/** A registration with how asking its source went, once it was asked (Table 5.2.9-2). */
function shown({ registration, createdAt, modifiedAt, status }: KeptRegistration, { call, parameters }: Asked): object {
  const { timesSent, timesFailed, lastSuccess, lastFailure, ok } = status
  return {
    ...presentRegistration(registration, (name) => call.context.compact(name)),
    ...(timesSent === 0 ? {} : { status: ok === false ? 'failed' : 'ok', timesSent, timesFailed }),
    ...(lastSuccess === undefined ? {} : { lastSuccess }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...((parameters['options'] ?? '').split(',').includes('sysAttrs') ? { createdAt, modifiedAt } : {}),
  }
}

/** What GET /csourceRegistrations asks for (§5.10.2.3): at least types, attributes, ids, q or a geo-query. */
export function registrationQuery(given: Parameters, context: TermContext): RegistrationQuery | Refusal {
  const page = pageOf(given)
  if (isRefusal(page)) return page
  if (['type', 'attrs', 'q', 'georel', 'id'].every((name) => given[name] === undefined))
    return etsi('BadRequestData', 'The query is too wide: say at least type, attrs, q or a geo-query (§5.10.2.4).')
  const specification = specificationOf(given, context)
  if (isRefusal(specification)) return specification
  const conditions = conditionsOf(given, context)
  return isRefusal(conditions) ? conditions : { ...page, spec: specification, conditions }
}

function specificationOf(given: Parameters, context: TermContext): Specification | Refusal {
  const types = given['type'] === undefined || given['type'] === '*' ? undefined : parseTypes(given['type'], context)
  const q = given['q'] === undefined ? undefined : parseQ(given['q'], context)
  const pattern = given['idPattern'] === undefined ? undefined : parseRegex(given['idPattern'])
  const bad = [types, q, pattern].find((one): one is Problem => isProblem(one))
  if (bad !== undefined) return etsi('BadRequestData', bad.detail)
  const ids = given['id']?.split(',')
  const attrs = given['attrs']?.split(',')
  if (ids?.every(isUri) === false) return etsi('BadRequestData', 'id must be a list of URIs, separated by commas.')
  if (attrs?.every(isName) === false) return etsi('BadRequestData', 'attrs must be a list of attribute names, separated by commas.')
  const attributes = [...(attrs ?? []).map((name) => context.stored(name)), ...(isProblem(q) ? [] : attributesIn(q))]
  return {
    entities: [
      {
        ...(types === undefined || isProblem(types) ? {} : { types }),
        ...(ids === undefined ? {} : { ids }),
        ...(given['idPattern'] === undefined ? {} : { idPattern: given['idPattern'] }),
      },
    ],
    attributes: attributes.length === 0 ? undefined : attributes,
    datasetIds: given['datasetId']?.split(','),
  }
}

function conditionsOf(given: Parameters, context: TermContext): SourceConditions | Refusal {
  const { georel, geometry, coordinates, geoproperty } = given
  const geo = parseGeo({ georel, geometry, coordinates, geoproperty }, context)
  const csf = given['csf'] === undefined ? undefined : parseQ(given['csf'], context)
  const scopeQ = given['scopeQ'] === undefined ? undefined : parseScopeQ(given['scopeQ'])
  const bad = [geo, csf, scopeQ].find((one): one is Problem => isProblem(one))
  if (bad !== undefined) return etsi('BadRequestData', bad.detail)
  const temporal = temporalOf(given)
  if (isRefusal(temporal)) return temporal
  return { geo, csf, scopeQ, temporal } as SourceConditions
}

const RELATIONS = ['before', 'after', 'between'] as const
const PROPERTIES = ['observedAt', 'createdAt', 'modifiedAt', 'deletedAt'] as const

/** A temporal query, where there is one (§4.11). */
export function temporalOf(given: Parameters): TemporalCondition | undefined | Refusal {
  const { timerel, timeAt, endTimeAt, timeproperty = 'observedAt' } = given
  if (timerel === undefined && timeAt === undefined) return undefined
  const relation = RELATIONS.find((one) => one === timerel)
  const property = PROPERTIES.find((one) => one === timeproperty)
  const from = timeAt === undefined ? undefined : instant(timeAt)
  const to = endTimeAt === undefined ? undefined : instant(endTimeAt)
  if (relation === undefined || property === undefined || from === undefined)
    return etsi('BadRequestData', 'A temporal query has timerel (before, after, between), timeAt, and may have timeproperty (§4.11).')
  if (relation === 'between' && to === undefined) return etsi('BadRequestData', 'timerel=between needs endTimeAt (§4.11).')
  return { relation, property, timeAt: from, ...(to === undefined ? {} : { endTimeAt: to }) }
}
