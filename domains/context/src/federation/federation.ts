/** What lies between this broker and others, put together (ETSI GS CIM 009 V1.9.1 §4.3.6). */
import {
  isRefusal,
  type Clock,
  type HttpClient,
  type Ids,
  type Jobs,
  type Postgres,
  type Refusal,
  type Route,
  type Signals,
  type Tenant,
} from '@machinaka/platform'
import type { Entity } from '@machinaka/ngsi'
import type { Contexts } from '../contexts/contexts.ts'
import type { Call, Operations, QueryRequest } from '../operations.ts'
import { createCircuits } from './circuit.ts'
import { createEntityMaps, type EntityMaps } from './entity-maps.ts'
import { entityMapRoutes } from './entity-map-routes.ts'
import { federate } from './federate.ts'
import { registrationRoutes } from './registration-routes.ts'
import { createRegistrations, type Registrations } from './registrations.ts'
import { createRegistry, type Registry } from './registry.ts'
import { notifySnapshot } from './snapshot-notices.ts'
import { expiring } from './snapshot-store.ts'
import { withSnapshots } from './snapshot-operations.ts'
import { snapshotRoutes } from './snapshot-routes.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { createSourceClient, type AskSource } from './source-client.ts'
import { createTallies, type Tallies } from './tallies.ts'

/** How this broker presents itself to others, and treats what they hold. */
export interface FederationSettings {
  /** Name in Via, unique among the brokers that know each other; each tenant's name is made of it (§5.2.40). */
  readonly alias: string
  /** Whether entities may lie in parts on several brokers, where a request does not say (§4.3.6.7). */
  readonly splitEntities: boolean
  /** Where other brokers reach this one: notifications of distributed subscriptions come here. */
  readonly origin: string | undefined
}

export interface FederationNeeds {
  readonly postgres: Postgres
  readonly clock: Clock
  readonly ids: Ids
  readonly contexts: Contexts
  readonly http: Pick<HttpClient, 'send'> | undefined
  readonly signals: Pick<Signals, 'send' | 'on'> | undefined
  readonly jobs: Pick<Jobs, 'define'> | undefined
  /** The operations on this broker's store alone. */
  readonly local: Operations
  /** The same for the tenants of snapshots: nobody is told of what is written there. */
  readonly quiet: Operations
  /** Adds entities to the tenant of a snapshot. */
  readonly fill: (store: Tenant, entities: readonly Entity[]) => Promise<void>
  readonly read: (store: Tenant) => AsyncIterable<readonly Entity[]>
  readonly parseQuery: (call: Call, json: unknown) => QueryRequest | Refusal
  readonly settings?: Partial<FederationSettings> | undefined
  readonly onError: (error: unknown) => void
}

export interface Federation {
  /** The operations of the broker, distributed, and on snapshots. */
  readonly operations: Operations
  readonly registrations: Registrations
  readonly registry: Registry
  readonly entityMaps: EntityMaps
  readonly snapshots: Snapshots
  readonly ask: AskSource
  readonly tallies: Tallies
  /** Name of a tenant of this broker in Via (§5.2.40). */
  alias(tenant: Tenant): string
  routes(): readonly Route[]
  /** Ends what runs in the background, and writes what is counted. */
  stop(): Promise<void>
}

/** A source that cannot be asked because this process makes no outside calls. */
const silent: Pick<HttpClient, 'send'> = {
  send: async () => ({
    refused: true,
    code: 'platform.outside-unreachable',
    detail: 'This broker makes no outside calls.',
    extra: { timeout: false },
  }),
}

export function createFederation(needs: FederationNeeds): Federation {
  const { postgres, clock, ids, contexts, signals, jobs, local, onError } = needs
  const base = needs.settings?.alias ?? 'machinaka'
  const alias = (tenant: Tenant): string => `${base}.${tenant}`
  const http = needs.http ?? silent
  const registry = createRegistry({ postgres, signals, clock })
  const tallies = createTallies({ postgres, clock, onError })
  const ask = createSourceClient({
    http,
    resolve: (tenant, value) => contexts.resolve(tenant, value),
    circuits: createCircuits(),
    tallies,
    alias,
  })
  const registrations = createRegistrations({ postgres, registry, clock, ids })
  const reads = { local, registry, ask, alias, splitEntities: needs.settings?.splitEntities ?? false }
  const entityMaps = createEntityMaps({ ...reads, postgres, ids })
  const live = withMaps(federate(reads), entityMaps)
  const running = new Set<Promise<void>>()
  const background = (work: () => Promise<void>): void => {
    const one: Promise<void> = work()
      .catch(onError)
      .finally(() => running.delete(one))
    running.add(one)
  }
  const snapshots = createSnapshots({
    postgres,
    ids,
    operations: live,
    fill: needs.fill,
    read: needs.read,
    parseQuery: needs.parseQuery,
    notify: (call, snapshot) => background(() => notifySnapshot({ http, ids, clock }, call, snapshot)),
    background,
  })
  jobs?.define('context.sweep-federation', () => sweep(needs, registrations, snapshots), { everyCron: '* * * * *' })
  const upSince = clock.now()
  return {
    operations: withSnapshots(live, needs.quiet, snapshots),
    registrations,
    registry,
    entityMaps,
    snapshots,
    ask,
    tallies,
    alias,
    routes: () => [
      ...registrationRoutes({ registrations, contexts }),
      ...entityMapRoutes({ contexts, entityMaps, alias, upSince }),
      ...snapshotRoutes({ contexts, snapshots }),
    ],
    stop: async () => {
      registry.stop()
      await Promise.all(running)
      await tallies.stop()
    },
  }
}

/** Queries that ask for an entity map, or bring one, go by it (§5.5.14). */
function withMaps(operations: Operations, maps: EntityMaps): Operations {
  return {
    ...operations,
    queryEntities: (call, request) =>
      (request.entityMap !== undefined || call.entityMap !== undefined) && call.snapshot === undefined
        ? maps.query(call, request)
        : operations.queryEntities(call, request),
    retrieveEntity: async (call, request) => {
      const found = await operations.retrieveEntity(call, request)
      if (isRefusal(found) || request.entityMap === undefined || call.snapshot !== undefined) return found
      const entityMap = await maps.keepFor(call, request.id, request.entityMap)
      return isRefusal(entityMap) ? entityMap : { ...found, value: { ...found.value, entityMap } }
    },
  }
}

/** Registrations and snapshots that have expired go, in every tenant that has any. */
async function sweep({ postgres, clock }: FederationNeeds, registrations: Registrations, snapshots: Snapshots): Promise<void> {
  const now = clock.now()
  const tenants = await postgres.system((tx) => expiring(tx, now))
  for (const tenant of tenants) {
    await registrations.sweep(tenant)
    await snapshots.sweep(tenant, now)
  }
}
