/**
 * @contexts: what a request's names mean, and the documents that say so, hosted here or downloaded
 * (ETSI GS CIM 009 V1.9.1 §5.5.5–§5.5.7, §5.13, §6.3.16). Core @contexts are built in and never fetched.
 */
import {
  coreContext,
  coreVersionOf,
  isMissing,
  isProblem,
  LATEST_CORE,
  parseContext,
  type CoreVersion,
  type Json,
  type TermContext,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Clock, type HttpClient, type Ids, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import {
  addUsage,
  countContexts,
  deleteContext,
  dropCached,
  findContext,
  insertContext,
  listContexts,
  saveCached,
  type ContextKind,
  type ContextRow,
} from './context-store.ts'
import { download, unavailable } from './download.ts'

export type { ContextKind } from './context-store.ts'

export const contextStoreLimits = {
  /** Documents of one city, its cached copies among them. */
  documents: 1_000,
  /** Rounds of downloads until an @context is whole. */
  rounds: 10,
  /** How long what was read may be used without asking the database again: other servers may change it. */
  memory_s: 60,
  memoryEntries: 2_000,
  /** How long a document that could not be had is not asked for again. */
  failure_s: 5,
} as const

/** Metadata of a stored @context (§5.13.3.5), without its URL, which depends on the address of this broker. */
export interface ContextInfo {
  readonly id: string
  readonly kind: ContextKind
  /** Where a cached one came from. */
  readonly url: string | undefined
  readonly createdAt: string
  readonly expiresAt: string | undefined
  readonly lastUsage: string | undefined
  readonly hits: number
}

export interface Contexts {
  /** The @context that a request, configured as it is, means when it names none. */
  readonly core: TermContext
  /** Since when this process has the core @contexts. */
  readonly builtInSince: string
  /** What the value of an @context (a URL, an object, a list) means in this city. */
  resolve(tenant: Tenant, value: unknown): Promise<TermContext | Refusal>
  /** Add @context (§5.13.2): answers its local id. */
  add(tenant: Tenant, document: unknown, kind?: 'Hosted' | 'ImplicitlyCreated'): Promise<string | Refusal>
  /** List @contexts (§5.13.3). */
  list(tenant: Tenant, kind?: ContextKind): Promise<readonly ContextInfo[]>
  /** Serve @context (§5.13.4): by local id, or by the URL of a cached one. */
  find(tenant: Tenant, idOrUrl: string): Promise<(ContextInfo & { readonly body: Json }) | undefined>
  /** Delete or reload @context (§5.13.5). */
  remove(tenant: Tenant, idOrUrl: string, reload: boolean): Promise<Refusal | undefined>
}

export interface ContextsNeeds {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  /** Without it nothing is downloaded: only built-in, hosted and cached @contexts are known. */
  readonly http?: Pick<HttpClient, 'get'> | undefined
  readonly core?: CoreVersion | undefined
}

export const createContexts = (needs: ContextsNeeds): Contexts => new Store(needs)

const invalid = (detail: string): Refusal => refusal('context.entity-invalid', detail, { problem: 'BadRequestData' })
const absent = (idOrUrl: string): Refusal => refusal('context.context-absent', `There is no @context ${idOrUrl.slice(0, 300)} here.`)
/** Our own documents, under whatever name the client calls this broker. */
const HOSTED = /\/ngsi-ld\/v1\/jsonldContexts\/([^/?#]+)$/

interface Remembered<T> {
  readonly value: T
  readonly until: number
}

class Store implements Contexts {
  readonly core: TermContext
  readonly builtInSince: string
  readonly #needs: ContextsNeeds
  readonly #version: CoreVersion
  /** Parsed @contexts and the documents they used, by city and text. */
  readonly #parsed = new Map<string, Remembered<{ readonly context: TermContext; readonly ids: readonly string[] }>>()
  readonly #failures = new Map<string, Remembered<Refusal>>()
  readonly #loading = new Map<string, Promise<Loaded | Refusal>>()
  #usage = new Map<Tenant, Map<string, { hits: number; last: string }>>()

  constructor(needs: ContextsNeeds) {
    this.#needs = needs
    this.#version = needs.core ?? LATEST_CORE
    this.core = coreContext(this.#version)
    this.builtInSince = needs.clock.now().toISOString()
  }

  async resolve(tenant: Tenant, value: unknown): Promise<TermContext | Refusal> {
    if (value === undefined || (typeof value === 'string' && coreVersionOf(value) === this.#version)) return this.core
    const key = `${tenant} ${JSON.stringify(value)}`
    const known = this.#parsed.get(key)
    const now = this.#needs.clock.now().getTime()
    if (known !== undefined && known.until > now) {
      this.#use(tenant, known.value.ids)
      return known.value.context
    }
    const made = await this.#parse(tenant, value)
    if (isRefusal(made)) return made
    this.#use(tenant, made.ids)
    remember(this.#parsed, key, { value: made, until: now + contextStoreLimits.memory_s * 1000 })
    return made.context
  }

  async #parse(tenant: Tenant, value: unknown): Promise<{ readonly context: TermContext; readonly ids: readonly string[] } | Refusal> {
    const documents = new Map<string, Loaded>()
    for (let round = 0; round < contextStoreLimits.rounds; round += 1) {
      const parsed = parseContext(value, (url) => documents.get(url)?.body, { core: this.#version })
      if (isProblem(parsed)) return refusal('context.entity-invalid', parsed.detail, { problem: parsed.problem })
      if (!isMissing(parsed)) return { context: parsed, ids: [...documents.values()].map(({ id }) => id) }
      for (const url of parsed.missing) {
        const loaded = await this.#load(tenant, url)
        if (isRefusal(loaded)) return loaded
        documents.set(url, loaded)
      }
    }
    return invalid(`The @context leads through more than ${contextStoreLimits.rounds} rounds of documents.`)
  }

  /** One document, from this city's rows or from its server; several requests for one document load it once. */
  #load(tenant: Tenant, url: string): Promise<Loaded | Refusal> {
    const key = `${tenant} ${url}`
    const failed = this.#failures.get(key)
    if (failed !== undefined && failed.until > this.#needs.clock.now().getTime()) return Promise.resolve(failed.value)
    const loading = this.#loading.get(key)
    if (loading !== undefined) return loading
    const started = this.#loadNow(tenant, url).finally(() => this.#loading.delete(key))
    this.#loading.set(key, started)
    return started
  }

  async #loadNow(tenant: Tenant, url: string): Promise<Loaded | Refusal> {
    const { postgres, clock, http } = this.#needs
    const local = HOSTED.exec(url)?.[1]
    const row = await postgres.tenant(tenant, (tx) => findContext(tx, tenant, local === undefined ? url : decodeURIComponent(local)))
    const now = clock.now().getTime()
    if (row !== undefined && (row.expires_at === null || Date.parse(row.expires_at) > now)) return { id: row.id, body: row.body }
    const answer = http === undefined ? unavailable(url, 'this broker downloads none.') : await this.#download(http, tenant, url)
    if (!isRefusal(answer)) return answer
    remember(this.#failures, `${tenant} ${url}`, { value: answer, until: now + contextStoreLimits.failure_s * 1000 })
    // A copy that is out of date serves better than none while its server is away (RFC 5861 §4, stale-if-error).
    return row !== undefined && answer.code === 'context.context-unavailable' ? { id: row.id, body: row.body } : answer
  }

  async #download(http: Pick<HttpClient, 'get'>, tenant: Tenant, url: string): Promise<Loaded | Refusal> {
    const { postgres, clock, ids } = this.#needs
    const got = await download(http, url)
    if (isRefusal(got)) return got
    const now = clock.now()
    return postgres.tenant(tenant, async (tx) => {
      const extra = (await countContexts(tx, tenant)) - contextStoreLimits.documents + 1
      if (extra > 0) await dropCached(tx, tenant, extra)
      const copy = {
        id: ids.uuid(),
        url,
        body: got.body,
        at: now.toISOString(),
        expiresAt: new Date(now.getTime() + got.keep_s * 1000).toISOString(),
      }
      await saveCached(tx, tenant, copy)
      return { id: (await findContext(tx, tenant, url))?.id ?? copy.id, body: got.body }
    })
  }

  async add(tenant: Tenant, document: unknown, kind: 'Hosted' | 'ImplicitlyCreated' = 'Hosted'): Promise<string | Refusal> {
    if (typeof document !== 'object' || document === null || Array.isArray(document) || !('@context' in document))
      return refusal('context.query-invalid', 'The body must be a JSON object with "@context" (§5.13.2).', { problem: 'InvalidRequest' })
    const context = document['@context'] as Json
    // What a hosted @context refers to is looked for when it is used; what stands in it must be right now.
    const parsed = parseContext(context, undefined, { core: this.#version })
    if (isProblem(parsed)) return refusal('context.entity-invalid', parsed.detail, { problem: parsed.problem })
    // Documents that it names are copied right away; one that cannot be had now is looked for again when it is used.
    await this.resolve(tenant, context)
    const { postgres, clock, ids } = this.#needs
    const id = ids.uuid()
    return postgres.tenant(tenant, async (tx) => {
      if ((await countContexts(tx, tenant)) >= contextStoreLimits.documents)
        return refusal('context.contexts-full', `This city keeps ${contextStoreLimits.documents} @contexts already: delete some first.`, {
          limit: contextStoreLimits.documents,
        })
      await insertContext(tx, tenant, { id, kind, body: { '@context': context }, at: clock.now().toISOString() })
      return id
    })
  }

  async list(tenant: Tenant, kind?: ContextKind): Promise<readonly ContextInfo[]> {
    await this.#flush(tenant)
    return this.#needs.postgres.tenant(tenant, async (tx) => (await listContexts(tx, tenant, kind)).map(infoOf))
  }

  async find(tenant: Tenant, idOrUrl: string): Promise<(ContextInfo & { readonly body: Json }) | undefined> {
    await this.#flush(tenant)
    const row = await this.#needs.postgres.tenant(tenant, (tx) => findContext(tx, tenant, idOrUrl))
    return row === undefined ? undefined : { ...infoOf(row), body: row.body }
  }

  async remove(tenant: Tenant, idOrUrl: string, reload: boolean): Promise<Refusal | undefined> {
    if (coreVersionOf(idOrUrl) !== undefined) return reload ? undefined : invalid('The core @context is built in and cannot be deleted.')
    const row = await this.#needs.postgres.tenant(tenant, (tx) => findContext(tx, tenant, idOrUrl))
    if (reload && row?.kind !== 'Cached') return invalid('Only a cached @context can be reloaded (§5.13.5).')
    if (row === undefined) return absent(idOrUrl)
    if (reload) {
      const got = await this.#reload(tenant, row)
      if (isRefusal(got)) return got
    } else await this.#needs.postgres.tenant(tenant, (tx) => deleteContext(tx, tenant, row.id))
    this.#forget(tenant)
    return undefined
  }

  /** Any failure is LdContextNotAvailable here, and the copy stays (§5.13.5.4). */
  async #reload(tenant: Tenant, { url }: ContextRow): Promise<Loaded | Refusal> {
    const { http } = this.#needs
    if (url === null || http === undefined) return unavailable(url ?? '', 'this broker downloads none.')
    const got = await this.#download(http, tenant, url)
    return isRefusal(got) ? refusal('context.context-unavailable', got.detail) : got
  }

  #forget(tenant: Tenant): void {
    for (const memory of [this.#parsed, this.#failures])
      for (const key of memory.keys()) if (key.startsWith(`${tenant} `)) memory.delete(key)
  }

  #use(tenant: Tenant, ids: readonly string[]): void {
    if (ids.length === 0) return
    const used = this.#usage.get(tenant) ?? new Map<string, { hits: number; last: string }>()
    this.#usage.set(tenant, used)
    const last = this.#needs.clock.now().toISOString()
    for (const id of ids) used.set(id, { hits: (used.get(id)?.hits ?? 0) + 1, last })
  }

  /** Writes what was counted in memory: usage is an estimate, lost with the process. */
  async #flush(tenant: Tenant): Promise<void> {
    const used = this.#usage.get(tenant)
    if (used === undefined) return
    this.#usage.delete(tenant)
    await this.#needs.postgres.tenant(tenant, (tx) =>
      addUsage(
        tx,
        tenant,
        [...used].map(([id, usage]) => ({ id, ...usage })),
      ),
    )
  }
}

interface Loaded {
  readonly id: string
  readonly body: Json
}

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  if (memory.size >= contextStoreLimits.memoryEntries) memory.clear()
  memory.set(key, value)
}

const infoOf = (row: Omit<ContextRow, 'body'>): ContextInfo => ({
  id: row.id,
  kind: row.kind,
  url: row.url ?? undefined,
  createdAt: row.created_at,
  expiresAt: row.expires_at ?? undefined,
  lastUsage: row.last_used_at ?? undefined,
  hits: row.hits,
})
