import type { Clock } from '@machinaka/platform'

/** Answers kept for some seconds, so that a page's many requests ask the database once. */
export interface Recent<T> {
  get(key: string, ask: () => Promise<T>): Promise<T>
  /** Everything is asked anew: after any change in this process. Other processes see it within the seconds allowed. */
  forget(): void
}

const mostKept = 10_000

/** @param kept_s how old an answer may be, seconds */
export function createRecent<T>(clock: Clock, kept_s: number): Recent<T> {
  const kept = new Map<string, { readonly until_ms: number; readonly answer: Promise<T> }>()
  return {
    async get(key, ask) {
      const now_ms = clock.now().getTime()
      const found = kept.get(key)
      if (found !== undefined && found.until_ms > now_ms) return found.answer
      const answer = ask()
      if (kept.size >= mostKept) kept.clear()
      kept.set(key, { until_ms: now_ms + kept_s * 1000, answer })
      // A failure is not an answer to keep.
      answer.catch(() => kept.delete(key))
      return answer
    },
    forget: () => kept.clear(),
  }
}
