/** Tells the endpoint of a snapshot how it stands (ETSI GS CIM 009 V1.9.1 §5.16.6, §5.3.4). */
import { isRefusal, type Clock, type HttpClient, type Ids } from '@machinaka/platform'
import type { Call } from '../operations.ts'
import type { Snapshot } from './snapshot-store.ts'

const ATTEMPTS = 3
const PAUSE_MS = 500
const TIMEOUT_MS = 5_000

/** Sent up to three times; a receiver that does not listen can still ask for the status. */
export async function notifySnapshot(
  { http, ids, clock }: { readonly http: Pick<HttpClient, 'send'>; readonly ids: Ids; readonly clock: Clock },
  call: Call,
  snapshot: Snapshot,
): Promise<void> {
  const { endpoint, receiverInfo = [], snapshotQueriesDetails, snapshotTemporalQueriesDetails } = snapshot.doc
  if (endpoint === undefined) return
  const body = JSON.stringify({
    id: `urn:ngsi-ld:SnapshotNotification:${ids.uuid()}`,
    type: 'SnapshotNotification',
    snapshotId: snapshot.id,
    snapshotStatus: snapshot.status,
    snapshotPriority: snapshot.priority,
    expiresAt: snapshot.expiresAt.toISOString(),
    notifiedAt: clock.now().toISOString(),
    ...(snapshotQueriesDetails === undefined ? {} : { snapshotQueriesDetails }),
    ...(snapshotTemporalQueriesDetails === undefined ? {} : { temporalSnapshotQueriesDetails: snapshotTemporalQueriesDetails }),
  })
  const headers = {
    ...Object.fromEntries(receiverInfo.map(({ key, value }) => [key.toLowerCase(), value])),
    'content-type': 'application/json',
    ...(call.headers['ngsild-tenant'] === undefined ? {} : { 'ngsild-tenant': call.headers['ngsild-tenant'] }),
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const answer = await http.send(endpoint, { method: 'POST', body, headers, timeout_ms: TIMEOUT_MS })
    if (!isRefusal(answer) && answer.status < 300) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt).unref())
  }
}
