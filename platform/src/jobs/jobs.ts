import { randomUUID } from 'node:crypto'
import { PgBoss, type Db } from 'pg-boss'
import type { Jobs, Postgres } from '../contract.ts'
import type { Log } from '../log.ts'
import type { Engine } from '../postgres/engine.ts'
import { engineOf } from '../postgres/open.ts'
import { isInside } from '../postgres/transactions.ts'

export interface JobsOptions {
  readonly postgres: Postgres
  readonly log: Log
  /** How often a process looks for jobs that others enqueued; its own start at once. */
  readonly poll_s?: number
}

interface Defined {
  readonly name: string
  readonly work: (data: object) => Promise<void>
  readonly everyCron: string | undefined
  readonly retryLimit: number
}

const POLL_S = 2
const RETRIES = 3
/** A process that dies is noticed after this time, and its job is given to another one. */
const HEARTBEAT_S = 60
const EXPIRE_S = 6 * 3_600
const STOP_MS = 20_000
const KEPT_DAYS = 7

/**
 * Work without a request, on the same database (pg-boss, schema `pgboss`): durable, retried with growing pauses, each job
 * at one process at a time. A job may run again after a crash, so it has to bear that.
 */
export function createJobs(options: JobsOptions): Jobs {
  const defined = new Map<string, Defined>()
  const workers = new Map<string, string>()
  let boss: PgBoss | undefined
  const started = (): PgBoss => {
    if (boss === undefined) throw new Error('Jobs are not started')
    return boss
  }
  return {
    define: (name, work, more = {}) => {
      if (boss !== undefined) throw new Error(`The job ${name} is defined too late: define jobs before start`)
      if (defined.has(name)) throw new Error(`The job ${name} is defined already`)
      defined.set(name, {
        name,
        work: work as (data: object) => Promise<void>,
        everyCron: more.everyCron,
        retryLimit: more.retryLimit ?? RETRIES,
      })
    },
    enqueue: async (name, data, more = {}) => {
      if (isInside()) throw new Error('A job is enqueued within a transaction: do so after it, or write a fact that leads to the job')
      // The queue keeps one waiting job per key; without a key each job is one of its own.
      const id = await started().send(name, data, {
        singletonKey: more.singletonKey ?? randomUUID(),
        ...(more.startAfter_s === undefined ? {} : { startAfter: more.startAfter_s }),
      })
      const worker = workers.get(name)
      if (id !== null && worker !== undefined && more.startAfter_s === undefined) started().notifyWorker(worker)
    },
    start: async () => {
      if (boss !== undefined) return
      const next = new PgBoss({
        db: through(engineOf(options.postgres)),
        backend: options.postgres.engine === 'embedded' ? 'pglite' : 'postgres',
        schema: 'pgboss',
        registerInstance: false,
        openTelemetry: { enabled: false },
        reindex: false,
        monitorVacuum: false,
      })
      next.on('error', (error) => options.log.error({ error }, 'the job queue reports an error'))
      await next.start()
      for (const job of defined.values()) workers.set(job.name, await employ(next, job, options))
      await forgetSchedules(next, defined)
      boss = next
    },
    stop: async () => {
      const last = boss
      boss = undefined
      workers.clear()
      await last?.stop({ graceful: true, timeout: STOP_MS, close: false })
    },
  }
}

/** pg-boss brings its own SQL and expects connections, not our transactions. */
const through = (engine: Engine): Db => ({
  executeSql: async (text, values) => {
    const connection = await engine.lend()
    try {
      const answer = await connection.foreign(text, values)
      connection.release()
      return answer
    } catch (error) {
      // A failed block may have left a transaction open.
      connection.release(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  },
})

async function employ(boss: PgBoss, job: Defined, options: JobsOptions): Promise<string> {
  const settings = {
    retryLimit: job.retryLimit,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: EXPIRE_S,
    heartbeatSeconds: HEARTBEAT_S,
    deleteAfterSeconds: KEPT_DAYS * 86_400,
  }
  if ((await boss.getQueue(job.name)) === null) await boss.createQueue(job.name, { policy: 'short', ...settings })
  else await boss.updateQueue(job.name, settings)
  if (job.everyCron !== undefined) await boss.schedule(job.name, job.everyCron, {}, { tz: 'UTC' })
  return boss.work<object>(job.name, { pollingIntervalSeconds: options.poll_s ?? POLL_S, batchSize: 1 }, async (batch) => {
    for (const { id, data } of batch) {
      const start = performance.now()
      try {
        await job.work(data)
        options.log.debug({ job: job.name, id, duration_ms: Math.round(performance.now() - start) }, 'job done')
      } catch (error) {
        options.log.warn({ job: job.name, id, error }, 'a job failed')
        throw error
      }
    }
  })
}

/** A schedule that the program no longer defines would run on for ever. */
async function forgetSchedules(boss: PgBoss, defined: ReadonlyMap<string, Defined>): Promise<void> {
  for (const { name, key } of await boss.getSchedules()) if (defined.get(name)?.everyCron === undefined) await boss.unschedule(name, key)
}
