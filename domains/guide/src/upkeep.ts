import type { Broker } from '@machinaka/context'
import type { EntityChanged, ImportPublished } from '@machinaka/context/contract'
import type { Clock, Fact, Outbox, Signals, Tenant } from '@machinaka/platform'
import type { Directories } from './directories.ts'
import type { Projection } from './projection.ts'
import { eventType, placeType } from './rules/place-entity.ts'

export interface UpkeepNeeds {
  readonly projection: Projection
  readonly directories: Directories
  readonly context: Pick<Broker, 'sources'>
  readonly signals: Signals
  readonly clock: Clock
  /** Names this process in signals, so that it does not follow itself. */
  readonly process: string
  readonly failed: (what: string, error: unknown) => void
}

const signalName = 'guide.places'
/** A signal has room for some 7,900 bytes; more ids than this are told as "all". */
const idBytes = 6000

/** Keeps projection and directories true: follows the facts of `context`, and tells other processes by a signal. */
export class Upkeep {
  readonly #needs: UpkeepNeeds
  /** Of each source the run that is projected: an import that was followed already is not followed twice. */
  readonly #followed = new Map<string, string>()
  /** Cities that this process projected as a whole. */
  readonly #whole = new Set<Tenant>()
  readonly #running = new Map<Tenant, Promise<void>>()

  constructor(needs: UpkeepNeeds) {
    this.#needs = needs
  }

  subscribe(outbox: Pick<Outbox, 'subscribe'>): void {
    outbox.subscribe({ name: 'guide.projection', kinds: ['EntityChanged', 'ImportPublished'], handle: (fact) => this.handle(fact) })
  }

  /** Listens to what other processes changed; answers how to stop. */
  listen(): () => void {
    const { directories, signals, clock, failed, process } = this.#needs
    return signals.on(signalName, ({ city = '', what = 'all', from = '' }) => {
      if (from === process) return
      const tenant = city as Tenant
      const work =
        what === 'all'
          ? directories.reload(tenant, clock.now())
          : what === 'closed'
            ? directories.reloadClosed(tenant, clock.now())
            : directories.reloadSome(tenant, what.split(' '))
      work.catch((error: unknown) => {
        failed('Following a signal about places', error)
      })
    })
  }

  async handle(fact: Fact): Promise<void> {
    if (fact.kind === 'ImportPublished') {
      const { source, run } = fact.payload as ImportPublished
      return this.#after(fact.tenant, async () => {
        if (this.#followed.get(`${fact.tenant} ${source}`) !== run) await this.#rebuild(fact.tenant, new Map([[source, run]]), source)
      })
    }
    const { id, types } = fact.payload as EntityChanged
    if (types.includes(placeType) || types.includes(eventType)) await this.project(fact.tenant, [id])
  }

  /** Brings entities up to date in projection and directories, here and (by signal) elsewhere. */
  async project(tenant: Tenant, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#needs.projection.one(tenant, id)
    await this.#needs.directories.reloadSome(tenant, ids)
    const what = ids.map((id) => encodeURI(id)).join(' ')
    await this.#needs.signals.send(signalName, {
      city: tenant,
      what: what.length > idBytes ? 'all' : ids.join(' '),
      from: this.#needs.process,
    })
  }

  /**
   * Brings a city up to date: everything the first time in this process, then only what imports changed that were not
   * followed yet (single entities are followed by their facts).
   */
  refresh(tenant: Tenant): Promise<void> {
    return this.#after(tenant, async () => {
      const sources = await this.#needs.context.sources.list(tenant)
      const runs = new Map(sources.flatMap(({ key, lastRun }) => (lastRun?.state === 'published' ? [[key, lastRun.id] as const] : [])))
      if (!this.#whole.has(tenant)) {
        await this.#rebuild(tenant, runs, undefined)
        this.#whole.add(tenant)
      } else
        for (const [source, run] of runs)
          if (this.#followed.get(`${tenant} ${source}`) !== run) await this.#rebuild(tenant, new Map([[source, run]]), source)
    })
  }

  /** One after the other for each city. */
  async #after(tenant: Tenant, work: () => Promise<void>): Promise<void> {
    const mine = (this.#running.get(tenant) ?? Promise.resolve()).catch(() => undefined).then(work)
    this.#running.set(tenant, mine)
    try {
      await mine
    } finally {
      if (this.#running.get(tenant) === mine) this.#running.delete(tenant)
    }
  }

  /** Projects one source, or everything, and reloads the directory; then these runs are followed. */
  async #rebuild(tenant: Tenant, runs: ReadonlyMap<string, string>, source: string | undefined): Promise<void> {
    const { projection, directories, signals, clock, process } = this.#needs
    await projection.rebuild(tenant, source)
    await directories.reload(tenant, clock.now())
    for (const [key, run] of runs) this.#followed.set(`${tenant} ${key}`, run)
    await signals.send(signalName, { city: tenant, what: 'all', from: process })
  }

  /** Tells all processes that a shop said "closed today". */
  async tellClosed(tenant: Tenant): Promise<void> {
    await this.#needs.directories.reloadClosed(tenant, this.#needs.clock.now())
    await this.#needs.signals.send(signalName, { city: tenant, what: 'closed', from: this.#needs.process })
  }
}
