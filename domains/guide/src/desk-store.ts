/** SQL of reports, claims and remembered mappings. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Claim, Mapping, Report, Text } from './contract.ts'

const iso = (at: string | Date): string => new Date(at).toISOString()
const maybe = <K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { readonly [P in K]?: V }

interface ReportRow {
  readonly id: string
  readonly place_id: string
  readonly place_name: Text
  readonly kind: Report['kind']
  readonly text: string
  readonly contact: string | null
  readonly state: Report['state']
  readonly created_at: string
  readonly answer: string | null
  readonly answered_at: string | null
  readonly answered_by: string | null
}
const reportOf = (r: ReportRow): Report => ({
  id: r.id,
  placeId: r.place_id,
  placeName: r.place_name,
  kind: r.kind,
  text: r.text,
  state: r.state,
  createdAt: iso(r.created_at),
  ...maybe('contact', r.contact),
  ...maybe('answer', r.answer),
  ...maybe('answeredAt', r.answered_at === null ? null : iso(r.answered_at)),
  ...maybe('answeredBy', r.answered_by),
})
const reportColumns = sql.raw('id, place_id, place_name, kind, text, contact, state, created_at, answer, answered_at, answered_by')

export async function insertReport(tx: Tx, tenant: Tenant, report: Report, receiptHash: string): Promise<void> {
  await sql`insert into guide.report (city, id, place_id, place_name, kind, text, contact, receipt_hash, state, created_at)
    values (${tenant}, ${report.id}, ${report.placeId}, ${JSON.stringify(report.placeName)}::jsonb, ${report.kind}, ${report.text}, ${report.contact ?? null}, ${receiptHash}, ${report.state}, ${report.createdAt}::timestamptz)`.execute(
    tx,
  )
}
export async function openReportsOf(tx: Tx, tenant: Tenant, placeId: string): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from guide.report where city = ${tenant} and place_id = ${placeId} and state = 'received'`.execute(tx)
  return rows[0]?.n ?? 0
}
export async function reportByReceipt(tx: Tx, tenant: Tenant, receiptHash: string): Promise<Report | undefined> {
  const { rows } =
    await sql<ReportRow>`select ${reportColumns} from guide.report where city = ${tenant} and receipt_hash = ${receiptHash} for update`.execute(
      tx,
    )
  return rows[0] && reportOf(rows[0])
}
export async function lockReport(tx: Tx, tenant: Tenant, id: string): Promise<Report | undefined> {
  const { rows } =
    await sql<ReportRow>`select ${reportColumns} from guide.report where city = ${tenant} and id::text = ${id} for update`.execute(tx)
  return rows[0] && reportOf(rows[0])
}
export async function settleReport(tx: Tx, tenant: Tenant, report: Report): Promise<void> {
  await sql`update guide.report set state = ${report.state}, answer = ${report.answer ?? null}, answered_at = ${report.answeredAt ?? null}::timestamptz, answered_by = ${report.answeredBy ?? null} where city = ${tenant} and id::text = ${report.id}`.execute(
    tx,
  )
}
export interface Page<S> {
  readonly state: S | undefined
  readonly limit: number
  readonly offset: number
}
export async function listReports(
  tx: Tx,
  tenant: Tenant,
  { state, limit, offset }: Page<string>,
): Promise<{ readonly items: Report[]; readonly total: number }> {
  const { rows } = await sql<
    ReportRow & { total: number }
  >`select ${reportColumns}, count(*) over ()::int as total from guide.report where city = ${tenant} and (${state ?? null}::text is null or state = ${state ?? null})
    order by created_at desc, id limit ${limit} offset ${offset}`.execute(tx)
  return { items: rows.map(reportOf), total: rows[0]?.total ?? 0 }
}
/** How to reach a reporter is forgotten once it is no longer needed. */
export async function forgetContacts(tx: Tx, tenant: Tenant, answeredBefore: Date): Promise<number> {
  const { rows } =
    await sql`update guide.report set contact = null where city = ${tenant} and contact is not null and state <> 'received' and coalesce(answered_at, created_at) < ${answeredBefore.toISOString()}::timestamptz returning id`.execute(
      tx,
    )
  return rows.length
}

interface ClaimRow {
  readonly id: string
  readonly place_id: string
  readonly place_name: Text
  readonly account_id: string
  readonly evidence: string
  readonly state: Claim['state']
  readonly created_at: string
  readonly decided_at: string | null
  readonly decided_by: string | null
  readonly answer: string | null
}
const claimOf = (r: ClaimRow): Claim => ({
  id: r.id,
  placeId: r.place_id,
  placeName: r.place_name,
  accountId: r.account_id,
  evidence: r.evidence,
  state: r.state,
  createdAt: iso(r.created_at),
  ...maybe('decidedAt', r.decided_at === null ? null : iso(r.decided_at)),
  ...maybe('decidedBy', r.decided_by),
  ...maybe('answer', r.answer),
})
const claimColumns = sql.raw('id, place_id, place_name, account_id, evidence, state, created_at, decided_at, decided_by, answer')

export async function insertClaim(tx: Tx, tenant: Tenant, c: Claim): Promise<void> {
  await sql`insert into guide.claim (city, id, place_id, place_name, account_id, evidence, state, created_at)
    values (${tenant}, ${c.id}, ${c.placeId}, ${JSON.stringify(c.placeName)}::jsonb, ${c.accountId}, ${c.evidence}, ${c.state}, ${c.createdAt}::timestamptz)`.execute(
    tx,
  )
}
/** Claims that stand in the way of another one: granted to anybody, or already submitted by this account. */
export async function standingClaims(tx: Tx, tenant: Tenant, placeId: string): Promise<Claim[]> {
  const { rows } =
    await sql<ClaimRow>`select ${claimColumns} from guide.claim where city = ${tenant} and place_id = ${placeId} and state in ('submitted', 'granted') for update`.execute(
      tx,
    )
  return rows.map(claimOf)
}
export async function lockClaim(tx: Tx, tenant: Tenant, id: string): Promise<Claim | undefined> {
  const { rows } =
    await sql<ClaimRow>`select ${claimColumns} from guide.claim where city = ${tenant} and id::text = ${id} for update`.execute(tx)
  return rows[0] && claimOf(rows[0])
}
export async function settleClaim(tx: Tx, tenant: Tenant, c: Claim): Promise<void> {
  await sql`update guide.claim set state = ${c.state}, decided_at = ${c.decidedAt ?? null}::timestamptz, decided_by = ${c.decidedBy ?? null}, answer = ${c.answer ?? null} where city = ${tenant} and id::text = ${c.id}`.execute(
    tx,
  )
}
export async function listClaims(
  tx: Tx,
  tenant: Tenant,
  { state, limit, offset }: Page<string>,
): Promise<{ readonly items: Claim[]; readonly total: number }> {
  const { rows } = await sql<
    ClaimRow & { total: number }
  >`select ${claimColumns}, count(*) over ()::int as total from guide.claim where city = ${tenant} and (${state ?? null}::text is null or state = ${state ?? null})
    order by created_at desc, id limit ${limit} offset ${offset}`.execute(tx)
  return { items: rows.map(claimOf), total: rows[0]?.total ?? 0 }
}
export async function claimsOf(tx: Tx, tenant: Tenant, accountId: string): Promise<Claim[]> {
  const { rows } =
    await sql<ClaimRow>`select ${claimColumns} from guide.claim where city = ${tenant} and account_id = ${accountId} order by created_at desc limit 200`.execute(
      tx,
    )
  return rows.map(claimOf)
}

export async function findMapping(tx: Tx, tenant: Tenant, source: string): Promise<Mapping | undefined> {
  const { rows } = await sql<{ mapping: Mapping }>`select mapping from guide.mapping where city = ${tenant} and source = ${source}`.execute(
    tx,
  )
  return rows[0]?.mapping
}
export async function putMapping(
  tx: Tx,
  tenant: Tenant,
  kept: { readonly source: string; readonly mapping: Mapping; readonly at: string },
): Promise<void> {
  await sql`insert into guide.mapping (city, source, mapping, updated_at) values (${tenant}, ${kept.source}, ${JSON.stringify(kept.mapping)}::jsonb, ${kept.at}::timestamptz)
    on conflict (city, source) do update set mapping = excluded.mapping, updated_at = excluded.updated_at`.execute(tx)
}
