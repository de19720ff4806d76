/** SQL of drafts. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Draft } from './contract.ts'

interface DraftRow {
  readonly id: string
  readonly kind: Draft['kind']
  readonly target: string | null
  readonly change: Draft['change']
  readonly publish_at: string | null
  readonly department: string | null
  readonly note: string | null
  readonly state: Draft['state']
  readonly author: string
  readonly editors: readonly string[]
  readonly created_at: string
  readonly updated_at: string
  readonly decided_by: string | null
  readonly decision_note: string | null
  readonly published: string | null
}
const iso = (at: string): string => new Date(at).toISOString()
const draftOf = (r: DraftRow): Draft => ({
  id: r.id,
  kind: r.kind,
  change: r.change,
  state: r.state,
  author: r.author,
  editors: [...new Set([r.author, ...r.editors])],
  createdAt: iso(r.created_at),
  updatedAt: iso(r.updated_at),
  ...(r.target === null ? {} : { target: r.target }),
  ...(r.publish_at === null ? {} : { publishAt: iso(r.publish_at) }),
  ...(r.department === null ? {} : { department: r.department }),
  ...(r.note === null ? {} : { note: r.note }),
  ...(r.decided_by === null ? {} : { decidedBy: r.decided_by }),
  ...(r.decision_note === null ? {} : { decisionNote: r.decision_note }),
  ...(r.published === null ? {} : { published: r.published }),
})
const columns = sql.raw(
  'id, kind, target, change, publish_at, department, note, state, author, editors, created_at, updated_at, decided_by, decision_note, published',
)

/** Writes a draft, new or changed. */
export async function putDraft(tx: Tx, tenant: Tenant, d: Draft): Promise<void> {
  await sql`insert into guide.draft (city, ${columns}) values (${tenant}, ${d.id}, ${d.kind}, ${d.target ?? null}, ${JSON.stringify(d.change)}::jsonb, ${d.publishAt ?? null}::timestamptz, ${d.department ?? null}, ${d.note ?? null},
      ${d.state}, ${d.author}, ${d.editors}::text[], ${d.createdAt}::timestamptz, ${d.updatedAt}::timestamptz, ${d.decidedBy ?? null}, ${d.decisionNote ?? null}, ${d.published ?? null})
    on conflict (city, id) do update set kind = excluded.kind, target = excluded.target, change = excluded.change, publish_at = excluded.publish_at, department = excluded.department, note = excluded.note,
      state = excluded.state, editors = excluded.editors, updated_at = excluded.updated_at, decided_by = excluded.decided_by, decision_note = excluded.decision_note, published = excluded.published`.execute(
    tx,
  )
}
export async function lockDraft(tx: Tx, tenant: Tenant, id: string): Promise<Draft | undefined> {
  const { rows } = await sql<DraftRow>`select ${columns} from guide.draft where city = ${tenant} and id::text = ${id} for update`.execute(
    tx,
  )
  return rows[0] && draftOf(rows[0])
}
export async function listDrafts(
  tx: Tx,
  tenant: Tenant,
  { state, limit, offset }: { readonly state: string | undefined; readonly limit: number; readonly offset: number },
): Promise<{ readonly items: Draft[]; readonly total: number }> {
  const { rows } = await sql<
    DraftRow & { total: number }
  >`select ${columns}, count(*) over ()::int as total from guide.draft where city = ${tenant} and (${state ?? null}::text is null or state = ${state ?? null})
    order by updated_at desc, id limit ${limit} offset ${offset}`.execute(tx)
  return { items: rows.map(draftOf), total: rows[0]?.total ?? 0 }
}
/** Approved drafts whose time has come. */
export async function dueDrafts(
  tx: Tx,
  tenant: Tenant,
  { now, kinds }: { readonly now: Date; readonly kinds: readonly Draft['kind'][] },
): Promise<string[]> {
  const { rows } = await sql<{
    id: string
  }>`select id from guide.draft where city = ${tenant} and state = 'approved' and kind = any(${kinds}::text[]) and (publish_at is null or publish_at <= ${now.toISOString()}::timestamptz) order by publish_at nulls first limit 100`.execute(
    tx,
  )
  return rows.map((r) => r.id)
}
