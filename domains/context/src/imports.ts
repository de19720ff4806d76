/** Import runs: stage where nobody sees, publish as one, sweep what died. */
import {
  refusal,
  type Clock,
  type Ids,
  type Outbox,
  type Postgres,
  type Refusal,
  type TransactionOptions,
  type Tx,
  type Tenant,
} from '@machinaka/platform'
import type { Entity } from '@machinaka/ngsi'
import type { FileInfo, ImportRun, Imports, RunNote } from './broker.ts'
import { facts, limits, type ImportPublished, type Run, type RunReport } from './contract.ts'
import { publishStaged } from './publish.ts'
import { beginRun, endRun, interruptDead, saveSource, sweepRun, sweepStaged, touchRun } from './run-store.ts'
import { prepare, stage, type Importing, type Prepared } from './staging.ts'

export interface ImportNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
  readonly ids: Ids
  /** Hears when an import became visible in this process. */
  readonly onPublished?: (tenant: Tenant) => void
}

/** Entities per staging transaction: few round trips, and each short enough that readers of the embedded engine do not wait. */
const STAGE_ROWS = 1_000
const BEAT_MS = 10_000
/** Each statement of publishing goes over all staged rows. */
const PUBLISH_LIMIT_S = 900
const SOURCE_KEY = /^[a-z0-9][a-z0-9._:-]{0,99}$/

export function createImports(needs: ImportNeeds): Imports {
  const { postgres, clock, ids } = needs
  return {
    async open(tenant, { source, file, actor }) {
      if (!SOURCE_KEY.test(source.key))
        throw new TypeError(`"${source.key}" is no source key: small letters, digits and . _ : - (at most 100)`)
      const at = clock.now().toISOString()
      const id = ids.uuid()
      const report = emptyReport(file)
      const began = await postgres.tenant(tenant, async (tx) => {
        await interruptDead(tx, { tenant, source: source.key, all: false, at })
        await saveSource(tx, tenant, source, at)
        return beginRun(tx, tenant, { id, source: source.key, actor, at, report })
      })
      if (!began)
        return refusal(
          'context.source-busy',
          `Another import of "${source.key}" is running. Wait for its end, or stop the process that runs it.`,
          { source: source.key },
        )
      return new OpenRun(needs, { tenant, run: id, source: source.key, at }, report)
    },
  }
}

/** Interrupts dead runs of all cities and empties the staging area. `all`: nobody else can be running one. */
export async function sweep({ postgres, clock }: Pick<ImportNeeds, 'postgres' | 'clock'>, all: boolean): Promise<number> {
  return postgres.system(async (tx) => {
    const interrupted = await interruptDead(tx, { all, at: clock.now().toISOString() })
    if (all || interrupted > 0) await sweepStaged(tx)
    return interrupted
  })
}

const emptyReport = (file: FileInfo | undefined): RunReport => ({
  taken: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  proposals: 0,
  missing: 0,
  removed: 0,
  skippedCount: 0,
  skipped: [],
  counts: {},
  notes: [],
  duration_s: 0,
  ...(file === undefined ? {} : { file: { ...file } }),
})

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

class OpenRun implements ImportRun {
  readonly id: string
  readonly source: string
  readonly #needs: ImportNeeds
  readonly #importing: Importing
  readonly #report: Mutable<RunReport>
  readonly #beat: NodeJS.Timeout | undefined
  #ended = false
  /** The batch that the database works on while the caller reads the next one. */
  #staging: Promise<void> = Promise.resolve()

  constructor(needs: ImportNeeds, importing: Importing, report: RunReport) {
    this.#needs = needs
    this.#importing = importing
    this.#report = report
    this.id = importing.run
    this.source = importing.source
    // Only where another process could take this one for dead.
    if (needs.postgres.engine === 'postgresql') {
      this.#beat = setInterval(() => void this.#withTx((tx) => touchRun(tx, importing.tenant, this.id)).catch(() => {}), BEAT_MS)
      this.#beat.unref()
    }
  }

  async put(entities: readonly Entity[]): Promise<void> {
    if (this.#ended) throw new Error(`The import run ${this.id} has ended`)
    this.#report.taken += entities.length
    for (let start = 0; start < entities.length; start += STAGE_ROWS) {
      const { prepared, skipped } = prepare(entities.slice(start, start + STAGE_ROWS))
      this.note({ skipped })
      await this.#staging
      this.#staging = this.#stage(prepared)
      // Its failure is told by the next call; until then it must not count as unhandled.
      this.#staging.catch(() => {})
    }
  }

  async flush(): Promise<void> {
    await this.#staging
  }

  note({ skipped = [], counts = {}, notes = [], file }: RunNote): void {
    const report = this.#report
    report.skippedCount += skipped.length
    report.skipped.push(...skipped.slice(0, Math.max(0, limits.reportSkipped - report.skipped.length)))
    report.notes.push(...notes.slice(0, Math.max(0, limits.reportNotes - report.notes.length)))
    for (const [name, count] of Object.entries(counts)) report.counts[name] = (report.counts[name] ?? 0) + count
    if (file !== undefined) report.file = { name: '', ...report.file, ...file }
  }

  progress(): RunReport {
    return { ...this.#report, duration_s: this.#duration() }
  }

  async publish({ with: others = [], removeMissing = false }: Parameters<ImportRun['publish']>[0] = {}): Promise<Run | Refusal> {
    if (this.#ended) return this.#closed()
    this.#stop()
    const publishing = this.#staging.then(() =>
      this.#withTx((tx) => this.#publishIn(tx, others, removeMissing), { queryLimit_s: PUBLISH_LIMIT_S }),
    )
    const published = await publishing.catch(async (error: unknown) => {
      await this.#end(error instanceof Error ? error.message : String(error))
      throw error
    })
    if (published === undefined) return this.#closed()
    this.#needs.onPublished?.(this.#importing.tenant)
    await this.#clear()
    await this.#needs.postgres.settle().catch(() => {})
    return published
  }

  async fail(reason: string): Promise<Run | Refusal> {
    if (this.#ended) return this.#closed()
    this.#stop()
    await this.#staging.catch(() => {})
    return (await this.#end(reason)) ?? this.#closed()
  }

  async #stage(prepared: readonly Prepared[]): Promise<void> {
    const kinds = await this.#withTx(async (tx) => {
      this.#report.duration_s = this.#duration()
      if (!(await touchRun(tx, this.#importing.tenant, this.id, this.#report)))
        throw new Error(`The import run ${this.id} was interrupted: its process was taken for dead. Run it again.`)
      return stage(tx, this.#importing, prepared)
    })
    for (const kind of kinds) this.#report[kind === 'new' ? 'created' : kind === 'changed' ? 'updated' : 'unchanged'] += 1
  }

  async #publishIn(tx: Tx, others: readonly ((tx: Tx) => Promise<void>)[], removeMissing: boolean): Promise<Run | undefined> {
    const { tenant, run, source } = this.#importing
    // From here the row is locked, so that a sweeper elsewhere leaves it alone.
    if (!(await touchRun(tx, tenant, run))) return undefined
    const counts = await publishStaged(tx, this.#importing, removeMissing)
    for (const other of others) await other(tx)
    Object.assign(this.#report, counts, { duration_s: this.#duration() })
    const payload: ImportPublished = { source, run, counts: { created: counts.created, updated: counts.updated, removed: counts.removed } }
    await this.#needs.outbox.write(tx, [{ kind: facts.importPublished, tenant, key: source, payload }])
    return endRun(tx, tenant, { id: run, state: 'published', at: this.#now(), report: this.#report })
  }

  /** Undefined when somebody else had ended the run. */
  async #end(reason: string): Promise<Run | undefined> {
    const { tenant, run } = this.#importing
    Object.assign(this.#report, {
      created: 0,
      updated: 0,
      unchanged: 0,
      proposals: 0,
      missing: 0,
      removed: 0,
      duration_s: this.#duration(),
    })
    const ended = await this.#withTx((tx) =>
      endRun(tx, tenant, { id: run, state: 'failed', at: this.#now(), reason: reason.slice(0, 2_000), report: this.#report }),
    )
    await this.#clear()
    return ended
  }

  /** Staged rows of an ended run are seen by nobody; giving back their room may fail, and is then left to the next sweep. */
  async #clear(): Promise<void> {
    const { postgres } = this.#needs
    const swept =
      postgres.engine === 'embedded' ? postgres.system(sweepStaged) : this.#withTx((tx) => sweepRun(tx, this.#importing.tenant, this.id))
    await swept.catch(() => {})
  }

  #stop(): void {
    this.#ended = true
    clearInterval(this.#beat)
  }

  #closed(): Refusal {
    return refusal('context.run-closed', `The import run ${this.id} has ended. Open a new one.`)
  }

  #withTx<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#needs.postgres.tenant(this.#importing.tenant, work, options)
  }

  #now(): string {
    return this.#needs.clock.now().toISOString()
  }

  #duration(): number {
    return (this.#needs.clock.now().getTime() - Date.parse(this.#importing.at)) / 1000
  }
}
