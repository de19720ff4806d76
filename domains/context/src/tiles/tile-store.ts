/** What a vector tile shows of the entities of a type: each of them, or how many there are in a cell. */
import { tileBounds, type Tile } from '@machinaka/geo'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'

/** A tile with more entities than this shows how many there are, cell by cell. */
export const MOST_FEATURES = 1_000
/** Cells along a side of a crowded tile. */
const CELLS = 16
/** A little beyond the edge, so that signs are not cut: a share of the side. */
const BUFFER = 64 / 4096

export interface TileEntity {
  readonly id: string
  readonly types: readonly string[]
  readonly doc: Readonly<Record<string, unknown>>
  /** GeoJSON; of a large shape only what lies near the tile. */
  readonly shape: { readonly type: string; readonly coordinates: unknown }
}

export interface TileCluster {
  readonly count: number
  readonly lon: number
  readonly lat: number
}

const box = (tile: Tile) => {
  const [west, south, east, north] = tileBounds(tile, BUFFER)
  return sql`st_makeenvelope(${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, 4326)`
}
const within = (tenant: Tenant, type: string, tile: Tile) =>
  sql`e.city = ${tenant} and e.types @> array[${type}]::text[] and e.location && ${box(tile)} and (e.expires_at is null or e.expires_at > now())`

/** How many entities the tile would show, counted up to one more than it can. */
export async function countInTile(tx: Tx, tenant: Tenant, type: string, tile: Tile): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from context.entity e where ${within(tenant, type, tile)} limit ${MOST_FEATURES + 1}) few`.execute(tx)
  return rows[0]?.count ?? 0
}

export async function readTile(tx: Tx, tenant: Tenant, type: string, tile: Tile): Promise<readonly TileEntity[]> {
  const { rows } = await sql<TileEntity>`
    select e.id, e.types, e.doc,
      st_asgeojson(case when st_npoints(e.location) > 200 then st_intersection(e.location, ${box(tile)}) else e.location end, 7)::jsonb as shape
    from context.entity e where ${within(tenant, type, tile)} order by e.id limit ${MOST_FEATURES}`.execute(tx)
  return rows
}

/** Cells with their number of entities, each at the middle of what is in it. */
export async function readClusters(tx: Tx, tenant: Tenant, type: string, tile: Tile): Promise<readonly TileCluster[]> {
  const [west, south, east, north] = tileBounds(tile)
  const { rows } = await sql<TileCluster>`
    select count(*) as count, avg(p.lon) as lon, avg(p.lat) as lat from (
      select st_x(m.point) as lon, st_y(m.point) as lat
      from context.entity e
      cross join lateral (select case when st_geometrytype(e.location) = 'ST_Point' then e.location else st_pointonsurface(e.location) end as point) m
      where ${within(tenant, type, tile)}) p
    where p.lon >= ${west}::float8 and p.lon < ${east}::float8 and p.lat >= ${south}::float8 and p.lat < ${north}::float8
    group by floor((p.lon - ${west}::float8) / ${(east - west) / CELLS}::float8), floor((p.lat - ${south}::float8) / ${(north - south) / CELLS}::float8)
    order by 1 desc`.execute(tx)
  return rows
}

/** The attributes that entities of a type have, with the box of all of them; undefined where there is none. */
export async function readTypeExtent(
  tx: Tx,
  tenant: Tenant,
  type: string,
): Promise<{ readonly bounds: readonly [number, number, number, number] | undefined; readonly attributes: readonly string[] } | undefined> {
  const { rows } = await sql<{
    count: number
    west: number | null
    south: number | null
    east: number | null
    north: number | null
    attributes: string[] | null
  }>`
    select count(*) as count, min(st_xmin(e.location)) as west, min(st_ymin(e.location)) as south, max(st_xmax(e.location)) as east,
      max(st_ymax(e.location)) as north,
      (select array_agg(distinct k order by k) from (
         select jsonb_object_keys(s.doc) as k from (
           select o.doc from context.entity o where o.city = ${tenant} and o.types @> array[${type}]::text[] limit 200) s) keys) as attributes
    from context.entity e where e.city = ${tenant} and e.types @> array[${type}]::text[]`.execute(tx)
  const [row] = rows
  if (row === undefined || row.count === 0) return undefined
  const { west, south, east, north } = row
  const bounds = west === null || south === null || east === null || north === null ? undefined : ([west, south, east, north] as const)
  return { bounds, attributes: row.attributes ?? [] }
}
