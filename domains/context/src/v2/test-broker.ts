/** A broker behind HTTP for the tests of the NGSIv2 doors: one per test file. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createHttpServer, createMetrics, createReadiness, defaultHttpSettings, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { refusals } from '../contract.ts'
import { contextMigrations, contextRoutes, createContext } from '../index.ts'

const pg = await openTestPostgres([contextMigrations])
export const clock = fixedClock()
const ids = countingIds()
const broker = createContext({ postgres: pg.postgres, clock, ids, outbox: { write: async () => {} } })
const bugs = (fields: object, message: string): never =>
  assert.fail(`${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value))}`)
const server = await createHttpServer({
  settings: { ...defaultHttpSettings, strict: true },
  log: { debug() {}, info() {}, warn() {}, error: bugs },
  clock,
  ids,
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'T', version: '1', description: 'T' },
  routes: contextRoutes(broker),
  refusals: [refusals],
  resolve: async ({ headers }) => ({
    tenant: (headers['ngsild-tenant'] ?? headers['fiware-service'] ?? 'minato') as Tenant,
    caller: { kind: headers['x-api-key'] === undefined ? 'anonymous' : 'key', id: headers['x-api-key'], roles: [], scopes: [] },
    requestId: 'r1',
    language: 'en',
    now: clock.now(),
  }),
  permits: (caller, permission) => permission === 'public' || caller.kind !== 'anonymous',
})
export const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
after(async () => {
  await server.stop({ limit_ms: 1000 })
  await pg.close()
})

export const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    await work()
  })
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}
export const ask = async (
  method: string,
  path: string,
  { body, ...headers }: { readonly body?: unknown; readonly [header: string]: unknown } = {},
): Promise<Answer> => {
  const sent = {
    'x-api-key': 'k1',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(headers as Record<string, string>),
  }
  const answer = await fetch(at + path, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, headers: answer.headers, body: json ? (JSON.parse(text) as unknown) : text === '' ? undefined : text }
}
export const v2 = (path: string): string => `/v2${path}`
export const ld = (path: string): string => `/ngsi-ld/v1${path}`
export const error = ({ status, body }: Answer): string =>
  `${status} ${(body as { readonly error?: string }).error ?? JSON.stringify(body)}`
export const description = ({ body }: Answer): string => (body as { readonly description: string }).description
export const made = async (body: object, headers: object = {}): Promise<void> => {
  const answer = await ask('POST', v2('/entities'), { body, ...headers })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
}
export const room = (id: string, temperature: number, more: object = {}) => ({
  id,
  type: 'Room',
  temperature: { type: 'Number', value: temperature, metadata: { accuracy: { type: 'Number', value: 0.5 } } },
  location: { type: 'geo:point', value: `35.6, ${(139.7 + temperature / 1000).toFixed(3)}` },
  ...more,
})
export const listed = async (query: string, headers: object = {}): Promise<readonly string[]> => {
  const answer = await ask('GET', v2(`/entities?${query}`), { ...headers })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return (answer.body as readonly { readonly id: string }[]).map(({ id }) => id)
}
