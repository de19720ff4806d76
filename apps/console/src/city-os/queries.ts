import type { Change, TypeTally, EntityRow } from '@machinaka/context/contract'
import { queryOptions } from '@tanstack/react-query'
import { currentCity, getJson, getText, inPath } from '../data/api.ts'

export interface Origin {
  readonly by: 'source' | 'person' | 'machine'
  readonly id: string
  readonly at: string | null
}
/** An entity as the console reads it: normalized with its times, and where each value came from. */
export interface EntityAnswer {
  readonly entity: Readonly<Record<string, unknown>>
  readonly origins: Readonly<Record<string, Origin>>
  readonly source: string | null
  readonly version: number
}
export interface EntityList {
  readonly items: readonly EntityRow[]
  readonly total: number
}
export interface TileJson {
  readonly bounds?: readonly [number, number, number, number]
  readonly maxzoom: number
}

type Values = Readonly<Record<string, string | number | undefined>>
const one = <Value>(name: string, path: string, values: Values = {}) =>
  queryOptions({
    queryKey: [currentCity() ?? '', 'city-os', name, path, values],
    queryFn: ({ signal }): Promise<Value> => getJson<Value>(path, values, signal),
  })

export const pageSize = 50
export const typesQuery = () => one<readonly TypeTally[]>('types', '/api/context/types')
export const listQuery = (values: { readonly type: string; readonly find: string; readonly q: string; readonly page: number }) =>
  one<EntityList>('list', '/api/context/entities', {
    type: values.type,
    find: values.find,
    q: values.q,
    limit: pageSize,
    offset: values.page * pageSize,
  })
export const tileJsonQuery = (type: string) => one<TileJson>('tiles', `/tiles/${inPath(type)}.json`)
export const entityQuery = (id: string) => one<EntityAnswer>('entity', `/api/context/entities/${inPath(id)}`)
export const versionsQuery = (id: string, limit: number) =>
  one<readonly Change[]>('versions', `/api/context/entities/${inPath(id)}/history`, { limit })
/** An entity as the NGSI-LD door shows it, as the text that it sends; a new version is a new answer. */
export const shownQuery = (id: string, format: JsonFormat, version: number) =>
  queryOptions({
    queryKey: [currentCity() ?? '', 'city-os', 'shown', id, format, version],
    queryFn: ({ signal }) => {
      const { accept, format: asked } = jsonFormats[format]
      return getText(`/ngsi-ld/v1/entities/${inPath(id)}`, { accept, values: { format: asked }, signal })
    },
  })

/** How the door is asked for each representation (ETSI GS CIM 009 V1.9.1 §4.5, §6.3.7, §6.3.15). */
export const jsonFormats = {
  normalized: { accept: 'application/json', format: undefined, ending: 'json' },
  concise: { accept: 'application/json', format: 'concise', ending: 'json' },
  simplified: { accept: 'application/json', format: 'simplified', ending: 'json' },
  geojson: { accept: 'application/geo+json', format: undefined, ending: 'geojson' },
} as const
export type JsonFormat = keyof typeof jsonFormats
