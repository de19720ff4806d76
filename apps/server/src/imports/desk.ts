import type { ImportKind, ImportView, Run } from '@machinaka/context/contract'
import { isRefusal, refusal, type Clock, type Ids, type Refusal, type Tenant } from '@machinaka/platform'

/** What an import tells while it works. */
export interface Meter {
  state: ImportView['state']
  bytesRead: number
  objects: number
  taken: number
  skipped: number
}

/** One import to run: what it reads has been opened already, so that what can be refused at once was. */
export interface ImportWork {
  readonly tenant: Tenant
  readonly kind: ImportKind
  readonly filename: string
  readonly source: string
  readonly bytesTotal: number | undefined
  /** Ends early, with nothing changed, when `stopping` is aborted before it publishes. */
  readonly run: (meter: Meter, stopping: AbortSignal) => Promise<Run | Refusal>
}

/** Follows imports while they run and for a while after; their reports live on in `context`. */
export interface ImportDesk {
  begin(work: ImportWork): ImportView
  /** The view once it has ended. */
  finished(id: string): Promise<ImportView>
  find(tenant: Tenant, id: string): ImportView | Refusal
  /** Whatever the tenant: for the process that began it. */
  view(id: string): ImportView | undefined
  /** How many run now, of all cities. */
  running(): number
  list(tenant: Tenant): readonly ImportView[]
  /** Asks an import to stop: it does unless it publishes already. Its view comes from `finished`. */
  cancel(id: string): void
  /** Stops what reads, waits for what publishes, at most this long. */
  stop(limit_ms: number): Promise<void>
}

const KEPT = 50

interface Entry {
  readonly tenant: Tenant
  readonly work: ImportWork
  readonly id: string
  readonly startedAt: string
  readonly meter: Meter
  readonly stopping: AbortController
  run: Run | null
  problem: ImportView['problem']
  ended: Promise<void>
}

const view = (entry: Entry): ImportView => ({
  id: entry.id,
  kind: entry.work.kind,
  filename: entry.work.filename,
  source: entry.work.source,
  startedAt: entry.startedAt,
  bytesTotal: entry.work.bytesTotal ?? null,
  ...entry.meter,
  run: entry.run,
  problem: entry.problem,
})

async function follow(entry: Entry, unexpected: (error: unknown) => void): Promise<void> {
  try {
    const outcome = await entry.work.run(entry.meter, entry.stopping.signal)
    if (isRefusal(outcome)) entry.problem = { code: outcome.code, detail: outcome.detail }
    else entry.run = outcome
    entry.meter.state = entry.run?.state === 'published' ? 'published' : 'failed'
    if (entry.run?.state === 'failed' && entry.problem === null)
      entry.problem = { code: 'context.file-unreadable', detail: entry.run.reason ?? 'The import failed.' }
  } catch (error) {
    entry.meter.state = 'failed'
    entry.problem = {
      code: 'platform.internal',
      detail: 'The import ended because of a fault in the server. Nothing was changed; the log has the details.',
    }
    unexpected(error)
  }
}

export function createImportDesk({
  clock,
  ids,
  unexpected,
}: {
  readonly clock: Clock
  readonly ids: Ids
  readonly unexpected: (error: unknown) => void
}): ImportDesk {
  const entries = new Map<string, Entry>()
  return {
    begin(work) {
      const entry: Entry = {
        tenant: work.tenant,
        work,
        id: ids.uuid(),
        startedAt: clock.now().toISOString(),
        meter: { state: 'reading', bytesRead: 0, objects: 0, taken: 0, skipped: 0 },
        stopping: new AbortController(),
        run: null,
        problem: null,
        ended: Promise.resolve(),
      }
      entries.set(entry.id, entry)
      entry.ended = follow(entry, unexpected)
      for (const [id, old] of entries)
        if (entries.size > KEPT && old.meter.state !== 'reading' && old.meter.state !== 'publishing') entries.delete(id)
      return view(entry)
    },
    async finished(id) {
      const entry = entries.get(id)
      if (entry === undefined) throw new Error(`no import ${id}`)
      await entry.ended
      return view(entry)
    },
    find(tenant, id) {
      const entry = entries.get(id)
      return entry === undefined || entry.tenant !== tenant
        ? refusal('context.import-absent', 'No such import in this process. Its report, if it ended, is in the list of runs.')
        : view(entry)
    },
    view(id) {
      const entry = entries.get(id)
      return entry === undefined ? undefined : view(entry)
    },
    cancel: (id) => entries.get(id)?.stopping.abort(),
    running: () => [...entries.values()].filter(({ meter }) => meter.state === 'reading' || meter.state === 'publishing').length,
    list: (tenant) =>
      [...entries.values()]
        .filter((entry) => entry.tenant === tenant)
        .map(view)
        .toReversed(),
    async stop(limit_ms) {
      for (const entry of entries.values()) entry.stopping.abort()
      const limit = new Promise<void>((resolve) => {
        setTimeout(resolve, limit_ms).unref()
      })
      await Promise.race([Promise.all([...entries.values()].map((entry) => entry.ended)), limit])
    },
  }
}
