/** What tests of the delivery share: a broker with its delivery, and receivers that can be slow, broken and dead. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { coreContext, type TermContext } from '@machinaka/ngsi'
import {
  createClock,
  createHttpClient,
  createIds,
  createLog,
  isRefusal,
  refusal,
  type Clock,
  type Postgres,
  type Signals,
  type Tenant,
} from '@machinaka/platform'
import { createCommittedFeed, createContext, type Actor, type Broker } from '../index.ts'
import type { Notifying } from './door.ts'
import { createNotifying, type NotifyingNeeds } from './notifying.ts'

export const minato = 'minato' as Tenant
export const machine: Actor = { kind: 'machine', id: 'key-1' }
const log = createLog({ level: 'silent' })

/** One request as a receiver got it. */
export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: {
    readonly subscriptionId: string
    readonly id: string
    readonly type: string
    readonly notifiedAt: string
    readonly data: readonly Readonly<Record<string, unknown>>[]
  }
}

export interface Receiver {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** What it answers from now on; with `delay_ms` it takes its time. */
  answer: { status: number; delay_ms?: number }
  close(): Promise<void>
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, delay_ms = 0 } = receiver.answer
      const done = (): void => {
        if (status < 300)
          received.push({
            path: request.url ?? '',
            headers: request.headers,
            body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['body'],
          })
        response.writeHead(status).end()
      }
      if (delay_ms === 0) done()
      else setTimeout(done, delay_ms)
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${own}/notify`,
    port: own,
    received,
    answer: { status: 200 },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

export interface Town {
  readonly broker: Broker
  readonly notifying: Notifying
  /** Creates a subscription; answers its id. */
  subscribe(json: Readonly<Record<string, unknown>>): Promise<string>
  /** Upserts entities given as simplified JSON-like attributes. */
  write(
    ...entities: readonly (readonly [id: string, attributes: Parameters<Broker['entities']['create']>[1]['attributes']])[]
  ): Promise<void>
  status(id: string): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export interface TownOptions extends Partial<Omit<NotifyingNeeds, 'postgres' | 'clock'>> {
  readonly postgres: Postgres
  readonly clock?: Clock
  readonly signals?: Signals
  readonly tenant?: Tenant
}

/** A broker with its delivery on a database; `type` of all entities that `write` writes is Sensor. */
export async function openTown({ postgres, clock = createClock(), tenant = minato, ...more }: TownOptions): Promise<Town> {
  const ids = createIds(clock)
  const feed = createCommittedFeed()
  const broker = createContext({ postgres, clock, ids, outbox: { write: async () => {} }, feed })
  const http = createHttpClient({ log, mayReach: () => true })
  const notifying = createNotifying({
    postgres,
    clock,
    ids,
    feed,
    entities: broker.entities,
    http,
    contexts: {
      core: coreContext(),
      resolve: async (_tenant, value): Promise<TermContext | ReturnType<typeof refusal>> =>
        value === undefined ? coreContext() : refusal('context.context-unavailable', 'Only the core @context is known here.'),
    },
    ...more,
  })
  await notifying.start()
  return {
    broker,
    notifying,
    subscribe: async (json) => {
      const id = await notifying.subscriptions.create(
        { tenant, context: coreContext(), now: clock.now() },
        { type: 'Subscription', ...json },
      )
      if (isRefusal(id)) assert.fail(id.detail)
      return id
    },
    write: async (...entities) => {
      const done = await broker.entities.upsertBatch(tenant, {
        entities: entities.map(([id, attributes]) => ({ id, types: ['Sensor'], attributes })),
        mode: 'update',
        actor: machine,
      })
      if (isRefusal(done)) assert.fail(done.detail)
      assert.deepEqual(done.failed, [])
    },
    status: async (id) => {
      const found = await notifying.subscriptions.retrieve({ tenant }, id)
      if (isRefusal(found)) assert.fail(found.detail)
      return { ...found.status }
    },
    close: () => notifying.stop(),
  }
}

/** Waits until it holds; fails with what it last said. */
export async function until(what: () => boolean | Promise<boolean>, said: () => unknown = () => '', limit_ms = 10_000): Promise<void> {
  const end = Date.now() + limit_ms
  while (!(await what())) {
    if (Date.now() > end) assert.fail(`It did not come to that: ${JSON.stringify(said())}`)
    await pause(20)
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

test('a receiver keeps what it took, and nothing that it refused', async () => {
  const receiver = await openReceiver()
  const send = (body: string): Promise<Response> => fetch(receiver.url, { method: 'POST', body })
  receiver.answer = { status: 500 }
  assert.equal((await send('{"n":1}')).status, 500)
  receiver.answer = { status: 200 }
  assert.equal((await send('{"n":2}')).status, 200)
  assert.deepEqual(
    receiver.received.map(({ body }) => body as unknown),
    [{ n: 2 }],
  )
  await receiver.close()
})
