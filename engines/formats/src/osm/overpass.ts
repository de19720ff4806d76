import { isLonLat, type LonLat } from '@machinaka/geo'
import { JsonItems } from '../json-items.ts'
import { FormatError } from '../report.ts'
import type { Tags } from './model.ts'
import type { OsmDecoder, OsmSink, RawMember } from './sink.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Overpass API, `[out:json]` (https://wiki.openstreetmap.org/wiki/OSM_JSON): plain, with `out center` and with
 * `out geom`, elements in any order.
 */
export class OverpassJsonDecoder implements OsmDecoder {
  readonly #sink: OsmSink
  readonly #name: string
  readonly #items: JsonItems
  #kind = ''

  constructor(sink: OsmSink, options: { readonly name: string; readonly element_bytes: number }) {
    this.#sink = sink
    this.#name = options.name
    this.#items = new JsonItems({
      ...options,
      key: 'elements',
      onItem: (item, byte) => {
        if (isObject(item)) this.#element(item, byte)
      },
      onHeader: (key, value) => {
        if (key === 'type') this.#kind = value
        // Overpass answers 200 with a remark when it ran out of time or memory: what follows is only a part.
        if (key === 'remark') sink.warn({ code: 'overpass-remark', reason: `the server said: ${value.slice(0, 200)}`, where: { byte: 0 } })
      },
    })
  }

  push(piece: Uint8Array): readonly undefined[] {
    this.#items.push(piece)
    return []
  }

  end(): void {
    this.#items.end()
    if (this.#items.found) return
    const isGeoJson = this.#kind === 'FeatureCollection' || this.#kind === 'Feature'
    throw new FormatError({
      code: 'not-recognised',
      file: this.#name,
      where: { byte: 0 },
      reason: isGeoJson ? 'this is GeoJSON, not Overpass JSON' : 'this JSON has no “elements”, so it is not from Overpass',
      next: isGeoJson ? 'Import it as GeoJSON, or export OSM data with its tags' : 'Ask Overpass with [out:json], or use OSM XML or PBF',
    })
  }

  #element(e: Json, byte: number): void {
    const { type, id } = e
    if (typeof id !== 'number' || !Number.isSafeInteger(id))
      return this.#sink.skip({ code: 'no-id', reason: 'the object has no whole number as id', where: { byte } })
    const tags = tagsOf(e['tags'])
    const center = position(e['center'])
    if (type === 'node') {
      const at = position(e)
      if (at === undefined)
        this.#sink.skip({ code: 'bad-position', reason: 'the node has no latitude and longitude in degrees', where: { id: `node/${id}` } })
      else this.#sink.node(id, Math.round(at[0] * 1e7), Math.round(at[1] * 1e7), tags)
    } else if (type === 'way') {
      this.#sink.way({ id, nodes: list(e['nodes']).filter((n) => typeof n === 'number'), tags, geometry: line(e['geometry']), center })
    } else if (type === 'relation') {
      this.#sink.relation({ id, members: list(e['members']).flatMap(member), tags, center })
    } else this.#sink.skip({ code: 'unknown-type', reason: 'the element is neither node, way nor relation', where: { byte } })
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function position(value: unknown): LonLat | undefined {
  if (!isObject(value)) return undefined
  const { lon, lat } = value
  return typeof lon === 'number' && typeof lat === 'number' && isLonLat(lon, lat) ? [lon, lat] : undefined
}

/** `out geom` writes null for nodes outside the asked box: the known ones remain. */
function line(value: unknown): LonLat[] | undefined {
  const known: LonLat[] = []
  for (const p of list(value)) {
    const at = position(p)
    if (at !== undefined) known.push(at)
  }
  return known.length === 0 ? undefined : known
}

function member(value: unknown): RawMember[] {
  if (!isObject(value)) return []
  const { type, ref, role } = value
  if ((type !== 'node' && type !== 'way' && type !== 'relation') || typeof ref !== 'number') return []
  const at = type === 'node' ? position(value) : undefined
  return [{ kind: type, id: ref, role: typeof role === 'string' ? role : '', geometry: at === undefined ? line(value['geometry']) : [at] }]
}

function tagsOf(value: unknown): Tags | undefined {
  if (!isObject(value)) return undefined
  const tags: Record<string, string> = {}
  let any = false
  for (const [k, v] of Object.entries(value)) {
    if (k === '__proto__' || (typeof v !== 'string' && typeof v !== 'number' && typeof v !== 'boolean')) continue
    tags[k] = String(v)
    any = true
  }
  return any ? tags : undefined
}
