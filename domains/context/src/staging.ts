/** Stages entities of a run where nobody sees them, each with the decision what publishing will do. */
import { createHash } from 'node:crypto'
import { canonicalJson, checkEntity, isProblem, type Attributes, type Entity } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Skipped } from './contract.ts'
import { limits } from './contract.ts'
import { entityColumns, heldOf, isStorable, placeColumns, placeOfColumns, type EntityRow } from './rows.ts'
import { recordedChanges } from './rules/recorded.ts'
import { mergeImport } from './rules/merge.ts'

/** new: to insert; changed: to update, with history; kept: only what the source said is remembered (and proposed); same: nothing. */
export type StagedKind = 'new' | 'changed' | 'kept' | 'same'

/** An entity ready to be staged, with the canonical text of its attributes and the hash of all it says. */
export interface Prepared {
  readonly entity: Entity
  readonly text: string
  readonly hash: string
}

/** Whose run, and when it says what it says. */
export interface Importing {
  readonly tenant: Tenant
  readonly run: string
  readonly source: string
  readonly at: string
}

/** Checks entities and hashes them; the last of several with one id stays. */
export function prepare(entities: readonly Entity[]): { readonly prepared: readonly Prepared[]; readonly skipped: readonly Skipped[] } {
  const prepared = new Map<string, Prepared>()
  const skipped: Skipped[] = []
  for (const entity of entities) {
    const problem = checkEntity(entity)
    if (isProblem(problem)) {
      skipped.push({ id: String(entity.id).slice(0, 200), reason: problem.detail })
      continue
    }
    const text = canonicalJson(entity.attributes)
    if (text.length > limits.entityBytes || !isStorable(text)) {
      skipped.push({
        id: entity.id,
        reason:
          text.length > limits.entityBytes
            ? `The entity is larger than ${limits.entityBytes} characters.`
            : 'The entity holds text with U+0000 or half a character.',
      })
      continue
    }
    if (prepared.has(entity.id)) skipped.push({ id: entity.id, reason: 'Another record with the same id follows; the last one is taken.' })
    prepared.set(entity.id, { entity, text, hash: hashOf(entity, text) })
  }
  return { prepared: [...prepared.values()], skipped }
}

/** SHA-1 serves to notice change, not to defend: 27 characters of base64url. */
const hashOf = (entity: Entity, text: string): string =>
  createHash('sha1')
    .update(text)
    .update('\n')
    .update(entity.types.join(' '))
    .update('\n')
    .update((entity.scope ?? []).join(' '))
    .update('\n')
    .update(entity.expiresAt ?? '')
    .digest('base64url')

interface HeldRow extends Omit<EntityRow, 'doc'> {
  readonly doc: Attributes | null
  readonly same_hash: boolean
}

/** Decides about each entity by what is stored now, and stages it. Answers the kinds. */
export async function stage(tx: Tx, importing: Importing, prepared: readonly Prepared[]): Promise<readonly StagedKind[]> {
  if (prepared.length === 0) return []
  const held = await heldRows(tx, importing, prepared)
  const decided = prepared.map((one) => decide(importing, one, held.get(one.entity.id)))
  await insertStaged(
    tx,
    importing,
    decided.map(({ json }) => json),
  )
  return decided.map(({ kind }) => kind)
}

/** Entities of these ids; without their contents where the source says just what it said before. */
async function heldRows(tx: Tx, { tenant }: Importing, prepared: readonly Prepared[]): Promise<ReadonlyMap<string, HeldRow>> {
  const { rows } = await sql<HeldRow>`
    select h.id, h.types, h.scope, h.origin, h.source, h.version, h.created_at, h.modified_at, h.expires_at, h.same_hash,
      case when h.same_hash then null else h.doc end as doc
    from (
      select ${entityColumns}, e.source_hash is not distinct from r.hash as same_hash
      from unnest(${prepared.map(({ entity }) => entity.id)}::text[], ${prepared.map(({ hash }) => hash)}::text[]) as r(id, hash)
      cross join lateral (select * from context.entity e where e.city = ${tenant} and e.id = r.id limit 1) e
    ) h`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

function decide(
  importing: Importing,
  { entity, text, hash }: Prepared,
  held: HeldRow | undefined,
): { readonly kind: StagedKind; readonly json: string } {
  const head = { id: entity.id, hash, base_version: held?.version ?? 0 }
  if (held === undefined) {
    const row = JSON.stringify({
      ...head,
      kind: 'new',
      types: entity.types,
      scope: entity.scope ?? [],
      expires_at: entity.expiresAt,
      ...placeColumns(entity),
    })
    return { kind: 'new', json: `${row.slice(0, -1)},"doc":${text}}` }
  }
  if (held.doc === null) {
    const kind = held.source === importing.source ? 'same' : 'kept'
    return { kind, json: JSON.stringify({ ...head, kind, proposals: [] }) }
  }
  const before = heldOf({ ...held, doc: held.doc })
  const merged = mergeImport(before, entity, { by: 'source', id: importing.source, at: importing.at })
  const kind = merged.changed || (held.expires_at ?? undefined) !== entity.expiresAt ? 'changed' : 'kept'
  const row = JSON.stringify({
    ...head,
    kind,
    types: merged.types,
    scope: merged.scope,
    doc: merged.attributes,
    origin: merged.origin,
    changes: recordedChanges(merged.changes, { before, scope: merged.scope, at: importing.at }),
    proposals: merged.proposals,
    expires_at: entity.expiresAt,
    ...placeColumns(merged),
    said: { types: entity.types, scope: entity.scope ?? [] },
  })
  return { kind, json: `${row.slice(0, -1)},"incoming":${text}}` }
}

async function insertStaged(tx: Tx, { tenant, run }: Importing, rows: readonly string[]): Promise<void> {
  await sql`
    insert into context.staged (city, run, id, kind, base_version, types, scope, said, incoming, doc, location, hash, origin, changes, proposals, expires_at)
    select ${tenant}, ${run}::uuid, r.id, r.kind, r.base_version, r.types, r.scope, r.said, r.incoming, r.doc, ${placeOfColumns}, r.hash, r.origin, r.changes, r.proposals, r.expires_at
    from jsonb_to_recordset(${`[${rows.join(',')}]`}::jsonb) as r(id text, kind text, base_version bigint, types text[], scope text[], said jsonb, incoming jsonb, doc jsonb,
      lon float8, lat float8, shape jsonb, hash text, origin jsonb, changes jsonb, proposals jsonb, expires_at timestamptz)
    on conflict (city, run, id) do update set kind = excluded.kind, base_version = excluded.base_version, types = excluded.types, scope = excluded.scope,
      said = excluded.said, incoming = excluded.incoming, doc = excluded.doc, location = excluded.location, hash = excluded.hash, origin = excluded.origin,
      changes = excluded.changes, proposals = excluded.proposals, expires_at = excluded.expires_at`.execute(tx)
}

/** What a staged row said before any decision, to decide again. */
interface SaidRow {
  readonly id: string
  readonly types: readonly string[]
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly expires_at: string | null
  readonly hash: string
}

/** Decides again about entities that others wrote since they were staged; the caller holds their locks. Answers how many there were. */
export async function stageAgain(tx: Tx, importing: Importing, limit: number): Promise<number> {
  const { rows } = await sql<SaidRow>`
    select s.id, s.hash, s.expires_at, coalesce(s.incoming, s.doc) as attributes,
      case when s.said is null then s.types else array(select jsonb_array_elements_text(s.said->'types')) end as types,
      case when s.said is null then s.scope else array(select jsonb_array_elements_text(s.said->'scope')) end as scope
    from context.staged s left join lateral (select e.version from context.entity e where e.city = ${importing.tenant} and e.id = s.id limit 1) e on true
    where s.city = ${importing.tenant} and s.run = ${importing.run}::uuid and s.doc is not null and s.kind <> 'same'
      and e.version is distinct from nullif(s.base_version, 0)
    order by s.id limit ${limit}`.execute(tx)
  await stage(
    tx,
    importing,
    rows.map((row) => ({
      entity: {
        id: row.id,
        types: row.types,
        scope: row.scope,
        attributes: row.attributes,
        ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
      },
      text: canonicalJson(row.attributes),
      hash: row.hash,
    })),
  )
  return rows.length
}
