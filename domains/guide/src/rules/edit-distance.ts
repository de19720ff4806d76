/** Scratch rows, grown as needed: a query compares hundreds of strings and should not allocate for each. */
let rows: [Uint16Array, Uint16Array, Uint16Array] = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)]

/** Against which part of `b` the word `a` is held: all of it, its best prefix, or its best piece anywhere. */
export type Alignment = 'whole' | 'prefix' | 'within'

/**
 * Optimal string alignment distance (Damerau–Levenshtein with non-overlapping transpositions), bounded.
 * @returns the distance, or `max + 1` when it is greater than `max`
 */
export function editDistance(a: string, b: string, { max, align = 'whole' }: { readonly max: number; readonly align?: Alignment }): number {
  const n = a.length
  const m = align === 'prefix' ? Math.min(b.length, n + max) : b.length
  if (n - m > max || (align === 'whole' && m - n > max)) return max + 1
  if (rows[0].length <= m) rows = [new Uint16Array(m * 2), new Uint16Array(m * 2), new Uint16Array(m * 2)]
  let [older, old, now] = rows
  for (let j = 0; j <= m; j++) old[j] = align === 'within' ? 0 : j
  for (let i = 1; i <= n; i++) {
    now[0] = i
    let least = i
    const ca = a.charCodeAt(i - 1)
    for (let j = 1; j <= m; j++) {
      const cb = b.charCodeAt(j - 1)
      let d = Math.min((old[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (ca === cb ? 0 : 1))
      if (i > 1 && j > 1 && ca === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === cb) d = Math.min(d, (older[j - 2] ?? 0) + 1)
      now[j] = d
      if (d < least) least = d
    }
    if (least > max) return max + 1
    ;[older, old, now] = [old, now, older]
  }
  let best = old[m] ?? 0
  if (align !== 'whole') for (let j = 0; j < m; j++) best = Math.min(best, old[j] ?? best)
  return best > max ? max + 1 : best
}
