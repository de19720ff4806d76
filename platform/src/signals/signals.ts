import { sql } from 'kysely'
import pg from 'pg'
import type { Postgres, Signals } from '../contract.ts'
import type { Log } from '../log.ts'

type Payload = Readonly<Record<string, string>>
type Listener = (payload: Payload) => void

const CHANNEL = 'machinaka_signal'
/** PostgreSQL refuses a NOTIFY of 8000 bytes and more. */
const GREATEST_BYTES = 7_900
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

export interface RunningSignals extends Signals {
  close(): Promise<void>
}

/** Who listens for what; one listener's failure is its own. */
class Listeners {
  readonly #by = new Map<string, Set<Listener>>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  add(name: string, listener: Listener): () => void {
    const all = this.#by.get(name) ?? new Set()
    this.#by.set(name, all.add(listener))
    return () => void all.delete(listener)
  }

  call(name: string, payload: Payload): void {
    for (const listener of this.#by.get(name) ?? [])
      try {
        listener(payload)
      } catch (error) {
        this.#log.error({ signal: name, error }, 'a listener to a signal failed')
      }
  }
}

/** Signals among the processes on one database: LISTEN/NOTIFY, or within this process on the embedded engine. */
export async function createSignals(options: {
  readonly postgres: Postgres
  readonly url?: string | undefined
  readonly log: Log
}): Promise<RunningSignals> {
  const listeners = new Listeners(options.log)
  if (options.url === undefined)
    return {
      send: async (name, payload) => {
        setImmediate(() => listeners.call(name, payload))
      },
      on: (name, listener) => listeners.add(name, listener),
      close: async () => {},
    }
  const ear = new Ear(options.url, options.log, (name, payload) => listeners.call(name, payload))
  await ear.open()
  return {
    send: async (name, payload) => {
      const text = JSON.stringify([name, payload])
      if (Buffer.byteLength(text) > GREATEST_BYTES)
        throw new RangeError(`The signal ${name} is longer than ${GREATEST_BYTES} bytes: send what to read, not what it says`)
      await options.postgres.system((tx) => sql`select pg_notify(${CHANNEL}, ${text})`.execute(tx))
    },
    on: (name, listener) => listeners.add(name, listener),
    close: () => ear.close(),
  }
}

/** A connection of its own that listens, and is made again when it is lost. */
class Ear {
  readonly #url: string
  readonly #log: Log
  readonly #hear: (name: string, payload: Payload) => void
  #client: pg.Client | undefined
  #again: NodeJS.Timeout | undefined
  #closed = false

  constructor(url: string, log: Log, hear: (name: string, payload: Payload) => void) {
    this.#url = url
    this.#log = log
    this.#hear = hear
  }

  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'machinaka signals', keepAlive: true })
    client.on('notification', ({ payload }) => this.#heard(payload ?? ''))
    client.on('error', () => {})
    await client.connect()
    client.once('end', () => this.#lost(client))
    await client.query(`listen ${CHANNEL}`)
    this.#client = client
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#again)
    await this.#client?.end().catch(() => {})
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return
    this.#log.warn({}, 'the connection for signals was lost; it is made again')
    this.#reconnect(FIRST_PAUSE_MS)
  }

  #reconnect(pause_ms: number): void {
    this.#again = setTimeout(() => {
      if (this.#closed) return
      this.open().catch(() => this.#reconnect(Math.min(pause_ms * 2, LONGEST_PAUSE_MS)))
    }, pause_ms)
    this.#again.unref()
  }

  #heard(text: string): void {
    try {
      const [name, payload] = JSON.parse(text) as [string, Payload]
      this.#hear(name, payload)
    } catch {
      this.#log.warn({}, 'a signal that does not read was passed over')
    }
  }
}
