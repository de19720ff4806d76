/** The load of one row of the context bench, in a process of its own: `context-load.ts PLAN-AS-JSON`; prints the result. */
import { load, type Ask } from './load.ts'

export interface Work {
  readonly kind: 'query' | 'query-each' | 'get' | 'update' | 'batch' | 'q' | 'near' | 'path'
  readonly port: number
  readonly connections: number
  readonly warm_s: number
  readonly measure_s: number
  /** How many entities there are. */
  readonly entities: number
  /** Share of entities that a `q` selects; metres of `near`. */
  readonly share?: number
  readonly path?: string
  readonly root?: string
}

/** A stream of numbers in [0, 1) that is the same in every run. */
function randoms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const BRANDS = ['Asahi', 'Hinode', 'Kaze', 'Mikasa', 'Nagi', 'Shiosai', 'Umi', 'Yamate']
export const vehicleId = (n: number): string => `urn:ngsi-ld:Vehicle:${String(n).padStart(7, '0')}`

/** A vehicle with five attributes; `rank` is n of all entities, so that a share of them is selected by one comparison. */
export function vehicle(n: number, random: () => number): Readonly<Record<string, unknown>> {
  return {
    id: vehicleId(n),
    type: 'Vehicle',
    speed: { type: 'Property', value: Math.round(random() * 1200) / 10, unitCode: 'KMH' },
    brand: { type: 'Property', value: BRANDS[n % BRANDS.length] },
    rank: { type: 'Property', value: n },
    owner: { type: 'Relationship', object: `urn:ngsi-ld:Person:${n % 97}` },
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [138 + random() * 4, 34 + random() * 3] } },
  }
}

/** 1,000 addresses of the shape `type=Vehicle&limit=20`: five filters, five ways to show what was found. */
function queries(): readonly string[] {
  const shown = ['', '&attrs=speed,brand,location', '&options=concise', '&options=keyValues', '&count=true']
  return Array.from({ length: 1000 }, (_, i) => {
    const filter = [
      `q=speed%3E${i / 20}`,
      `q=brand==%22${BRANDS[i % BRANDS.length]}%22;rank%3E=${i % 30}`,
      `offset=${i % 80}`,
      `q=rank%3C${20 + i}`,
      `q=speed%3C${40 + i / 20};rank%3E${i % 40}`,
    ][i % 5]
    return `/ngsi-ld/v1/entities?type=Vehicle&limit=20&${filter}${shown[Math.floor(i / 200)]}`
  })
}

const patch = (n: number, random: () => number): Ask => ({
  method: 'PATCH',
  path: `/ngsi-ld/v1/entities/${vehicleId(n)}/attrs/speed`,
  body: JSON.stringify({ value: Math.round(random() * 1200) / 10 }),
})

function asks(work: Work): (n: number) => Ask {
  const random = randoms(7)
  const pick = (): number => Math.floor(random() * work.entities)
  const get = (path: string): Ask => ({ method: 'GET', path })
  const root = work.root ?? '/ngsi-ld/v1/entities'
  switch (work.kind) {
    case 'query': {
      const list = queries()
      return () => (random() < 0.01 ? patch(pick(), random) : get(list[Math.floor(random() * list.length)] ?? ''))
    }
    case 'query-each':
      return (n) => get(`${root}?type=Vehicle&limit=20&q=speed%3E${(random() * 40).toFixed(6)};rank%3E=${n % 50}`)
    case 'get':
      return () => get(`${root}/${vehicleId(pick())}`)
    case 'update':
      return () => patch(pick(), random)
    case 'batch':
      return () => {
        const from = Math.floor(random() * Math.max(1, work.entities / 100)) * 100
        return {
          method: 'POST',
          path: '/ngsi-ld/v1/entityOperations/upsert',
          body: JSON.stringify(Array.from({ length: 100 }, (_, i) => vehicle(from + i, random))),
        }
      }
    case 'q': {
      const size = Math.max(1, Math.round(work.entities * (work.share ?? 0.01)))
      return () => {
        const from = Math.floor(random() * (work.entities - size))
        return get(`${root}?type=Vehicle&q=rank%3E=${from};rank%3C${from + size}`)
      }
    }
    case 'near':
      return () =>
        get(
          `${root}?type=Vehicle&georel=near;maxDistance==${work.share ?? 500}&geometry=Point&coordinates=%5B${(138 + random() * 4).toFixed(5)},${(34 + random() * 3).toFixed(5)}%5D`,
        )
    case 'path':
      return () => get(work.path ?? '/')
  }
}

if (import.meta.main) {
  const work = JSON.parse(process.argv[2] ?? '{}') as Work
  process.stdout.write(`${JSON.stringify(await load({ ...work, ask: asks(work) }))}\n`)
}
