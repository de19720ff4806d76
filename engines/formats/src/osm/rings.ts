import { ringContains, rewound, signedArea, type LonLat } from '@machinaka/geo'

const key = (p: LonLat | undefined): string => (p === undefined ? '' : `${p[0]},${p[1]}`)

/** Lines joined end to end into closed rings; `open` counts the lines that were left over. */
export function joinRings(lines: readonly (readonly LonLat[])[]): { readonly rings: LonLat[][]; readonly open: number } {
  const rings: LonLat[][] = []
  const rest: (readonly LonLat[])[] = []
  for (const line of lines) {
    if (line.length > 3 && key(line[0]) === key(line.at(-1))) rings.push([...line])
    else if (line.length > 1) rest.push(line)
  }
  const ends = new Map<string, number[]>()
  const meet = (at: string, i: number): void => {
    ends.set(at, [...(ends.get(at) ?? []), i])
  }
  for (const [i, line] of rest.entries()) {
    meet(key(line[0]), i)
    meet(key(line.at(-1)), i)
  }
  const used = new Set<number>()
  let open = 0
  for (const [i, line] of rest.entries()) {
    if (used.has(i)) continue
    used.add(i)
    open += follow([[...line]], { rest, ends, used, rings })
  }
  return { rings, open }
}

interface Walk {
  readonly rest: readonly (readonly LonLat[])[]
  readonly ends: ReadonlyMap<string, readonly number[]>
  readonly used: Set<number>
  readonly rings: LonLat[][]
}

/** Follows a chain to its end; each time it comes back to one of its own joints, that loop is a ring. Answers the lines left open. */
function follow(chain: LonLat[][], { rest, ends, used, rings }: Walk): number {
  for (;;) {
    const end = key(chain.at(-1)?.at(-1))
    const loop = chain.findIndex((part) => key(part[0]) === end)
    if (loop >= 0 && chain.length > 0) {
      const parts = chain.splice(loop)
      const ring = parts.flatMap((part, i) => (i === 0 ? part : part.slice(1)))
      if (ring.length > 3) rings.push(ring)
      if (chain.length === 0) return 0
      continue
    }
    const next = (ends.get(end) ?? []).find((i) => !used.has(i))
    const line = next === undefined ? undefined : rest[next]
    if (next === undefined || line === undefined) return chain.length
    used.add(next)
    chain.push(key(line[0]) === end ? [...line] : line.toReversed())
  }
}

/**
 * Polygons of a multipolygon relation: outer rings with the holes inside them (RFC 7946 orientation). A ring without a
 * role inside an outer ring is a hole. Holes without an outer ring are dropped: extracts cut them off.
 */
export function polygonsOf(outer: readonly LonLat[][], inner: readonly LonLat[][], roleless: readonly LonLat[][]): LonLat[][][] {
  const outers = outer.map((ring) => ({ ring, area: Math.abs(signedArea(ring)), holes: [] as LonLat[][] }))
  const holes = [...inner]
  for (const ring of roleless.toSorted((a, b) => Math.abs(signedArea(b)) - Math.abs(signedArea(a)))) {
    if (outers.some((o) => isInside(ring, o.ring))) holes.push(ring)
    else outers.push({ ring, area: Math.abs(signedArea(ring)), holes: [] })
  }
  const bySize = outers.toSorted((a, b) => a.area - b.area)
  for (const hole of holes) bySize.find((o) => isInside(hole, o.ring))?.holes.push(hole)
  return outers.map((o) => rewound([o.ring, ...o.holes]).map((ring) => ring.map(([x, y]): LonLat => [x, y])))
}

/** Whether most corners of a ring are inside another one: single corners may lie on its edge. */
function isInside(ring: readonly LonLat[], other: readonly LonLat[]): boolean {
  let inside = 0
  for (const p of ring) if (ringContains(other, p)) inside++
  return inside * 2 > ring.length
}
