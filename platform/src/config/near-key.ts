/** Letters to insert, drop, replace or swap with their neighbour to make one word of the other. */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped))
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Short names (`HOST`, `PORT`) have ordinary neighbours (`HOME`), so they take no slip at all; long ones take two. */
const slips = (key: string): number => (key.length < 7 ? 0 : key.length < 9 ? 1 : 2)

/** The key that this name is a slip of the pen for, or undefined. */
export const nearKey = <K extends string>(name: string, keys: readonly K[]): K | undefined =>
  keys.find((key) => editDistance(name, key) <= slips(key))
