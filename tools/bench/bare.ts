/** The yardsticks themselves: `bare.ts route PORT BYTES`, `bare.ts statement DATABASE KIND`. */
import fastify from 'fastify'
import pg from 'pg'
import type { Statement } from './context-references.ts'

const [what, ...words] = process.argv.slice(2)

async function route(port: number, bytes: number): Promise<void> {
  const body = Buffer.from(`[${'"entity",'.repeat(Math.ceil(bytes / 9))}0]`.slice(0, bytes))
  const app = fastify()
  app.get('/', (_request, response) => {
    void response.header('content-type', 'application/json').send(body)
  })
  await app.listen({ port, host: '127.0.0.1' })
}

const TEXTS: Readonly<Record<Statement, string>> = {
  query: `select e.id, e.types, e.scope, e.doc, e.created_at, e.modified_at from context.entity e where e.city = $1 and e.types @> array['Vehicle'] order by e.id limit 20 offset $2`,
  get: `select e.id, e.types, e.scope, e.doc, e.created_at, e.modified_at from context.entity e where e.city = $1 and e.id = $2`,
  q: `select e.id, e.types, e.scope, e.doc, e.created_at, e.modified_at from context.entity e where e.city = $1 and e.types @> array['Vehicle'] and e.id >= $2 and e.id < $3 order by e.id limit 20`,
  update: `update context.entity set doc = jsonb_set(doc, '{speed,value}', to_jsonb($3::float)) where city = $1 and id = $2`,
}
const SECONDS = 4
const PARALLEL = 10

const id = (n: number): string => `urn:ngsi-ld:Vehicle:${String(n).padStart(7, '0')}`

function values(kind: Statement): readonly unknown[] {
  const n = Math.random()
  if (kind === 'query') return ['default', Math.floor(n * 80)]
  if (kind === 'get') return ['default', id(Math.floor(n * 100))]
  if (kind === 'q') return ['default', id(Math.floor(n * 99_000)), id(Math.floor(n * 99_000) + 1000)]
  return ['default', id(Math.floor(n * 10_000)), n * 100]
}

async function statement(database: string, kind: Statement): Promise<number> {
  const pool = new pg.Pool({ connectionString: database, max: PARALLEL })
  const until = performance.now() + SECONDS * 1000
  let done = 0
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      await pool.query({ name: kind, text: TEXTS[kind], values: [...values(kind)] })
      done += 1
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, one))
  await pool.end()
  return done / SECONDS
}

if (what === 'route') await route(Number(words[0]), Number(words[1]))
else process.stdout.write(`${await statement(words[0] ?? '', words[1] as Statement)}\n`)
