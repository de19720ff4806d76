/**
 * npm run bench -- context: the broker under load. It runs as people run it (`machinaka broker`), on one core, with the load on
 * the other core, which PostgreSQL shares; references are measured on the same cores in the same run.
 */
import { start, stop } from '../postgres.ts'
import { aggregate } from './context-aggregate.ts'
import { bareRoute, bareStatement } from './context-references.ts'
import { vehicle, type Work } from './context-load.ts'
import { inFolder, loadFrom, startBroker, type RunningBroker } from './broker.ts'
import { median, type Bench, type Measured } from './harness.ts'
import { rows } from './context-rows.ts'
import type { LoadResult } from './load.ts'

type Say = (text: string) => void
type Out = readonly [string, Measured | Error]

const REPEATS = 3
const CONNECTIONS = 50
/** A broker that keeps nothing in memory: every read asks the database. */
const COLD = { BROKER_MEMORY_MB: '0' } as const

const base = { connections: CONNECTIONS, warm_s: 3, measure_s: 5, entities: 100 } as const

/** Entities through the front door, 500 a call. */
async function fill({ url }: RunningBroker, count: number, say: Say): Promise<void> {
  const size = 500
  let done = 0
  const one = async (): Promise<void> => {
    while (done < count) {
      const from = done
      done += size
      const body = JSON.stringify(Array.from({ length: Math.min(size, count - from) }, (_, i) => vehicle(from + i, Math.random)))
      const answer = await fetch(`${url}/ngsi-ld/v1/entityOperations/upsert`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (answer.status !== 201 && answer.status !== 204)
        throw new Error(`filling: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
      if (from % 100_000 === 0 && from > 0) say(`${from.toLocaleString('en')} of ${count.toLocaleString('en')} entities`)
    }
  }
  await Promise.all([one(), one(), one()])
}

async function runs(work: Work): Promise<readonly LoadResult[]> {
  const results: LoadResult[] = []
  for (let i = 0; i < REPEATS; i++) results.push(await loadFrom(work))
  return results
}

const rates = (results: readonly LoadResult[]): readonly number[] => results.map(({ rate }) => rate)
const worst95 = (results: readonly LoadResult[]): number => Math.max(...results.map(({ p95_ms }) => p95_ms))
const said = (results: readonly LoadResult[]): string =>
  `p50 ${median(results.map(({ p50_ms }) => p50_ms)).toFixed(1)} ms, p99 ${median(results.map(({ p99_ms }) => p99_ms)).toFixed(1)} ms, ${Math.round((results[0]?.bytes ?? 0) / Math.max(1, results[0]?.count ?? 1)).toLocaleString('en')} bytes an answer`

interface Stage {
  readonly only: readonly string[] | undefined
  readonly database: string
  readonly folder: string
  readonly say: Say
}
const wanted = ({ only }: Stage, id: string): boolean => only === undefined || only.includes(id)

async function withBroker<T>(
  { database, folder }: Pick<Stage, 'folder'> & { readonly database?: string },
  env: Readonly<Record<string, string>>,
  work: (broker: RunningBroker) => Promise<T>,
): Promise<T> {
  const broker = await startBroker({ database, folder, env })
  try {
    return await work(broker)
  } finally {
    await broker.stop()
  }
}

async function hotRead(stage: Stage, id: 'query-hot' | 'get-hot'): Promise<Measured> {
  return withBroker(stage, {}, async (broker) => {
    await fill(broker, base.entities, stage.say)
    const results = await runs({ ...base, kind: id === 'query-hot' ? 'query' : 'get', port: broker.port })
    const bare = await bareRoute(9000)
    return {
      value: median(rates(results)),
      samples: rates(results),
      reference: { name: 'bare Fastify route, 9 kB', value: bare },
      note: `PostgreSQL, 100 entities, ${said(results)}`,
    }
  })
}

async function coldRead(stage: Stage, id: 'query-cold' | 'get-cold'): Promise<Measured> {
  return withBroker(stage, COLD, async (broker) => {
    await fill(broker, base.entities, stage.say)
    const results = await runs({ ...base, kind: id === 'query-cold' ? 'query-each' : 'get', port: broker.port })
    const bare = await bareStatement(stage.database, id === 'query-cold' ? 'query' : 'get')
    const value = median(rates(results))
    return {
      value,
      samples: rates(results),
      reference: { name: 'bare prepared statement', value: bare },
      ...(id === 'query-cold' ? { also: value >= 0.5 * bare } : {}),
      note: `PostgreSQL, 100 entities, ${said(results)}`,
    }
  })
}

async function writes(stage: Stage, embedded: boolean): Promise<Measured> {
  const place = embedded ? { folder: stage.folder } : stage
  return withBroker(place, {}, async (broker) => {
    await fill(broker, 10_000, stage.say)
    const results = await runs({ ...base, kind: 'update', entities: 10_000, port: broker.port })
    return {
      value: median(rates(results)),
      samples: rates(results),
      reference: embedded
        ? undefined
        : { name: 'bare prepared statement (update, durable)', value: await bareStatement(stage.database, 'update') },
      note: `${embedded ? 'embedded' : 'PostgreSQL, fsync on'}, 10,000 entities, with history, ${said(results)}`,
    } as Measured
  })
}

async function batch(stage: Stage): Promise<Measured> {
  return withBroker(stage, {}, async (broker) => {
    const results = await runs({ ...base, kind: 'batch', connections: 4, entities: 20_000, port: broker.port })
    const entities = results.map(({ rate }) => rate * 100)
    return { value: median(entities), samples: entities, note: `PostgreSQL, fsync on, 100 per call, 4 connections, ${said(results)}` }
  })
}

const MANY = 100_000
const SHARES = [0.001, 0.01, 0.1] as const

async function* many(stage: Stage): AsyncGenerator<Out> {
  if (!wanted(stage, 'q-100k') && !wanted(stage, 'ready')) return
  await withBroker(stage, COLD, (broker) => fill(broker, MANY, stage.say))
  if (wanted(stage, 'ready')) {
    const times: number[] = []
    for (let i = 0; i < REPEATS; i++) times.push(await withBroker(stage, {}, async ({ ready_ms }) => ready_ms / 1000))
    yield ['ready', { value: median(times), samples: times, note: 'PostgreSQL, from the start of the process to /readyz' }]
  }
  if (!wanted(stage, 'q-100k')) return
  yield [
    'q-100k',
    await withBroker(stage, COLD, async (broker) => {
      const byShare: (readonly LoadResult[])[] = []
      for (const share of SHARES) byShare.push(await runs({ ...base, kind: 'q', share, entities: MANY, port: broker.port }))
      const medians = byShare.map((results) => median(rates(results)))
      const p95 = Math.max(...byShare.map(worst95))
      return {
        value: Math.min(...medians),
        samples: medians,
        reference: { name: 'bare prepared statement, 1 %', value: await bareStatement(stage.database, 'q') },
        also: p95 < 50,
        note: `nothing in memory; 0.1, 1, 10 %: ${medians.map((rate) => Math.round(rate)).join(', ')} req/s, p95 ${byShare.map((results) => worst95(results).toFixed(0)).join(', ')} ms`,
      }
    }),
  ]
}

async function near(stage: Stage): Promise<Measured> {
  return withBroker(stage, COLD, async (broker) => {
    await fill(broker, 1_000_000, stage.say)
    const result = await loadFrom({ ...base, kind: 'near', share: 500, entities: 1_000_000, connections: 4, port: broker.port })
    return {
      value: result.p95_ms,
      note: `PostgreSQL, nothing in memory, 500 m, 4 connections: ${Math.round(result.rate)} req/s`,
    }
  })
}

/** Each row on a PostgreSQL server of its own, so that none is measured on what another left. */
async function onServer(
  only: readonly string[] | undefined,
  say: Say,
  work: (stage: Stage) => Promise<Measured>,
): Promise<Measured | Error> {
  const server = await start({ durable: true })
  try {
    return await inFolder((folder) => work({ only, database: server.url, folder, say }))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    stop(server.folder)
  }
}

const alone: Readonly<Record<string, (stage: Stage) => Promise<Measured>>> = {
  'query-hot': (stage) => hotRead(stage, 'query-hot'),
  'query-cold': (stage) => coldRead(stage, 'query-cold'),
  'get-hot': (stage) => hotRead(stage, 'get-hot'),
  'get-cold': (stage) => coldRead(stage, 'get-cold'),
  update: (stage) => writes(stage, false),
  'update-embedded': (stage) => writes(stage, true),
  batch,
  'near-1m': near,
  aggregate,
}

async function* measure(only: readonly string[] | undefined, say: Say): AsyncGenerator<Out> {
  for (const { id } of rows) {
    if (only !== undefined && !only.includes(id)) continue
    const work = alone[id]
    if (work === undefined) continue
    say(`${id} …`)
    const measured = await onServer(only, say, work)
    say(`${id}: ${measured instanceof Error ? measured.message : `${Math.round(measured.value * 10) / 10} (${measured.note ?? ''})`}`)
    yield [id, measured]
  }
  const server = await start({ durable: true })
  try {
    const folder = server.folder
    yield* many({ only, database: server.url, folder: `${folder}/machinaka`, say })
  } finally {
    stop(server.folder)
  }
}

export const contextBench = (only: readonly string[] | undefined): Bench => ({
  name: 'context',
  rows,
  measure: (say) => measure(only, say),
})
