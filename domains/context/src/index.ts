/** The context domain: the town's entities, their sources and history (see README.md). */
import type { CoreVersion } from '@machinaka/ngsi'
import {
  isRefusal,
  refusal,
  type Clock,
  type HttpClient,
  type Ids,
  type Jobs,
  type Migrations,
  type MqttPublishing,
  type Outbox,
  type Postgres,
  type Signals,
  type Tenant,
} from '@machinaka/platform'
import type { Broker, Entities } from './broker.ts'
import { createCommittedFeed, type CommittedFeed, type RecordChanges } from './changes.ts'
import { createContexts, type Contexts } from './contexts/contexts.ts'
import { limits } from './contract.ts'
import { createDiscovery, type Discovery } from './discovery.ts'
import { createLocalOperations } from './local-operations.ts'
import { recordChanges as recordIntoLog } from './delivery/change-log.ts'
import { deskRoutes } from './desk/routes.ts'
import { createNotifying } from './delivery/notifying.ts'
import { createEdits, createProposals } from './edits.ts'
import { removeExpired } from './expiry.ts'
import { createEntities } from './entities.ts'
import { createFederation, type Federation, type FederationSettings } from './federation/federation.ts'
import { createHot } from './hot/hot.ts'
import type { Operations } from './operations.ts'
import { pageOf } from './ngsi-parameters.ts'
import { queryOfBody } from './ngsi-query-body.ts'
import { createImports, sweep } from './imports.ts'
import { createLive } from './live/live.ts'
import { createRetention } from './temporal/retention.ts'
import { createTemporal, forgetsDeleted, withEvolutions } from './temporal/temporal.ts'
import { tileRoutes } from './tiles/routes.ts'
import { groupWrites } from './write-groups.ts'
import { createWritePath, type WriteAny } from './write-path.ts'
import { v2Routes } from './v2/routes.ts'
import { findRun, listRuns, listSources } from './run-store.ts'

export * from './broker.ts'
export type * from './changes.ts'
export { createCommittedFeed } from './changes.ts'
export type { Federation, FederationSettings } from './federation/federation.ts'
export type { ContextInfo, ContextKind, Contexts } from './contexts/contexts.ts'
export type * from './operations.ts'
export type { Notifying, ReadyNotification } from './delivery/door.ts'
export type * from './subscriptions/subscriptions.ts'
export { contextRoutes } from './routes.ts'
export type * from './write.ts'
export type * from './contract.ts'
export type { OriginEntry, OriginMap } from './rules/merge.ts'

/** What the context domain needs from its surroundings. */
export interface ContextNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
  readonly ids: Ids
  /** Downloads @contexts; without it only built-in and hosted ones are known. With `send` it delivers notifications and asks other brokers. */
  readonly http?: (Pick<HttpClient, 'get'> & Partial<Pick<HttpClient, 'send'>>) | undefined
  readonly mqtt?: Pick<MqttPublishing, 'publish'> | undefined
  readonly federation?: Partial<FederationSettings> | undefined
  /** Where given, servers on one database tell each other of changes at once. */
  readonly signals?: Signals | undefined
  /** The core @context of requests that name none; the latest when absent. */
  readonly core?: CoreVersion | undefined
  /** Where given, hears of each commit; and each change is recorded in its transaction. */
  readonly feed?: CommittedFeed
  readonly recordChanges?: RecordChanges
  /** MiB of entities (as JSON) that are kept in memory for reads; nothing when absent. */
  readonly memory_MiB?: number | undefined
  /** Hears what goes wrong where nobody waits for an answer. */
  readonly onError?: (error: unknown) => void
  /** How the past of entities is kept and shown (decision 9). */
  readonly temporal?: TemporalSettings | undefined
  /** Where given, dead import runs are swept every minute by one process, and old history every night. */
  readonly jobs?: Pick<Jobs, 'define'>
}

export interface TemporalSettings {
  /** Instances that one answer holds at most before it is cut by time (206); 10,000 when absent. */
  readonly pageInstances?: number | undefined
  /** Days that a city keeps history when it says nothing itself; null is for ever, two years when absent. */
  readonly retentionDays?: number | null | undefined
  /** Whether the past of an entity stays when the entity is deleted; it does when absent. */
  readonly keepDeleted?: boolean | undefined
}

export const contextMigrations: Migrations = { schema: 'context', folder: new URL('../migrations/', import.meta.url) }

/** Builds the domain. It does nothing until it is called; `start()` sweeps what a dead process left. */
export function createContext(needs: ContextNeeds): Broker & { readonly federation: Federation } {
  const { postgres, jobs, outbox, clock, ids } = needs
  const feed = needs.feed ?? createCommittedFeed()
  const logged = needs.recordChanges ?? recordIntoLog
  const recordChanges = needs.temporal?.keepDeleted === false ? forgetsDeleted(logged) : logged
  const alone = createWritePath({ postgres, outbox, clock, recordChanges, feed })
  const grouped = groupWrites(alone, { atOnce: postgres.engine === 'embedded' ? 1 : 2, most: limits.batchEntities })
  // Writers wait, and then are refused, while notifications are too far behind; parts of larger transactions are let through.
  const writeAny: WriteAny = async (tenant, writes, tx) => {
    const refused = tx === undefined ? await notifying.admission.admit(tenant) : undefined
    return refused === undefined ? grouped(tenant, writes, tx) : writes.map(() => refused)
  }
  const contexts = createContexts({ postgres, clock, ids, http: needs.http, core: needs.core })
  jobs?.define('context.remove-expired', async () => void (await removeExpired({ postgres, clock, writeAny })), { everyCron: '* * * * *' })
  const temporal = createTemporal({ postgres, pageInstances: needs.temporal?.pageInstances })
  const discovery = createDiscovery({ postgres })
  const local = withEvolutions(createLocalOperations({ postgres, writeAny, discovery }), temporal)
  const retention = createRetention({ postgres, clock, retentionDays: needs.temporal?.retentionDays })
  jobs?.define('context.retire-history', async () => void (await retention.sweep()), { everyCron: '17 18 * * *' })
  jobs?.define('context.sweep-runs', async () => void (await sweep(needs, false)), { everyCron: '* * * * *' })
  const entities = createEntities({ postgres, writeAny })
  const federation = openFederation(needs, { contexts, entities, local, discovery })
  const { operations, registry } = federation
  const onError = needs.onError ?? (() => undefined)
  const memory_MiB = needs.memory_MiB ?? 0
  const isDistributed = (tenant: Tenant): boolean => registry.mayHaveSome(tenant)
  const hot = memory_MiB === 0 ? undefined : createHot({ postgres, entities, feed, memory_MiB, isDistributed, onError })
  const notifying = createNotifying({ ...needs, http: senderOf(needs.http), feed, contexts, entities, report: onError })
  return {
    notifying,
    entities,
    hot: hot?.reads,
    live: createLive({ postgres, entities, feed }),
    tiles: tileRoutes(postgres),
    desk: deskRoutes(postgres, entities),
    ngsiv2: v2Routes({ operations, writeAny, ids, subscriptions: notifying.subscriptions }),
    operations,
    temporal,
    retention,
    federation,
    betweenBrokers: federation.routes(),
    contexts,
    edits: createEdits({ postgres, writeAny, clock, ids }),
    proposals: createProposals({ postgres, writeAny, clock, ids }),
    imports: createImports({ ...needs, onPublished: (tenant) => hot?.drop(tenant) }),
    ...importRecords(postgres),
    start: async () => {
      const interrupted = await sweep(needs, postgres.engine === 'embedded')
      await notifying.start()
      return { interrupted }
    },
    stop: async () => {
      hot?.stop()
      await notifying.stop()
      await federation.stop()
    },
  }
}

const senderOf = (http: ContextNeeds['http']): Pick<HttpClient, 'send'> | undefined => {
  const send = http?.send
  return send === undefined ? undefined : { send }
}

/** What is known of import sources and their runs. */
const importRecords = (postgres: Postgres): Pick<Broker, 'sources' | 'runs'> => ({
  sources: {
    list: (tenant, tx) => (tx === undefined ? postgres.tenant(tenant, (t) => listSources(t, tenant)) : listSources(tx, tenant)),
  },
  runs: {
    list: (tenant, filter = {}, tx) => {
      const page = { source: filter.source, limit: Math.min(filter.limit ?? 50, limits.historyPage), offset: filter.offset ?? 0 }
      return tx === undefined ? postgres.tenant(tenant, (t) => listRuns(t, tenant, page)) : listRuns(tx, tenant, page)
    },
    get: async (tenant, id, tx) => {
      const run = /^[0-9a-f-]{36}$/.test(id)
        ? await (tx === undefined ? postgres.tenant(tenant, (t) => findRun(t, tenant, id)) : findRun(tx, tenant, id))
        : undefined
      return run ?? refusal('context.run-absent', 'There is no such import run in this city.')
    },
  },
})

/** What lies between this broker and others, on this broker's store. */
function openFederation(
  needs: ContextNeeds,
  own: {
    readonly contexts: Contexts
    readonly entities: Entities
    readonly local: Operations
    readonly discovery: Discovery
  },
): Federation {
  const { postgres, clock } = needs
  const { contexts, entities, local, discovery } = own
  // What is written into a snapshot concerns nobody: no facts, no notifications.
  const quietly = createWritePath({
    postgres,
    clock,
    feed: createCommittedFeed(),
    outbox: { write: async () => {} },
    recordChanges: async () => {},
  })
  return createFederation({
    ...needs,
    contexts,
    http: senderOf(needs.http),
    signals: needs.signals,
    jobs: needs.jobs,
    settings: needs.federation,
    local,
    quiet: createLocalOperations({ postgres, writeAny: quietly, discovery }),
    fill: async (store, entities) => {
      const actor = { kind: 'machine', id: 'snapshot' } as const
      await quietly(
        store,
        entities.map((entity) => ({ id: entity.id, actor, command: { kind: 'upsert', entity, mode: 'replace' } as const })),
      )
    },
    read: (store) => entities.each(store, {}),
    parseQuery: (call, json) => {
      const page = pageOf({})
      return isRefusal(page) ? page : queryOfBody(json, { given: {}, page }, { context: call.context, local: call.local })
    },
    onError: needs.onError ?? (() => {}),
  })
}
