/** The row `aggregate` of the context bench: 10,000 points of one attribute, aggregated by the hour through the Temporal API. */
import pg from 'pg'
import { inFolder, startBroker, type RunningBroker } from './broker.ts'
import { median, repeat, type Measured } from './harness.ts'

const POINTS = 10_000
const REPEATS = 15
const START = Date.UTC(2026, 0, 1)
/** Told through the Temporal API (a row per point), and by 10,000 updates of an entity (a version per point). */
const TOLD = 'urn:ngsi-ld:Sensor:told'
const UPDATED = 'urn:ngsi-ld:Sensor:updated'

const temperature = (n: number): object => ({
  type: 'Property',
  value: (n % 400) / 10,
  unitCode: 'CEL',
  observedAt: new Date(START + n * 60_000).toISOString(),
})

async function send({ url }: RunningBroker, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${url}/ngsi-ld/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status !== 201 && answer.status !== 204) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`)
}

async function fill(broker: RunningBroker): Promise<void> {
  const all = Array.from({ length: POINTS }, (_, n) => temperature(n))
  await send(broker, '/temporal/entities', { id: TOLD, type: 'Sensor', temperature: all })
  for (let from = 0; from < POINTS; from += 500)
    await send(
      broker,
      '/entityOperations/upsert',
      all.slice(from, from + 500).map((one) => ({ id: UPDATED, type: 'Sensor', temperature: one })),
    )
}

/** Milliseconds of one request that aggregates all points of a sensor. */
async function ask({ url }: RunningBroker, id: string): Promise<number> {
  const began = performance.now()
  const answer = await fetch(
    `${url}/ngsi-ld/v1/temporal/entities/${id}?timerel=after&timeAt=2026-01-01T00:00:00Z&format=aggregatedValues&aggrMethods=avg,min,max,totalCount&aggrPeriodDuration=PT1H`,
  )
  const body = (await answer.json()) as { readonly temperature?: { readonly totalCount?: readonly (readonly [number, string, string])[] } }
  const ms = performance.now() - began
  const count = body.temperature?.totalCount?.reduce((sum, [value]) => sum + value, 0)
  if (count !== POINTS) throw new Error(`${id}: ${answer.status}, ${count ?? 0} points aggregated instead of ${POINTS}`)
  return ms
}

interface Times {
  readonly told: readonly number[]
  readonly updated: readonly number[]
}

async function times(database: string | undefined, folder: string): Promise<Times> {
  const broker = await startBroker({ database, folder })
  try {
    await fill(broker)
    return { told: await repeat(REPEATS, () => ask(broker, TOLD)), updated: await repeat(REPEATS, () => ask(broker, UPDATED)) }
  } finally {
    await broker.stop()
  }
}

/** What the database takes for the same figures in one prepared statement on the rows of the points. */
async function bare(database: string): Promise<number> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    const samples = await repeat(REPEATS, async () => {
      const began = performance.now()
      await client.query({
        name: 'aggregate',
        text: `select floor(date_part('epoch', observed_at) / 3600) as hour, avg((recorded ->> 'value')::float8), min((recorded ->> 'value')::float8),
          max((recorded ->> 'value')::float8), count(*) from context.instance where city = $1 and entity = $2 and attribute = $3 group by 1 order by 1`,
        values: ['default', TOLD, 'temperature'],
      })
      return performance.now() - began
    })
    return median(samples)
  } finally {
    await client.end()
  }
}

/** PostgreSQL and embedded, points told and points updated: the slowest of the four medians counts. */
export async function aggregate({ database, folder }: { readonly database: string; readonly folder: string }): Promise<Measured> {
  const server = await times(database, folder)
  const reference = await bare(database)
  const embedded = await inFolder((own) => times(undefined, own))
  const medians = [server.told, server.updated, embedded.told, embedded.updated].map(median)
  const [told, updated, toldEmbedded, updatedEmbedded] = medians.map((ms) => ms.toFixed(1))
  return {
    value: Math.max(...medians),
    samples: medians,
    reference: { name: 'bare prepared statement', value: reference },
    note: `over HTTP, by the hour; PostgreSQL ${told} ms told through the Temporal API, ${updated} ms from the history of an entity; embedded ${toldEmbedded} and ${updatedEmbedded} ms`,
  }
}
