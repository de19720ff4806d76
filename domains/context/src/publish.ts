/** Makes a staged run visible: set by set, inside one transaction of the caller. */
import { sql } from 'kysely'
import type { Tx } from '@machinaka/platform'
import { recordPublished } from './delivery/change-log.ts'
import type { Importing } from './staging.ts'
import { stageAgain } from './staging.ts'
import { forgetTallies } from './tally-store.ts'

// Staged rows are looked up by `lateral (… limit 1)` and scalar subqueries: a fresh table has no statistics, and the planner
// would join it by a scan per row.

/** Rows per statement: a statement ends well before the database's time limit, also on the embedded engine. */
const ROWS = 10_000
const AGAIN = 1_000
const ATTEMPTS = 10

export interface PublishedCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly proposals: number
  readonly missing: number
  readonly removed: number
}

/** Inserts, updates and (where told) removes what the run staged, with history and proposals. */
export async function publishStaged(tx: Tx, importing: Importing, removeMissing: boolean): Promise<PublishedCounts> {
  // The rows of a page pass through a sort and on into history: in memory, where they fit.
  await sql`set local work_mem = '64MB'`.execute(tx)
  const { rows: kinds } = await sql<{
    kind: string
    count: number
  }>`select kind, count(*) as count from context.staged where city = ${importing.tenant} and run = ${importing.run}::uuid group by kind`.execute(
    tx,
  )
  const staged = kinds.reduce((sum, { count }) => sum + count, 0)
  if (kinds.some(({ kind }) => kind === 'changed' || kind === 'kept')) await lockStaged(tx, importing)
  let created = 0
  let inserting = await settle(tx, importing)
  for (let attempt = 0; inserting; attempt += 1) {
    if (attempt === ATTEMPTS) throw new Error('Others kept writing the entities of this import while it was published; run it again')
    const made = await insertNew(tx, importing)
    created += made.made
    // An entity that appeared between the look and the insert: decide about it again, now that it can be locked.
    inserting = made.made < made.tried
    if (inserting) {
      await lockStaged(tx, importing)
      await settle(tx, importing)
    }
  }
  const updated = await updateChanged(tx, importing)
  await rememberKept(tx, importing)
  const proposals = await propose(tx, importing)
  const { missing, removed } = await missingOf(tx, importing, removeMissing)
  await recordPublished(tx, importing)
  if (created + updated + removed > 0) await forgetTallies(tx, importing.tenant)
  return { created, updated, unchanged: staged - created - updated, proposals, missing, removed }
}

/** Locks the existing entities that the run has decided about, in order of id. */
async function lockStaged(tx: Tx, { tenant, run }: Importing): Promise<void> {
  await sql`
    with locked as materialized (
      select l.id from context.staged s
      cross join lateral (select e.id from context.entity e where e.city = ${tenant} and e.id = s.id limit 1 for update) l
      where s.city = ${tenant} and s.run = ${run}::uuid and s.kind <> 'same' order by s.id
    ) select count(*) from locked`.execute(tx)
}

/** Decides again where the store has moved on since staging. Answers whether anything is to be inserted. */
async function settle(tx: Tx, importing: Importing): Promise<boolean> {
  for (let round = 0; (await stageAgain(tx, importing, AGAIN)) === AGAIN;)
    if ((round += 1) > 10_000) throw new Error('Staged entities do not settle')
  const {
    rows: [left],
  } = await sql<{ any: boolean }>`
    select exists (select from context.staged where city = ${importing.tenant} and run = ${importing.run}::uuid and kind = 'new') as any`.execute(
    tx,
  )
  return left?.any === true
}

async function insertNew(tx: Tx, { tenant, run, source, at }: Importing): Promise<{ readonly tried: number; readonly made: number }> {
  let [tried, made] = [0, 0]
  for await (const { first, last, rows } of pages(tx, { tenant, run, kind: 'new' })) {
    const { numAffectedRows = 0n } = await sql`
      with put as (
        insert into context.entity (city, id, types, scope, doc, location, source, source_hash, version, created_at, modified_at, expires_at, next_expiry)
        select city, id, types, scope, doc, location, ${source}, hash, nextval('context.version'), ${at}::timestamptz, ${at}::timestamptz, expires_at, expires_at
        from context.staged where city = ${tenant} and run = ${run}::uuid and kind = 'new' and id between ${first} and ${last} order by id
        on conflict (city, id) do nothing
        returning id, version, types, scope, doc
      )
      insert into context.entity_history (city, entity, version, at, operation, by, actor, run, types, scope, changes)
      select ${tenant}, id, version, ${at}::timestamptz, 'created', 'source', ${source}, ${run}::uuid, types, scope,
        case when scope = '{}' then doc else context.with_scope(doc, scope, ${at}::timestamptz) end from put`.execute(tx)
    tried += rows
    made += Number(numAffectedRows)
  }
  return { tried, made }
}

async function updateChanged(tx: Tx, { tenant, run, source, at }: Importing): Promise<number> {
  let updated = 0
  for await (const { first, last, rows } of pages(tx, { tenant, run, kind: 'changed' })) {
    const { numAffectedRows = 0n } = await sql`
      with put as (
        update context.entity e
        set types = p.types, scope = p.scope, doc = p.doc, location = p.location, source = ${source}, source_hash = p.hash, origin = p.origin,
            version = nextval('context.version'), modified_at = ${at}::timestamptz, expires_at = p.expires_at, next_expiry = p.expires_at
        from context.staged p
        where p.city = ${tenant} and p.run = ${run}::uuid and p.kind = 'changed' and p.id between ${first} and ${last}
          and e.city = ${tenant} and e.id = p.id and e.version = p.base_version
        returning e.id, e.version, e.types, e.scope, p.changes
      )
      insert into context.entity_history (city, entity, version, at, operation, by, actor, run, types, scope, changes)
      select ${tenant}, id, version, ${at}::timestamptz, 'updated', 'source', ${source}, ${run}::uuid, types, scope, changes from put`.execute(
      tx,
    )
    if (Number(numAffectedRows) !== rows) throw new Error('An entity changed although it was locked')
    updated += rows
  }
  return updated
}

interface StagedPage {
  readonly first: string
  readonly last: string
  readonly rows: number
}

/** The staged rows of one kind in pages by id: bounds only, so that no page is copied. */
async function* pages(
  tx: Tx,
  { tenant, run, kind }: { readonly tenant: string; readonly run: string; readonly kind: 'new' | 'changed' },
): AsyncGenerator<StagedPage> {
  for (let after = ''; ;) {
    const {
      rows: [page],
    } = await sql<{ first: string | null; last: string | null; rows: number }>`
      select min(id) as first, max(id) as last, count(*) as rows from (
        select id from context.staged where city = ${tenant} and run = ${run}::uuid and kind = ${kind} and id > ${after} order by id limit ${ROWS}
      ) page`.execute(tx)
    if (page === undefined || page.first === null || page.last === null) return
    yield { first: page.first, last: page.last, rows: page.rows }
    if (page.rows < ROWS) return
    after = page.last
  }
}

/** Entities that stay as they are, but whose source now says something else (a person outranks it), or is another one. */
async function rememberKept(tx: Tx, { tenant, run, source }: Importing): Promise<void> {
  await sql`
    update context.entity e set source = ${source}, source_hash = s.hash
    from context.staged s where s.city = ${tenant} and s.run = ${run}::uuid and s.kind = 'kept' and e.city = ${tenant} and e.id = s.id`.execute(
    tx,
  )
}

/** Opens proposals for values that differ from a person's, unless the same value was dismissed; settles those that no longer differ. */
async function propose(tx: Tx, { tenant, run, source, at }: Importing): Promise<number> {
  const {
    rows: [found],
  } = await sql<{
    any: boolean
  }>`select exists (select from context.staged where city = ${tenant} and run = ${run}::uuid and proposals is not null) as any`.execute(tx)
  if (found?.any !== true) return 0
  const { rows } = await sql`
    insert into context.proposal (city, entity, attribute, source, run, at, proposed)
    select ${tenant}, s.id, p.attribute, ${source}, ${run}::uuid, ${at}::timestamptz, coalesce(p.proposed, 'null'::jsonb)
    from context.staged s cross join lateral jsonb_to_recordset(s.proposals) as p(attribute text, proposed jsonb)
    where s.city = ${tenant} and s.run = ${run}::uuid and s.kind in ('changed', 'kept') and not exists (
      select from context.proposal d where d.city = ${tenant} and d.entity = s.id and d.attribute = p.attribute and d.state = 'dismissed' and d.proposed = coalesce(p.proposed, 'null'::jsonb))
    on conflict (city, entity, attribute) where state = 'open' do update set proposed = excluded.proposed, source = excluded.source, run = excluded.run, at = excluded.at
    where proposal.proposed is distinct from excluded.proposed
    returning id`.execute(tx)
  await sql`
    update context.proposal o set state = 'settled', decided_at = ${at}::timestamptz
    where o.city = ${tenant} and o.state = 'open' and (
      select not exists (select from jsonb_to_recordset(s.proposals) as p(attribute text) where p.attribute = o.attribute)
      from context.staged s where s.city = ${tenant} and s.run = ${run}::uuid and s.id = o.entity and s.doc is not null and s.kind in ('changed', 'kept') limit 1)`.execute(
    tx,
  )
  return rows.length
}

/** Entities of the source that the run did not bring: counted, and removed where told to. */
async function missingOf(
  tx: Tx,
  { tenant, run, source, at }: Importing,
  removeMissing: boolean,
): Promise<{ readonly missing: number; readonly removed: number }> {
  const gone = sql`e.city = ${tenant} and e.source = ${source} and (select s.id from context.staged s where s.city = ${tenant} and s.run = ${run}::uuid and s.id = e.id limit 1) is null`
  if (!removeMissing) {
    const {
      rows: [counted],
    } = await sql<{ missing: number }>`select count(*) as missing from context.entity e where ${gone}`.execute(tx)
    return { missing: counted?.missing ?? 0, removed: 0 }
  }
  const {
    rows: [counted],
  } = await sql<{ removed: number }>`
    with gone as (delete from context.entity e where ${gone} returning e.id, e.types, e.scope, e.doc, e.created_at),
    ended as (
      insert into context.evolution as v (city, entity, types, created_at, modified_at, deleted_at)
      select ${tenant}, id, types, created_at, ${at}::timestamptz, ${at}::timestamptz from gone
      on conflict (city, entity) do update set types = excluded.types, modified_at = excluded.modified_at, deleted_at = excluded.deleted_at
    ),
    settled as (update context.proposal p set state = 'settled', decided_at = ${at}::timestamptz from gone where p.city = ${tenant} and p.entity = gone.id and p.state = 'open'),
    noted as (
      insert into context.entity_history (city, entity, version, at, operation, by, actor, run, types, scope, changes)
      select ${tenant}, id, nextval('context.version'), ${at}::timestamptz, 'deleted', 'source', ${source}, ${run}::uuid, types, scope, context.ended(doc, scope) from gone
    ) select count(*) as removed from gone`.execute(tx)
  const removed = counted?.removed ?? 0
  return { missing: removed, removed }
}
