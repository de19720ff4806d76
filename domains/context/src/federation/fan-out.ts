/** Asks many sources side by side, so many at once and no longer than the request may take (§4.3.6.4, §6.3.17). */
import type { Warning } from '../operations.ts'
import type { Match } from './registry.ts'
import { sourceLimits } from './source-client.ts'

/** Answers in the order of the sources; those for which there was no time or room left get `late`. */
export async function fanOut<T>(
  matches: readonly Match[],
  ask: (match: Match) => Promise<T>,
  late: (match: Match) => T,
): Promise<readonly T[]> {
  const answers: (T | undefined)[] = matches.map(() => undefined)
  let next = 0
  let over = false
  const worker = async (): Promise<void> => {
    while (!over && next < Math.min(matches.length, sourceLimits.sources)) {
      const at = next
      next += 1
      const match = matches[at]
      if (match !== undefined) answers[at] = await ask(match)
    }
  }
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      over = true
      resolve()
    }, sourceLimits.total_ms)
  })
  const all = Promise.all(Array.from({ length: Math.min(sourceLimits.parallel, matches.length) }, worker))
  await Promise.race([all, deadline])
  clearTimeout(timer)
  return matches.map((match, at) => answers[at] ?? late(match))
}

/** The same warning once. */
export function distinct(warnings: readonly Warning[]): readonly Warning[] {
  return [...new Map(warnings.map((one) => [`${one.code} ${one.agent} ${one.text}`, one])).values()]
}
