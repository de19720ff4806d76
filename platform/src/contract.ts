/**
 * What platform offers, as types: the doors that the domains are built against.
 *
 * Platform knows no word of a town: a city is a `Tenant` here, and `people` says which one a request means.
 */
import type { RawBuilder, Transaction } from 'kysely'

/** The slug of a tenant: `[a-z][a-z0-9-]{0,39}`; first column of every key of every tenant table. */
export type Tenant = string & { readonly __brand: 'Tenant' }

/** An open transaction. Run SQL with Kysely's template: ``await sql<Row>`select … ${value}`.execute(tx)`` → `{ rows }`. */
export type Tx = Transaction<unknown>

export interface TransactionOptions {
  /** How long each of its queries may take, where that is longer than configured: publishing an import. */
  readonly queryLimit_s?: number
}

export interface Postgres {
  readonly engine: 'embedded' | 'postgresql'
  /** Runs `work` in one transaction as role `app` with `app.tenant` set: row-level security shows this tenant only. */
  tenant<T>(tenant: Tenant, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /**
   * One query of its own as `tenant`, in one round trip: for reads that are asked thousands of times a second. `name` keeps
   * its plan with the connection (the text under a name must never differ).
   */
  read<R>(tenant: Tenant, query: RawBuilder<R>, options?: { readonly name?: string }): Promise<readonly R[]>
  /** The same across tenants, as role `app_system`: only for what `docs/` lists as an exception (accounts, jobs, the outbox). */
  system<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** After much has changed at once (an import): takes the planner's statistics again, so that the next queries are quick. */
  settle(): Promise<void>
  /** A cheap `select 1`, with the time it took; throws when the database does not answer. */
  ping(): Promise<{ readonly duration_ms: number }>
  close(): Promise<void>
}

/** A domain's plain SQL migrations: `folder` holds `0001_name.sql`, `0002_….sql`; forward only, checksummed. */
export interface Migrations {
  readonly schema: string
  readonly folder: URL
}

/** Something that happened, durable: it announces, it never commands. `key` orders: facts of one key arrive in order. */
export interface Fact<P = unknown> {
  readonly id: string
  readonly kind: string
  readonly tenant: Tenant
  readonly key: string
  readonly at: string
  readonly payload: P
}

export interface NewFact<P = unknown> {
  readonly kind: string
  readonly tenant: Tenant
  readonly key: string
  readonly payload: P
}

export interface Consumer {
  /** Unique and stable: the cursor is stored under this name (`guide.projection`). */
  readonly name: string
  readonly kinds: readonly string[]
  /** At least once, in order per key. Throwing retries with backoff; after `attempts` the fact is parked and visible. */
  handle(fact: Fact): Promise<void>
}

export interface ParkedFact {
  readonly consumer: string
  readonly fact: Fact
  readonly attempts: number
  readonly error: string
  readonly parkedAt: string
}

export interface Outbox {
  /** Writes facts in the caller's transaction: they exist exactly if its rows do. */
  write(tx: Tx, facts: readonly NewFact[]): Promise<void>
  subscribe(consumer: Consumer): void
  start(): Promise<void>
  stop(): Promise<void>
  /** Delivers all that is due now, then returns: for tests and for the end of an import. */
  drain(): Promise<void>
  parked(): Promise<readonly ParkedFact[]>
  /** Tries a parked fact (and those that wait behind it) again. */
  retry(consumer: string, factId: string): Promise<void>
}

/** A hint that reaches every process ("places of this tenant changed: read them"); lost ones are made up by polling. */
export interface Signals {
  send(name: string, payload: Readonly<Record<string, string>>): Promise<void>
  on(name: string, listener: (payload: Readonly<Record<string, string>>) => void): () => void
}

export interface Jobs {
  /** Names a kind of work and what does it. `everyCron` (in UTC) runs it on a schedule, one process at a time. */
  define<T extends object>(
    name: string,
    work: (data: T) => Promise<void>,
    options?: { readonly everyCron?: string; readonly retryLimit?: number },
  ): void
  enqueue<T extends object>(
    name: string,
    data: T,
    options?: { readonly singletonKey?: string; readonly startAfter_s?: number },
  ): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Big immutable files, addressed by their SHA-256 (hex). */
export interface Objects {
  put(bytes: Uint8Array, contentType: string): Promise<string>
  get(key: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
  has(key: string): Promise<boolean>
}

export interface Clock {
  /** The instant now. In tests it stands still where configuration says so. */
  now(): Date
}

export interface Ids {
  /** UUIDv7, monotonic within a process. */
  uuid(): string
  /** A secret of `bytes` random bytes, base64url. */
  secret(bytes?: number): string
}

export interface Mail {
  /** Sends by SMTP where it is configured, else writes an `.eml` file under `.machinaka/mail`; never logs the text. */
  send(message: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>
  readonly mode: 'smtp' | 'folder'
}

/** The guarded client for every outside call: scheme, address, size, time and redirects are checked. */
export interface HttpClient {
  get(url: string, options?: HttpClientOptions): Promise<HttpAnswer | Refusal>
  /**
   * One request as it stands, its answer read to the end: for webhooks and other brokers. No redirect is followed, and
   * connections are kept for the next request to the same address. A refusal's `extra.timeout` is true when time ran out.
   */
  send(url: string, request: HttpRequest): Promise<HttpReply | Refusal>
}
/** Publishes to MQTT brokers of others, guarded like the client for HTTP. */
export interface MqttPublishing {
  /** One message to `mqtt[s]://[user[:password]@]host[:port]/topic`; undefined when the broker took it. */
  publish(url: string, message: MqttMessage): Promise<undefined | Refusal>
  close(): Promise<void>
}
export interface MqttMessage {
  readonly payload: string
  readonly qos: 0 | 1 | 2
  readonly version: 'mqtt3.1.1' | 'mqtt5.0'
  /** From connecting to the acknowledgement; 10 s when absent. */
  readonly timeout_ms?: number
}
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Of the answer's body; 16 MB when absent. */
  readonly maxBytes?: number
  /** The whole exchange, from connecting to the last byte; 30 s when absent. */
  readonly timeout_ms?: number
}
export interface HttpReply {
  readonly refused?: undefined
  readonly status: number
  /** The media type, in small letters, without parameters. */
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}
export interface HttpClientOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly maxBytes?: number
  readonly timeout_ms?: number
  readonly accept?: readonly string[]
}
export interface HttpAnswer {
  readonly refused?: undefined
  readonly status: number
  readonly url: string
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  /** The body as it streams in, never more than `maxBytes` (then it throws an `Error` whose message says the limit). */
  readonly body: AsyncIterable<Uint8Array>
}

// ── Refusals: values, not exceptions ────────────────────────────────────────────────────────────────────────────────

/** What kind of no it is; platform alone maps these to HTTP statuses. */
export type RefusalKind =
  | 'invalid' // 400: the request itself is wrong
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'absent' // 404
  | 'conflict' // 409
  | 'gone' // 410
  | 'too-large' // 413
  | 'unsupported' // 415
  | 'unprocessable' // 422: well formed, but the rules say no
  | 'too-many' // 429
  | 'unavailable' // 503

/** One stable code of a domain's contract, documented in `docs/errors.md`: `export const refusals = {…} satisfies RefusalTable`. */
export interface RefusalEntry {
  readonly kind: RefusalKind
  /** Short English title, the same for every case of the code. */
  readonly title: string
}
export type RefusalTable = Readonly<Record<string, RefusalEntry>>

export interface Refusal {
  readonly refused: true
  /** `domain.word-word`, e.g. `guide.place-absent`: a key of some RefusalTable. */
  readonly code: string
  /** One or two plain English sentences: what is wrong and what to do next. */
  readonly detail: string
  /** More that a program can read: field names, limits, line numbers. No personal data. */
  readonly extra?: Readonly<Record<string, unknown>>
}

// ── HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Who asks. Platform only carries it; `people` fills it and decides what it permits. */
export interface Caller {
  readonly kind: 'anonymous' | 'account' | 'key'
  readonly id: string | undefined
  /** Of a key: the account that made it, where that is known. What the key does counts as done by them, too. */
  readonly madeBy?: string
  /** Roles within the request's tenant, as `people` names them. */
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
  /** The department (city staff) or the shops (shop staff) this caller acts for. */
  readonly department?: string
  readonly shops?: readonly string[]
}

export interface Context {
  readonly tenant: Tenant
  readonly caller: Caller
  readonly requestId: string
  /** One of ja, ja-easy, en, zh-Hans, ko. */
  readonly language: string
  readonly now: Date
}
