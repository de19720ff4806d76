/** Sources and import runs: who holds one, what it reports, and what becomes of those whose process died. */
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import type { SourceInput } from './broker.ts'
import type { Run, RunReport, RunState, Source } from './contract.ts'

/** A run whose holder gave no sign of life for so long is dead (sharing one PostgreSQL server; see `sweep`). */
export const DEAD_AFTER_S = 60

interface RunRow {
  readonly id: string
  readonly source: string
  readonly state: RunState
  readonly started_at: string
  readonly ended_at: string | null
  readonly actor: string | null
  readonly reason: string | null
  readonly report: RunReport
}
const runOf = (row: RunRow): Run => ({
  id: row.id,
  source: row.source,
  state: row.state,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  actor: row.actor,
  reason: row.reason,
  report: row.report,
})
const runColumns = sql`r.id, r.source, r.state, r.started_at, r.ended_at, r.actor, r.reason, r.report`

export async function saveSource(tx: Tx, tenant: Tenant, source: SourceInput, at: string): Promise<void> {
  await sql`
    insert into context.source (city, key, kind, title, url, attribution, licence, created_at)
    values (${tenant}, ${source.key}, ${source.kind}, ${source.title}, ${source.url ?? null}, ${source.attribution ?? null}, ${source.licence ?? null}, ${at}::timestamptz)
    on conflict (city, key) do update set kind = excluded.kind, title = excluded.title, url = excluded.url, attribution = excluded.attribution, licence = excluded.licence`.execute(
    tx,
  )
}

export async function listSources(tx: Tx, tenant: Tenant): Promise<readonly Source[]> {
  const { rows } = await sql<{
    key: string
    kind: string
    title: string
    url: string | null
    attribution: string | null
    licence: string | null
    entities: number
    last_run: string | null
  }>`
    select s.key, s.kind, s.title, s.url, s.attribution, s.licence,
      (select count(*) from context.entity e where e.city = s.city and e.source = s.key) as entities,
      (select r.id from context.run r where r.city = s.city and r.source = s.key order by r.started_at desc, r.id desc limit 1) as last_run
    from context.source s where s.city = ${tenant} order by s.key`.execute(tx)
  const runs = await runsById(
    tx,
    tenant,
    rows.flatMap(({ last_run }) => (last_run === null ? [] : [last_run])),
  )
  return rows.map(({ last_run, ...source }) => ({ ...source, lastRun: (last_run === null ? undefined : runs.get(last_run)) ?? null }))
}

async function runsById(tx: Tx, tenant: Tenant, ids: readonly string[]): Promise<ReadonlyMap<string, Run>> {
  const { rows } =
    await sql<RunRow>`select ${runColumns} from context.run r where r.city = ${tenant} and r.id = any(${[...ids]}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, runOf(row)]))
}

export async function listRuns(
  tx: Tx,
  tenant: Tenant,
  filter: { readonly source?: string | undefined; readonly limit: number; readonly offset: number },
): Promise<readonly Run[]> {
  const { rows } = await sql<RunRow>`
    select ${runColumns} from context.run r where r.city = ${tenant} and (${filter.source ?? null}::text is null or r.source = ${filter.source ?? null})
    order by r.started_at desc, r.id desc limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  return rows.map(runOf)
}

export const findRun = async (tx: Tx, tenant: Tenant, id: string): Promise<Run | undefined> => (await runsById(tx, tenant, [id])).get(id)

/** Begins a run; undefined while another one of the source is running. */
export async function beginRun(
  tx: Tx,
  tenant: Tenant,
  run: {
    readonly id: string
    readonly source: string
    readonly actor: string | undefined
    readonly at: string
    readonly report: RunReport
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into context.run (city, id, source, state, started_at, actor, report)
    values (${tenant}, ${run.id}::uuid, ${run.source}, 'running', ${run.at}::timestamptz, ${run.actor ?? null}, ${JSON.stringify(run.report)}::jsonb)
    on conflict (city, source) where state = 'running' do nothing returning id`.execute(tx)
  return rows.length === 1
}

/** A sign of life, with the report so far. False when the run is not running any more. */
export async function touchRun(tx: Tx, tenant: Tenant, id: string, report?: RunReport): Promise<boolean> {
  const { rows } = await sql`
    update context.run set alive_at = clock_timestamp(), report = coalesce(${report === undefined ? null : JSON.stringify(report)}::jsonb, report)
    where city = ${tenant} and id = ${id}::uuid and state = 'running' returning id`.execute(tx)
  return rows.length === 1
}

/** Ends a running run; undefined when it has ended already. */
export async function endRun(
  tx: Tx,
  tenant: Tenant,
  end: { readonly id: string; readonly state: RunState; readonly at: string; readonly reason?: string; readonly report: RunReport },
): Promise<Run | undefined> {
  const { rows } = await sql<RunRow>`
    update context.run r set state = ${end.state}, ended_at = ${end.at}::timestamptz, reason = ${end.reason ?? null}, report = ${JSON.stringify(end.report)}::jsonb
    where r.city = ${tenant} and r.id = ${end.id}::uuid and r.state = 'running' returning ${runColumns}`.execute(tx)
  return rows[0] === undefined ? undefined : runOf(rows[0])
}

/**
 * Marks the runs of dead processes as interrupted. The embedded engine has one owner, so whatever runs when that one starts
 * is dead; on a PostgreSQL server a run is dead when its process gave no sign of life. A run that is being published is
 * locked by its process, and left alone.
 */
export async function interruptDead(
  tx: Tx,
  of: { readonly tenant?: Tenant; readonly source?: string; readonly all: boolean; readonly at: string },
): Promise<number> {
  const { rows } = await sql`
    with dead as (
      select city, id from context.run
      where state = 'running' and (${of.all} or alive_at < clock_timestamp() - make_interval(secs => ${DEAD_AFTER_S}))
        and (${of.tenant ?? null}::text is null or city = ${of.tenant ?? null}) and (${of.source ?? null}::text is null or source = ${of.source ?? null})
      for update skip locked
    )
    update context.run r set state = 'interrupted', ended_at = ${of.at}::timestamptz, reason = 'The process that ran this import ended before it was published. Nothing of it is visible; run it again.'
    from dead where r.city = dead.city and r.id = dead.id returning r.id`.execute(tx)
  return rows.length
}

/** Deletes what a run of this city staged. */
export async function sweepRun(tx: Tx, tenant: Tenant, id: string): Promise<void> {
  await sql`delete from context.staged where city = ${tenant} and run = ${id}::uuid`.execute(tx)
}

/**
 * Sweeps the staging area of all cities (role app_system): emptied where no run is open, because the embedded engine has
 * no vacuum that would give the room back; else what belongs to no open run is deleted. The lock makes writers of new runs
 * wait, and a run is registered before its first write, so none is lost.
 */
export async function sweepStaged(tx: Tx): Promise<void> {
  const {
    rows: [any],
  } = await sql<{ staged: boolean }>`select exists (select from context.staged) as staged`.execute(tx)
  if (any?.staged !== true) return
  await sql`lock table context.staged in access exclusive mode`.execute(tx)
  const {
    rows: [open],
  } = await sql<{ running: boolean }>`select exists (select from context.run where state = 'running') as running`.execute(tx)
  if (open?.running === false) await sql`truncate context.staged`.execute(tx)
  else
    await sql`delete from context.staged s where not exists (select from context.run r where r.city = s.city and r.id = s.run and r.state = 'running')`.execute(
      tx,
    )
}
