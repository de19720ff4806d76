import type { Clock, Ids } from '../contract.ts'

export interface SettableClock extends Clock {
  set(instant: string): void
  advance(duration_s: number): void
}

/** A clock that stands still until it is told otherwise. */
export function fixedClock(instant = '2026-04-01T09:00:00.000Z'): SettableClock {
  let now = new Date(instant)
  return {
    now: () => new Date(now),
    set: (next) => {
      now = new Date(next)
    },
    advance: (duration_s) => {
      now = new Date(now.getTime() + duration_s * 1000)
    },
  }
}

/** Ids 00000000-0000-7000-8000-000000000001, …002, … and secrets `secret-1`, `secret-2`, …: short to compare with. */
export function countingIds(): Ids {
  let uuids = 0
  let secrets = 0
  return {
    uuid: () => `00000000-0000-7000-8000-${String((uuids += 1)).padStart(12, '0')}`,
    secret: () => `secret-${(secrets += 1)}`,
  }
}
