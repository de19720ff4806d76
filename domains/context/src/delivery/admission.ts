/** Writers are slowed before anything is dropped, and refused before the backlog of notifications grows without bound. */
import { refusal, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import { countWaiting } from './delivery-store.ts'

/** Asked by the write path before each write. */
export interface Admission {
  /**
   * Answers undefined when the write may go on: at once, or after a pause while notifications of this city are behind; and a
   * refusal `context.backlog-full` (503; `extra.retryAfter_s` for the header Retry-After) when they are too far behind.
   */
  admit(tenant: Tenant): Promise<Refusal | undefined>
}

/** Lets everything pass: where nothing is delivered. */
export const openAdmission: Admission = { admit: async () => undefined }

export const admissionLimits = {
  /** Changes that wait to be matched and delivered: from here on writers are slowed … */
  slowChanges: 5_000,
  /** … and here refused. */
  mostChanges: 50_000,
  /** The same of notifications that receivers did not take. */
  slowUndelivered: 100_000,
  mostUndelivered: 200_000,
  longestPause_ms: 500,
  retryAfter_s: 5,
  look_ms: 1_000,
} as const

export interface BacklogLimits {
  readonly slowChanges: number
  readonly mostChanges: number
  readonly slowUndelivered: number
  readonly mostUndelivered: number
}

export interface Backlog extends Admission {
  /** Reads how far behind each city is; while writes come, once a second. */
  look(): Promise<void>
  stop(): void
}

/** Watches the backlog of all cities in the database, so that every process slows and refuses alike. */
export function createBacklog(needs: {
  readonly postgres: Postgres
  readonly report: (error: unknown) => void
  readonly limits?: BacklogLimits
}): Backlog {
  const limits = needs.limits ?? admissionLimits
  let counts: Awaited<ReturnType<typeof countWaiting>> = new Map()
  let asked = false
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    counts = await needs.postgres.system((tx) => countWaiting(tx, { changes: limits.mostChanges, undelivered: limits.mostUndelivered }))
  }
  const lookLater = (): void => {
    timer = setTimeout(() => {
      asked = false
      look()
        .catch(needs.report)
        .finally(() => {
          timer = undefined
          if (asked) lookLater()
        })
    }, admissionLimits.look_ms)
    timer.unref()
  }
  return {
    look,
    stop: () => clearTimeout(timer),
    admit: async (tenant) => {
      asked = true
      if (timer === undefined) lookLater()
      const count = counts.get(tenant)
      if (count === undefined) return undefined
      if (count.changes >= limits.mostChanges || count.undelivered >= limits.mostUndelivered) return refused(count, limits)
      const share = Math.max(
        (count.changes - limits.slowChanges) / (limits.mostChanges - limits.slowChanges),
        (count.undelivered - limits.slowUndelivered) / (limits.mostUndelivered - limits.slowUndelivered),
      )
      if (share > 0)
        await new Promise<void>((resolve) => {
          setTimeout(resolve, Math.ceil(share * admissionLimits.longestPause_ms))
        })
      return undefined
    },
  }
}

function refused(count: { readonly changes: number; readonly undelivered: number }, limits: BacklogLimits): Refusal {
  const what =
    count.undelivered >= limits.mostUndelivered
      ? `${count.undelivered} notifications wait for receivers that do not take them. See the list of undelivered notifications: repair, pause or delete their subscriptions.`
      : `${count.changes} changes wait for their notifications.`
  return refusal('context.backlog-full', `${what} Write again in ${admissionLimits.retryAfter_s} seconds.`, {
    retryAfter_s: admissionLimits.retryAfter_s,
  })
}
