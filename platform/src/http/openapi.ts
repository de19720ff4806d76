import type { TSchema } from 'typebox'
import type { RefusalTable } from '../contract.ts'
import { statusOf } from './problem.ts'
import type { RouteDescriptor } from './route.ts'

export interface ApiInfo {
  readonly title: string
  readonly version: string
  readonly description: string
}

type Json = Readonly<Record<string, unknown>>

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details; every code is explained at `type`.',
  required: ['type', 'code', 'title', 'detail', 'status', 'requestId'],
  properties: {
    type: { type: 'string' },
    code: { type: 'string' },
    title: { type: 'string' },
    detail: { type: 'string' },
    status: { type: 'integer' },
    requestId: { type: 'string' },
  },
}

/** `/places/:id` → `/places/{id}`, a last `*` → `{rest}`. */
export const openApiPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}')

/** `GET /api/guide/places/:id` → `get_api_guide_places_id`: stable as long as the address is. */
const operationId = ({ method, path }: RouteDescriptor): string =>
  `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, '')

const propertiesOf = (schema: TSchema | undefined): readonly (readonly [string, Json])[] =>
  Object.entries(((schema ?? {}) as { readonly properties?: Record<string, Json> }).properties ?? {})
const requiredOf = (schema: TSchema | undefined): readonly string[] =>
  ((schema ?? {}) as { readonly required?: readonly string[] }).required ?? []

function parametersOf(descriptor: RouteDescriptor): readonly Json[] {
  const declared = new Map(propertiesOf(descriptor.params))
  const inPath = [...descriptor.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: declared.get(name) ?? { type: 'string' },
  }))
  const rest = descriptor.path.endsWith('*') ? [{ name: 'rest', in: 'path', required: true, schema: { type: 'string' } }] : []
  const required = requiredOf(descriptor.query)
  return [
    ...inPath,
    ...rest,
    ...propertiesOf(descriptor.query).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema })),
  ]
}

function bodyOf(descriptor: RouteDescriptor): Json | undefined {
  const binary = { type: 'string', format: 'binary' }
  if (descriptor.upload === true)
    return {
      required: true,
      content: {
        'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: binary } } },
        'application/octet-stream': { schema: binary },
      },
    }
  if (descriptor.body === undefined && descriptor.bytes !== true) return undefined
  const media = descriptor.consumes ?? (descriptor.bytes === true ? ['application/octet-stream'] : ['application/json'])
  return { required: true, content: Object.fromEntries(media.map((type) => [type, { schema: descriptor.body ?? binary }])) }
}

/** Statuses with the codes that each may carry. */
function problemsOf(descriptor: RouteDescriptor, codes: RefusalTable): Json {
  const platform = [
    'platform.invalid',
    ...(descriptor.access === 'public' ? [] : ['platform.unauthenticated', 'platform.forbidden']),
    'platform.rate',
  ]
  const byStatus = new Map<number, string[]>()
  for (const code of [...platform, ...descriptor.errors]) {
    const entry = codes[code]
    if (entry !== undefined)
      byStatus.set(statusOf(entry.kind), [...(byStatus.get(statusOf(entry.kind)) ?? []), `\`${code}\` ${entry.title}`])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      { description: lines.join('; '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    ]),
  )
}

function operationOf(descriptor: RouteDescriptor, codes: RefusalTable): Json {
  const status = descriptor.status ?? (descriptor.response === undefined && descriptor.produces === undefined ? 204 : 200)
  const content = {
    ...(descriptor.response === undefined ? {} : { 'application/json': { schema: descriptor.response } }),
    ...Object.fromEntries((descriptor.produces ?? []).map((type) => [type, {}])),
  }
  const body = bodyOf(descriptor)
  return {
    operationId: operationId(descriptor),
    summary: descriptor.summary,
    ...(descriptor.description === undefined ? {} : { description: descriptor.description }),
    tags: [descriptor.tag],
    ...(descriptor.access === 'public' ? { security: [] } : { 'x-permission': descriptor.access }),
    parameters: parametersOf(descriptor),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [String(status)]: {
        description: status === 204 ? 'Done.' : 'The answer.',
        ...(Object.keys(content).length === 0 ? {} : { content }),
      },
      ...problemsOf(descriptor, codes),
    },
  }
}

/** OpenAPI 3.1.0 for these routes. Its schemas are JSON Schema 2020-12, which is what TypeBox builds, so they go in as they are. */
export function openApi(info: ApiInfo, descriptors: readonly RouteDescriptor[], codes: RefusalTable): Json {
  const shown = descriptors.filter((descriptor) => descriptor.hidden !== true)
  const paths: Record<string, Record<string, Json>> = {}
  for (const descriptor of shown)
    (paths[openApiPath(descriptor.path)] ??= {})[descriptor.method.toLowerCase()] = operationOf(descriptor, codes)
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    tags: [...new Set(shown.map((descriptor) => descriptor.tag))].toSorted().map((name) => ({ name })),
    security: [{ session: [] }, { key: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'machinaka.session_token' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}
