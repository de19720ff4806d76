/** Which sources are left alone for a while after they failed (§5.2.34, §6.3.17). */

/** Failures in a row before a source without a cooldown of its own is left alone, and for how long; doubled up to the most. */
const FAILURES = 3
const PAUSE_MS = 2_000
const LONGEST_MS = 60_000
const MOST_SOURCES = 10_000

interface State {
  failures: number
  until_ms: number
}

export interface Circuits {
  /** Whether the source may be asked now. */
  isOpen(key: string, now_ms: number): boolean
  /** What came of asking: `failed` means that nothing came back. `cooldown_ms` is the registration's own. */
  note(key: string, result: { readonly failed: boolean; readonly cooldown_ms: number | undefined; readonly now_ms: number }): void
}

export function createCircuits(): Circuits {
  const states = new Map<string, State>()
  return {
    isOpen: (key, now_ms) => (states.get(key)?.until_ms ?? 0) > now_ms,
    note(key, { failed, cooldown_ms, now_ms }) {
      if (!failed) {
        states.delete(key)
        return
      }
      if (states.size >= MOST_SOURCES) states.clear()
      const state = states.get(key) ?? { failures: 0, until_ms: 0 }
      state.failures += 1
      const pause =
        cooldown_ms ?? (state.failures < FAILURES ? 0 : Math.min(PAUSE_MS * 2 ** Math.min(state.failures - FAILURES, 10), LONGEST_MS))
      state.until_ms = now_ms + pause
      states.set(key, state)
    },
  }
}
