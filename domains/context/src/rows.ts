/** Rows of `context.entity`, and how entities travel to and from them. */
import { defaultInstance, type Attributes, type Entity } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { StoredEntity } from './broker.ts'
import type { Held, OriginMap } from './rules/merge.ts'

export interface EntityRow {
  readonly id: string
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly doc: Attributes
  readonly origin: OriginMap
  readonly source: string | null
  readonly version: number
  readonly created_at: string
  readonly modified_at: string
  readonly expires_at: string | null
}

/** The columns of an `EntityRow`; the table must be called `e`. */
export const entityColumns = sql`e.id, e.types, e.scope, e.doc, e.origin, e.source, e.version, e.created_at, e.modified_at, e.expires_at`

export const storedEntity = (row: EntityRow): StoredEntity => ({
  id: row.id,
  types: row.types,
  ...(row.scope.length === 0 ? {} : { scope: row.scope }),
  ...(row.expires_at === null ? {} : { expiresAt: written(row.expires_at) }),
  attributes: row.doc,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  version: row.version,
  source: row.source ?? undefined,
  origin: row.origin,
})

/** As people write it: without a fraction that says nothing. */
export const written = (instant: string): string => instant.replace(/(?:\.0+|(\.\d*?[1-9])0+)Z$/, '$1Z')

export const heldOf = (row: EntityRow): Held => ({
  types: row.types,
  scope: row.scope,
  attributes: row.doc,
  origin: row.origin,
  source: row.source ?? undefined,
  createdAt: row.created_at,
})

/** The entities of these ids that exist; with `lock` nobody else changes them until the transaction ends. */
export async function readRows(
  tx: Tx,
  tenant: Tenant,
  ids: readonly string[],
  lock: 'lock' | 'look' = 'look',
): Promise<ReadonlyMap<string, EntityRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<EntityRow>`
    select ${entityColumns} from context.entity e
    where e.city = ${tenant} and e.id = any(${[...ids]}::text[]) order by e.id ${lock === 'lock' ? sql`for update` : sql``}`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The place of an entity as columns of the JSON that is sent: a point as numbers (quick), anything else as GeoJSON. */
export function placeColumns(entity: Pick<Entity, 'attributes'>): {
  readonly lon?: number
  readonly lat?: number
  readonly shape?: unknown
} {
  const location = defaultInstance(entity, 'location')
  if (location?.type !== 'GeoProperty') return {}
  const { value } = location
  return value.type === 'Point' ? { lon: value.coordinates[0], lat: value.coordinates[1] } : { shape: value }
}

/** The geometry of columns `lon`, `lat`, `shape` of a recordset `r`: flat, and valid for the predicates of PostGIS. */
export const placeOfColumns = sql`case
  when r.lon is not null then st_setsrid(st_makepoint(r.lon, r.lat), 4326)
  when r.shape is not null then st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(r.shape), 4326))) end`

// JSON escapes of U+0000 and of half a surrogate pair (JSON.stringify writes only those halves as escapes).
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/

/** Whether JSON text can be kept as jsonb: U+0000 and unpaired surrogates cannot. */
export const isStorable = (json: string): boolean => !UNSTORABLE.test(json)
