/** Operations of the API as its OpenAPI document names them, and requests made of them: pure. */

export const apiTags = ['ngsi-ld', 'ngsi-v2', 'context'] as const
export type ApiTag = (typeof apiTags)[number]

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string | undefined
  readonly choices: readonly string[] | undefined
}
export interface Operation {
  /** `GET /ngsi-ld/v1/entities` */
  readonly key: string
  readonly method: string
  readonly path: string
  readonly tag: ApiTag
  readonly summary: string
  readonly description: string | undefined
  /** What a caller must be allowed to do; undefined where everybody may. */
  readonly permission: string | undefined
  readonly parameters: readonly Parameter[]
  /** Media types of the body; none where it takes no body. */
  readonly bodies: readonly string[]
  readonly answers: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The operations of the city OS, in the document's order; streams and files, which a page cannot show, are left out. */
export function operationsOf(document: unknown): readonly Operation[] {
  const paths = isMap(document) && isMap(document['paths']) ? document['paths'] : {}
  return Object.entries(paths).flatMap(([path, methods]) =>
    isMap(methods) ? Object.entries(methods).flatMap(([method, operation]) => readOperation(path, method.toUpperCase(), operation)) : [],
  )
}

function readOperation(path: string, method: string, operation: unknown): readonly Operation[] {
  if (!isMap(operation)) return []
  const tag = apiTags.find((one) => texts(operation['tags']).includes(one))
  const answers = mediaOf(operation['responses'])
  if (tag === undefined || answers.includes('text/event-stream') || answers.some((type) => /mapbox|octet/.test(type))) return []
  const bodies = isMap(operation['requestBody']) ? contentTypes(operation['requestBody']) : []
  if (bodies.some((type) => /form-data|octet/.test(type))) return []
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  return [
    {
      key: `${method} ${path}`,
      method,
      path,
      tag,
      summary: text(operation['summary']) ?? path,
      description: text(operation['description']),
      permission: text(operation['x-permission']),
      parameters: parameters.flatMap(readParameter),
      bodies,
      answers,
    },
  ]
}

function readParameter(given: unknown): readonly Parameter[] {
  if (!isMap(given) || typeof given['name'] !== 'string') return []
  const schema = isMap(given['schema']) ? given['schema'] : {}
  const choices = texts(schema['enum'])
  return [
    {
      name: given['name'],
      in: given['in'] === 'path' ? 'path' : 'query',
      required: given['required'] === true,
      description: text(schema['description']),
      choices: choices.length === 0 ? undefined : choices,
    },
  ]
}

const contentTypes = (holder: Json): readonly string[] => (isMap(holder['content']) ? Object.keys(holder['content']) : [])
function mediaOf(responses: unknown): readonly string[] {
  if (!isMap(responses)) return []
  return Object.entries(responses).flatMap(([status, one]) => (status.startsWith('2') && isMap(one) ? contentTypes(one) : []))
}

export interface Filled {
  readonly values: Readonly<Record<string, string>>
  /** More of the query, as it stands in an address. */
  readonly query: string
  readonly accept: string
  readonly contentType: string
  readonly body: string
}
export interface ApiRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Names of parameters that must be filled and are not. */
export const missingOf = ({ parameters }: Operation, { values }: Pick<Filled, 'values'>): readonly string[] =>
  parameters.filter(({ name, required }) => required && (values[name] ?? '').trim() === '').map(({ name }) => name)

/** The request that a filled form makes. */
export function requestOf(operation: Operation, { values, query, accept, contentType, body }: Filled): ApiRequest {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''))
  const params = new URLSearchParams(query.replace(/^\?/, ''))
  for (const parameter of operation.parameters) {
    const value = (values[parameter.name] ?? '').trim()
    if (parameter.in === 'query' && value !== '') params.set(parameter.name, value)
  }
  const search = params.toString()
  const sends = operation.bodies.length > 0
  return {
    method: operation.method,
    target: search === '' ? path : `${path}?${search}`,
    headers: { ...(accept === '' ? {} : { Accept: accept }), ...(sends ? { 'Content-Type': contentType } : {}) },
    body: sends ? body : undefined,
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

/** The same request for a shell, with a key in place of the session. `keyWord` says what to put there. */
export function curlOf({ method, target, headers, body }: ApiRequest, origin: string, keyWord: string): string {
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(`${origin}${target}`)}`,
    ...Object.entries({ ...headers, 'X-API-Key': keyWord }).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ]
  return lines.join(' \\\n  ')
}
