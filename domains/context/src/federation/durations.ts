/** ISO 8601 durations of weeks, days and less, in seconds. */
const DURATION =
  /^P(?=\d|T\d)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const SECONDS = [31_557_600, 2_629_800, 604_800, 86_400, 3_600, 60, 1] as const

/** Seconds, a year and a month taken as their means; undefined when the text is no duration. */
export function durationSeconds(text: unknown): number | undefined {
  const found = typeof text === 'string' ? DURATION.exec(text) : null
  return found === null ? undefined : SECONDS.reduce((sum, unit, at) => sum + Number(found[at + 1] ?? 0) * unit, 0)
}

/** A number of seconds as a duration. */
export const durationOf = (seconds: number): string => `PT${Math.max(0, Math.floor(seconds))}S`
