/** All SQL of citymodel. */
import { sql } from 'kysely'
import type { Bounds, Tile } from '@machinaka/geo'
import type { Tenant, Tx } from '@machinaka/platform'
import type { CellPart, EncodedCell } from './rules/index.ts'

export interface Generation {
  readonly id: string
  readonly source: string
}

/** Written in one statement at most; keeps a statement below about two megabytes. */
const cellsPerInsert = 100

/** Opens a generation in the making. */
export async function openGeneration(tx: Tx, tenant: Tenant, { id, source }: Generation, at: Date): Promise<void> {
  await sql`insert into citymodel.generation (city, id, source, state, touched_at) values (${tenant}, ${id}, ${source}, 'building', ${at.toISOString()})`.execute(
    tx,
  )
}

/** Notes that it is still being written. Throws when it was swept meanwhile: what remains would be half a map. */
export async function touchGeneration(tx: Tx, tenant: Tenant, { id }: Generation, at: Date): Promise<void> {
  const { rows } =
    await sql`update citymodel.generation set touched_at = ${at.toISOString()} where city = ${tenant} and id = ${id} and state = 'building' returning id`.execute(
      tx,
    )
  if (rows.length === 0) throw new Error(goneMessage(id))
}

const goneMessage = (id: string): string => `Base map ${id} is no longer in the making (published, abandoned or swept); import again`

export async function appendCells(
  tx: Tx,
  tenant: Tenant,
  generation: string,
  { part, cells }: { readonly part: number; readonly cells: readonly EncodedCell[] },
): Promise<void> {
  for (let from = 0; from < cells.length; from += cellsPerInsert) {
    const rows = cells
      .slice(from, from + cellsPerInsert)
      .map(({ z, x, y, bytes }) => ({ z, x, y, bytes: Buffer.from(bytes).toString('base64') }))
    await sql`
      insert into citymodel.cell (city, generation, z, x, y, part, bytes)
      select ${tenant}, ${generation}, r.z, r.x, r.y, ${part}::int, decode(r.bytes, 'base64')
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(z smallint, x integer, y integer, bytes text)`.execute(tx)
  }
}

export interface Publication extends Generation {
  readonly at: Date
  readonly bounds: Bounds | undefined
  readonly counts: Readonly<Record<string, number>>
}

/** Makes the generation the one of its source; the earlier one is retired in the same breath. */
export async function publishGeneration(tx: Tx, tenant: Tenant, { id, source, at, bounds, counts }: Publication): Promise<void> {
  await sql`update citymodel.generation set state = 'retired' where city = ${tenant} and source = ${source} and state = 'published'`.execute(
    tx,
  )
  const [west, south, east, north] = bounds ?? [null, null, null, null]
  const { rows } = await sql<{ id: string }>`
    update citymodel.generation
    set state = 'published', published_at = ${at.toISOString()}, touched_at = ${at.toISOString()}, west = ${west}, south = ${south}, east = ${east}, north = ${north}, counts = ${JSON.stringify(counts)}::jsonb
    where city = ${tenant} and id = ${id} and state = 'building' returning id`.execute(tx)
  if (rows.length === 0) throw new Error(goneMessage(id))
}

/** Throws away a generation in the making; a published one stays. */
export async function dropGeneration(tx: Tx, tenant: Tenant, id: string): Promise<void> {
  await sql`update citymodel.generation set state = 'retired' where city = ${tenant} and id = ${id} and state = 'building'`.execute(tx)
}

export interface PublishedGeneration extends Generation {
  readonly publishedAt: string
  readonly bounds: Bounds | undefined
  readonly counts: Readonly<Record<string, number>>
}

/** What is published, the latest first. */
export async function listPublished(tx: Tx, tenant: Tenant): Promise<PublishedGeneration[]> {
  const { rows } = await sql<{
    id: string
    source: string
    published_at: string
    west: number | null
    south: number
    east: number
    north: number
    counts: Record<string, number>
  }>`
    select id, source, published_at, west, south, east, north, counts from citymodel.generation
    where city = ${tenant} and state = 'published' order by published_at desc, id desc`.execute(tx)
  return rows.map((r) => ({
    id: r.id,
    source: r.source,
    publishedAt: r.published_at,
    bounds: r.west === null ? undefined : [r.west, r.south, r.east, r.north],
    counts: r.counts,
  }))
}

export interface PublishedCell {
  /** Ids of all published generations, the latest first, whether they have this cell or not. */
  readonly generations: readonly string[]
  readonly parts: readonly CellPart[]
}

/** One cell of everything that is published: one statement, so that generations and bytes belong together. */
export async function readCell(tx: Tx, tenant: Tenant, { z, x, y }: Tile): Promise<PublishedCell> {
  const { rows } = await sql<{ generation: string; bytes: Uint8Array | null }>`
    select g.id as generation, c.bytes
    from citymodel.generation g
    left join citymodel.cell c on c.city = ${tenant} and c.generation = g.id and c.z = ${z}::smallint and c.x = ${x}::int and c.y = ${y}::int
    where g.city = ${tenant} and g.state = 'published'
    order by g.published_at desc, g.id desc, c.part`.execute(tx)
  return {
    generations: [...new Set(rows.map((r) => r.generation))],
    parts: rows.flatMap(({ generation, bytes }) => (bytes === null ? [] : [{ generation, bytes }])),
  }
}

/**
 * Deletes some of what nobody reads any more: cells of retired generations, and of those in the making that were not
 * touched since `deadSince`. Answers how many rows went: call it until none did. Across cities, as a job.
 */
export async function sweepSome(tx: Tx, deadSince: Date, limit: number): Promise<number> {
  await sql`update citymodel.generation set state = 'retired' where state = 'building' and touched_at < ${deadSince.toISOString()}`.execute(
    tx,
  )
  const cells = await sql<{ gone: string }>`
    with batch as (
      select c.city, c.generation, c.z, c.x, c.y, c.part from citymodel.generation g join citymodel.cell c on c.city = g.city and c.generation = g.id
      where g.state = 'retired' limit ${limit}
    )
    delete from citymodel.cell c using batch s
    where c.city = s.city and c.generation = s.generation and c.z = s.z and c.x = s.x and c.y = s.y and c.part = s.part returning 1 as gone`.execute(
    tx,
  )
  const empty = await sql<{ gone: string }>`
    delete from citymodel.generation g where g.state = 'retired' and not exists (select from citymodel.cell c where c.city = g.city and c.generation = g.id) returning 1 as gone`.execute(
    tx,
  )
  return cells.rows.length + empty.rows.length
}
