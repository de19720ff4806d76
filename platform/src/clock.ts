import type { Clock } from './contract.ts'

/** The system's clock, or one that stands still at `fixed` (tests only; configuration refuses it in production). */
export const createClock = (fixed?: string): Clock => {
  if (fixed === undefined) return { now: () => new Date() }
  const instant = new Date(fixed)
  if (Number.isNaN(instant.getTime())) throw new TypeError(`"${fixed}" is not an ISO 8601 instant`)
  return { now: () => new Date(instant) }
}
