/** Which entities changed since a moment, across all servers and in any order of commits. */
import type { Postgres, Tenant } from '@machinaka/platform'
import { sql } from 'kysely'
import type { Moment } from '../broker.ts'

/** More changed entities than this at once are told as `many`: ask for what you need again. */
const MOST = 1_000

export interface ChangesSince {
  readonly moment: Moment
  /** Entities with their last operation; undefined where there are too many to tell. */
  readonly changed: ReadonlyMap<string, 'created' | 'updated' | 'deleted'> | undefined
}

const MOMENT = /^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/
/** Whether text can be a moment: it comes back from clients (`Last-Event-ID`). */
export const isMoment = (text: string): boolean => text.length <= 2_000 && MOMENT.test(text)

/** What became visible since a moment; without one only the moment now. */
export async function changesSince(postgres: Postgres, tenant: Tenant, since: Moment | undefined): Promise<ChangesSince> {
  const news =
    since === undefined
      ? sql`null`
      : sql`(select jsonb_agg(jsonb_build_array(n.entity, n.operation) order by n.version) from (
          select h.entity, h.operation, h.version from context.entity_history h
          where h.city = ${tenant} and h.tx >= pg_snapshot_xmin(${since}::pg_snapshot)
            and h.tx < pg_snapshot_xmax(pg_current_snapshot()) and not pg_visible_in_snapshot(h.tx, ${since}::pg_snapshot)
          limit ${MOST + 1}) n)`
  const [row] = await postgres.read<{ moment: string; news: readonly (readonly [string, 'created' | 'updated' | 'deleted'])[] | null }>(
    tenant,
    sql`select pg_current_snapshot()::text as moment, ${news} as news`,
  )
  if (row === undefined) throw new Error('The database told no snapshot')
  const list = row.news ?? []
  return { moment: row.moment, changed: list.length > MOST ? undefined : new Map(list) }
}
