/** What a client says of a snapshot (ETSI GS CIM 009 V1.9.1 §5.2.41). */
import { isUri } from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import { durationSeconds } from './durations.ts'
import type { SnapshotDoc } from './snapshot-store.ts'

const MOST_QUERIES = 20

export interface Said {
  readonly id: string | undefined
  readonly priority: number | undefined
  readonly lifetime_s: number | undefined
  readonly doc: SnapshotDoc
}

/** Reads a Snapshot: which members may be there depends on what is done (Table 5.2.41-1). */
export function readSnapshot(json: unknown, doing: 'create' | 'clone' | 'update'): Said | Refusal {
  const bad = (detail: string): Refusal => etsi('BadRequestData', detail)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return bad('The body must be a Snapshot (§5.2.41).')
  const { id, type, snapshotQueries, snapshotTemporalQueries, snapshotLifetime, snapshotPriority, endpoint, receiverInfo } =
    json as Readonly<Record<string, unknown>>
  if (type !== 'Snapshot' && !(doing === 'update' && type === undefined)) return bad('"type" must be Snapshot (§5.2.41).')
  if (id !== undefined && (doing === 'update' || typeof id !== 'string' || !isUri(id)))
    return bad('"id" is a URI, and cannot be changed (§5.2.41).')
  const queries = readQueries(snapshotQueries, { temporal: false, doing })
  const temporal = readQueries(snapshotTemporalQueries, { temporal: true, doing })
  if (isRefusal(queries) || isRefusal(temporal)) return isRefusal(queries) ? queries : (temporal as Refusal)
  if (doing === 'create' && queries === undefined && temporal === undefined)
    return bad('A snapshot has snapshotQueries or snapshotTemporalQueries (§5.2.41).')
  const lifetime_s = snapshotLifetime === undefined ? undefined : durationSeconds(snapshotLifetime)
  if (snapshotLifetime !== undefined && lifetime_s === undefined)
    return bad('"snapshotLifetime" must be an ISO 8601 duration, such as PT1H (§5.2.41).')
  const priority = snapshotPriority
  if (priority !== undefined && !(typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 10))
    return bad('"snapshotPriority" is a whole number from 1 to 10 (§5.2.41).')
  if (endpoint !== undefined && (typeof endpoint !== 'string' || !/^https?:\/\//.test(endpoint) || endpoint.length > 2_048))
    return bad('"endpoint" must be an http or https URI (§5.2.41).')
  const info = readInfo(receiverInfo)
  if (isRefusal(info)) return info
  return {
    id: id as string | undefined,
    priority,
    lifetime_s,
    doc: {
      ...(queries === undefined ? {} : { snapshotQueries: queries }),
      ...(temporal === undefined ? {} : { snapshotTemporalQueries: temporal }),
      ...(snapshotLifetime === undefined ? {} : { snapshotLifetime: snapshotLifetime as string }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(info === undefined ? {} : { receiverInfo: info }),
    },
  }
}

function readQueries(
  given: unknown,
  { temporal, doing }: { readonly temporal: boolean; readonly doing: string },
): readonly unknown[] | undefined | Refusal {
  const name = temporal ? 'snapshotTemporalQueries' : 'snapshotQueries'
  if (given === undefined) return undefined
  if (doing !== 'create') return etsi('BadRequestData', `"${name}" is set when a snapshot is created, and never again (§5.2.41).`)
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_QUERIES)
    return etsi('BadRequestData', `"${name}" must be a list of 1 to ${MOST_QUERIES} queries (§5.2.41).`)
  const wrong = given.some((one: unknown) => typeof one !== 'object' || one === null || 'temporalQ' in one !== temporal)
  return wrong
    ? etsi('BadRequestData', `Queries in "${name}" ${temporal ? 'have a' : 'have no'} temporalQ (§5.2.41).`)
    : (given as readonly unknown[])
}

function readInfo(given: unknown): SnapshotDoc['receiverInfo'] | Refusal {
  if (given === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(given) ? given : [undefined]
  const read = list.flatMap((one) => {
    const { key, value } = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>
    return typeof key === 'string' && typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(key) && !/[\r\n]/.test(value)
      ? [{ key, value }]
      : []
  })
  return read.length === list.length && list.length <= 50
    ? read
    : etsi('BadRequestData', '"receiverInfo" is a list of {key, value} that fit headers (§5.2.22).')
}
