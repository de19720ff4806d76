/** SQL of the projection: places, events, closed days. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Origin } from './contract.ts'
import type { EventFields } from './rules/event-entity.ts'
import type { PlaceFields } from './rules/place-entity.ts'

interface Projected<F> {
  readonly id: string
  readonly version: number
  readonly fields: F
  readonly origins: Readonly<Record<string, Origin>>
  /** Kana by a dictionary, where the data has no reading. */
  readonly heard: string | null
  readonly source: string | null
  readonly modifiedAt: string
  /** Other sources whose records are of the same place, and whose values fill it (`same-places.ts`); never stored. */
  readonly alsoFrom?: readonly string[] | undefined
}
export type PlaceRow = Projected<PlaceFields>
export type EventRow = Projected<EventFields>
export type Projectable = 'place' | 'event'

interface StoredRow {
  readonly id: string
  readonly version: number | string
  readonly fields: unknown
  readonly origins: unknown
  readonly heard: string | null
  readonly source: string | null
  readonly modified_at: string | Date
}
const rowOf = <R extends PlaceRow | EventRow>(row: StoredRow): R =>
  ({
    id: row.id,
    version: Number(row.version),
    fields: row.fields,
    origins: row.origins,
    heard: row.heard,
    source: row.source,
    modifiedAt: new Date(row.modified_at).toISOString(),
  }) as R

const table = (kind: Projectable) => sql.raw(`guide.${kind}`)
const columns = sql.raw('id, version, fields, origins, heard, source, modified_at')

/** Writes rows, unless a newer version stands already. All of them count as seen. */
export async function putPlaces(tx: Tx, tenant: Tenant, rows: readonly PlaceRow[]): Promise<void> {
  await sql`insert into guide.place (city, ${columns}, seen_at)
    select ${tenant}, r.id, r.version, r.fields, r.origins, r.heard, r.source, r."modifiedAt", clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, version bigint, fields jsonb, origins jsonb, heard text, source text, "modifiedAt" timestamptz)
    on conflict (city, id) do update set
      version = greatest(excluded.version, place.version), seen_at = excluded.seen_at,
      fields = case when excluded.version >= place.version then excluded.fields else place.fields end,
      origins = case when excluded.version >= place.version then excluded.origins else place.origins end,
      heard = case when excluded.version >= place.version then excluded.heard else place.heard end,
      source = case when excluded.version >= place.version then excluded.source else place.source end,
      modified_at = case when excluded.version >= place.version then excluded.modified_at else place.modified_at end`.execute(tx)
}

/** The same for events. */
export async function putEvents(tx: Tx, tenant: Tenant, rows: readonly EventRow[]): Promise<void> {
  const dated = rows.map((r) => ({ ...r, first: r.fields.dates[0]?.day, last: r.fields.dates.at(-1)?.day }))
  await sql`insert into guide.event (city, ${columns}, first_day, last_day, seen_at)
    select ${tenant}, r.id, r.version, r.fields, r.origins, r.heard, r.source, r."modifiedAt", r.first, r.last, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(dated)}::jsonb) as r(id text, version bigint, fields jsonb, origins jsonb, heard text, source text, "modifiedAt" timestamptz, first date, last date)
    on conflict (city, id) do update set version = excluded.version, fields = excluded.fields, origins = excluded.origins, heard = excluded.heard, source = excluded.source,
      modified_at = excluded.modified_at, first_day = excluded.first_day, last_day = excluded.last_day, seen_at = excluded.seen_at
    where excluded.version >= event.version`.execute(tx)
}

/** The database's own clock, which also stamps what is seen: the town's clock may stand still. */
export async function databaseTime(tx: Tx): Promise<string> {
  const { rows } = await sql<{ at: string }>`select clock_timestamp()::text as at`.execute(tx)
  return rows[0]?.at ?? 'infinity'
}

/** Removes what a whole projection of a source (or of everything) did not see. */
export async function removeUnseen(
  tx: Tx,
  tenant: Tenant,
  kind: Projectable,
  { before, source }: { readonly before: string; readonly source: string | undefined },
): Promise<void> {
  await sql`delete from ${table(kind)} where city = ${tenant} and seen_at < ${before}::timestamptz and (${source ?? null}::text is null or source = ${source ?? null})`.execute(
    tx,
  )
}

export async function removeRow(tx: Tx, tenant: Tenant, kind: Projectable, id: string): Promise<void> {
  await sql`delete from ${table(kind)} where city = ${tenant} and id = ${id}`.execute(tx)
}

/** Rows after an id, in order of id: for reading everything in pages. */
export async function pageOf<R extends PlaceRow | EventRow>(
  tx: Tx,
  tenant: Tenant,
  kind: Projectable,
  page: { readonly after: string; readonly limit: number },
): Promise<R[]> {
  const { rows } =
    await sql<StoredRow>`select ${columns} from ${table(kind)} where city = ${tenant} and id > ${page.after} order by id limit ${page.limit}`.execute(
      tx,
    )
  return rows.map((row) => rowOf<R>(row))
}

export async function rowsOf<R extends PlaceRow | EventRow>(
  tx: Tx,
  tenant: Tenant,
  kind: Projectable,
  ids: readonly string[],
): Promise<R[]> {
  const { rows } =
    await sql<StoredRow>`select ${columns} from ${table(kind)} where city = ${tenant} and id = any(${[...ids]}::text[])`.execute(tx)
  return rows.map((row) => rowOf<R>(row))
}

/** Readings by a dictionary that are known already: nobody looks them up twice. */
export async function heardOf(
  tx: Tx,
  tenant: Tenant,
  kind: Projectable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly name: string; readonly heard: string }>> {
  const { rows } = await sql<{ id: string; name: string; heard: string }>`
    select id, fields #>> '{name,ja}' as name, heard from ${table(kind)} where city = ${tenant} and id = any(${[...ids]}::text[]) and heard is not null and fields #>> '{name,ja}' is not null`.execute(
    tx,
  )
  return new Map(rows.map(({ id, name, heard }) => [id, { name, heard }]))
}

/** Events on any day of the span (both included), by first day. */
export async function eventsBetween(tx: Tx, tenant: Tenant, from: string, to: string): Promise<EventRow[]> {
  const { rows } =
    await sql<StoredRow>`select ${columns} from guide.event where city = ${tenant} and last_day >= ${from}::date and first_day <= ${to}::date order by first_day, last_day, id limit 5000`.execute(
      tx,
    )
  return rows.map((row) => rowOf<EventRow>(row))
}

/** Places that said they are closed on this day. */
export async function closedOn(tx: Tx, tenant: Tenant, day: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{
    place_id: string
  }>`select place_id from guide.closed_day where city = ${tenant} and day = ${day}::date`.execute(tx)
  return new Set(rows.map((r) => r.place_id))
}

export async function setClosed(
  tx: Tx,
  tenant: Tenant,
  said: { readonly placeId: string; readonly day: string; readonly closed: boolean; readonly at: string; readonly by: string },
): Promise<void> {
  if (said.closed)
    await sql`insert into guide.closed_day (city, place_id, day, said_at, said_by) values (${tenant}, ${said.placeId}, ${said.day}::date, ${said.at}::timestamptz, ${said.by}) on conflict do nothing`.execute(
      tx,
    )
  else await sql`delete from guide.closed_day where city = ${tenant} and place_id = ${said.placeId} and day = ${said.day}::date`.execute(tx)
}

export async function countRows(
  tx: Tx,
  tenant: Tenant,
): Promise<{
  readonly places: number
  readonly events: number
  readonly openReports: number
  readonly openClaims: number
  readonly openDrafts: number
}> {
  const { rows } = await sql<{ places: number; events: number; reports: number; claims: number; drafts: number }>`select
    (select count(*)::int from guide.place where city = ${tenant}) as places, (select count(*)::int from guide.event where city = ${tenant}) as events,
    (select count(*)::int from guide.report where city = ${tenant} and state = 'received') as reports, (select count(*)::int from guide.claim where city = ${tenant} and state = 'submitted') as claims,
    (select count(*)::int from guide.draft where city = ${tenant} and state = 'submitted') as drafts`.execute(tx)
  const row = rows[0]
  return {
    places: row?.places ?? 0,
    events: row?.events ?? 0,
    openReports: row?.reports ?? 0,
    openClaims: row?.claims ?? 0,
    openDrafts: row?.drafts ?? 0,
  }
}
