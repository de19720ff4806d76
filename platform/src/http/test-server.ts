import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Type from 'typebox'
import type { Context, Tenant } from '../contract.ts'
import { refusal } from '../refusals.ts'
import {
  createHttpServer,
  createMetrics,
  createReadiness,
  defaultHttpSettings,
  html,
  reply,
  route,
  type HttpServer,
  type HttpServerParts,
} from './index.ts'

export const item = {
  method: 'POST',
  path: '/api/items/:id',
  summary: 'Keep an item',
  tag: 'items',
  access: 'public',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({ times: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })), tags: Type.Optional(Type.Array(Type.String())) }),
  body: Type.Object({ kind: Type.Enum(['shop', 'park']), seats: Type.Integer() }, { additionalProperties: false }),
  response: Type.Object({ id: Type.String(), times: Type.Integer(), kind: Type.String(), tags: Type.Array(Type.String()) }),
  errors: ['test.full'],
} as const
export const text = {
  method: 'GET',
  path: '/api/text',
  summary: 'A long text',
  tag: 'items',
  access: 'public',
  response: Type.Object({ text: Type.String() }),
  errors: [],
} as const
export const secret = {
  method: 'GET',
  path: '/api/secret',
  summary: 'For staff',
  tag: 'items',
  access: 'staff',
  response: Type.Object({}),
  errors: [],
} as const
const broken = {
  method: 'GET',
  path: '/api/broken',
  summary: 'A bug',
  tag: 'items',
  access: 'public',
  response: Type.Object({ n: Type.Integer() }),
  errors: [],
  description: 'Throws.',
} as const
const undeclared = { method: 'GET', path: '/api/undeclared', summary: 'A bug', tag: 'items', access: 'public', errors: [] } as const
const upload = {
  method: 'POST',
  path: '/api/files',
  summary: 'Take a file',
  tag: 'files',
  access: 'public',
  upload: true,
  bodyLimit: 300_000,
  response: Type.Object({ filename: Type.String(), size: Type.Integer(), largest: Type.Integer(), note: Type.String() }),
  errors: [],
} as const
export const slow = {
  method: 'GET',
  path: '/api/slow',
  summary: 'Takes a while',
  tag: 'items',
  access: 'public',
  response: Type.Object({ done: Type.Boolean() }),
  errors: [],
} as const
const rare = {
  method: 'GET',
  path: '/api/rare',
  summary: 'Twice a minute',
  tag: 'items',
  access: 'public',
  perMinute: 2,
  response: Type.Object({}),
  errors: [],
} as const
const etsi = {
  method: 'GET',
  path: '/ngsi-ld/v1/nothing',
  summary: 'Another door',
  tag: 'ngsi',
  access: 'public',
  hidden: true,
  errors: ['test.full'],
} as const

export const testRefusals = {
  'test.full': { kind: 'conflict', title: 'It is full' },
  'test.other': { kind: 'absent', title: 'Something else' },
} as const
export const longText = '港の見える丘'.repeat(400)
let slowStarted = (): void => {}

/** Calls `act` when a handler that takes its time has begun. */
export const onSlowStart = (act: () => void): void => {
  slowStarted = act
}
/** Says that it has. */
export const slowStarts = (): void => slowStarted()

const routes = [
  route(item, ({ params, query, body }) =>
    body.seats > 9
      ? refusal('test.full', 'Nine seats at most.', { limit: 9 })
      : { id: params.id, times: query.times ?? 1, kind: body.kind, tags: query.tags ?? [] },
  ),
  route(text, () => ({ text: longText })),
  route(secret, () => ({})),
  route(broken, () => {
    throw new Error('the password is hunter2')
  }),
  route(undeclared, () => refusal('test.other', 'Not declared.')),
  route(slow, async () => {
    slowStarted()
    await new Promise((resolve) => {
      setTimeout(resolve, 300)
    })
    return { done: true }
  }),
  route(rare, () => ({})),
  route(etsi, () => refusal('test.full', 'Full.'), {
    presentError: (problem) =>
      reply({ status: problem.status, json: { type: 'https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported', title: problem.title } }),
  }),
  route(upload, async ({ upload: file }) => {
    let size = 0
    let largest = 0
    for await (const chunk of file.bytes) {
      size += chunk.length
      largest = Math.max(largest, chunk.length)
    }
    return { filename: file.filename, size, largest, note: file.fields['note'] ?? '' }
  }),
]

export const logged: { fields: object; message: string }[] = []
const log = { debug() {}, info() {}, warn() {}, error: (fields: object, message: string) => void logged.push({ fields, message }) }
let count = 0
export const contextOf = (url: string, cookie: string | undefined): Context => ({
  tenant: 'minato' as Tenant,
  caller: { kind: cookie === undefined ? 'anonymous' : 'account', id: cookie, roles: [], scopes: [] },
  requestId: url,
  language: 'ja',
  now: new Date(0),
})

/** Everything a server is made of, new each time but for the folder of its app. */
export const serverParts = (folder: string): HttpServerParts => ({
  settings: { ...defaultHttpSettings, bodyLimit_bytes: 2000, strict: true },
  log,
  clock: { now: () => new Date(0) },
  ids: { uuid: () => `id-${++count}`, secret: () => 's' },
  metrics: createMetrics({ aboutProcess: false }),
  readiness: createReadiness(),
  info: { title: 'Test', version: '1', description: 'A test.' },
  routes,
  refusals: [testRefusals],
  apps: [
    {
      prefix: '/',
      folder,
      shell: async ({ path }) => ({
        status: 200,
        language: 'ja',
        title: `A <b> ${path}`,
        body: html`<h1>${'<script>alert(1)</script>'}</h1>`,
      }),
    },
  ],
  resolve: async (raw) =>
    raw.query['city'] === 'none' ? refusal('test.other', 'No such city; try ?city=minato.') : contextOf(raw.url, raw.cookies['session']),
  permits: (caller, permission) => permission === 'public' || (permission === 'staff' && caller.id === 'staff'),
})

/** A listening server with an app in a folder of its own. */
export interface TestServer {
  readonly server: HttpServer
  readonly parts: HttpServerParts
  readonly folder: string
  readonly at: string
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>
  stop(): Promise<void>
}

function writeApp(folder: string): void {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>x</title></head><body><div id="root"></div></body></html>')
  writeFileSync(join(folder, 'assets', 'main-Ab3_d5Xz.js'), 'const town = 1;\n'.repeat(200))
  writeFileSync(join(folder, 'sw.js'), '// worker')
  writeFileSync(join(folder, 'assets', 'map-Zz012345.js'), 'const map = 1;\n'.repeat(200))
  writeFileSync(join(folder, 'assets', 'map-Zz012345.js.gz'), gzipSync('const map = 1;\n'.repeat(200), { level: 1 }))
}

/** Opens it on a free port; `stop` takes its folder away too. */
export async function openTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'machinaka-http-'))
  writeApp(folder)
  const parts = serverParts(folder)
  const server = await createHttpServer(parts)
  const at = `http://127.0.0.1:${(await server.listen({ port: 0, host: '127.0.0.1' })).port}`
  return {
    server,
    parts,
    folder,
    at,
    post: (path, body, headers = {}) =>
      fetch(at + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    async stop() {
      await server.stop({ limit_ms: 1000 })
      rmSync(folder, { recursive: true })
    },
  }
}

export const problemOf = async (response: Response): Promise<Record<string, unknown>> => (await response.json()) as Record<string, unknown>
