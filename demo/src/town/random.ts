/** A seeded source of chance: the same seed draws the same town on every machine (mulberry32). */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A number in [from, to). */
  between(from: number, to: number): number
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number
  /** True with probability p. */
  chance(p: number): boolean
  /** One of the list; refuses an empty one. */
  pick<T>(list: readonly T[]): T
  /** A copy of the list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

/** Starts a source; `stream` keeps parts of the town independent, so that a new bench does not move every house. */
export function randomOf(seed: number, stream: string): Random {
  let state = seed >>> 0
  for (const c of stream) state = Math.imul(state ^ (c.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  const pick = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(next() * list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  const shuffled = <T>(list: readonly T[]): T[] => {
    const rest = [...list]
    const out: T[] = []
    while (rest.length > 0) out.push(...rest.splice(Math.floor(next() * rest.length), 1))
    return out
  }
  return { next, between: (from, to) => from + next() * (to - from), whole, chance: (p) => next() < p, pick, shuffled }
}
