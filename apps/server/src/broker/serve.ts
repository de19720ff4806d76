import { rm } from 'node:fs/promises'
import { contextRoutes } from '@machinaka/context'
import { refusals as contextRefusals } from '@machinaka/context/contract'
import { refusals as peopleRefusals } from '@machinaka/people/contract'
import { createHttpServer, createMetrics, createReadiness, httpSettings } from '@machinaka/platform'
import { version } from '../health.ts'
import type { Served } from '../serve.ts'
import type { BrokerAlone } from './open.ts'
import { brokerResolver } from './tenants.ts'

const GRACE_MS = 10_000

/** Serves the broker's doors: `/ngsi-ld/v1`, `/v2`, `/api/context`, `/api/docs`, health and metrics. */
export async function serveBroker(
  broker: BrokerAlone,
  { socket, open }: { readonly socket: string; readonly open: boolean },
): Promise<Served> {
  const { config, log, clock, ids, postgres, outbox, people, context } = broker
  const readiness = createReadiness()
  const metrics = createMetrics()
  metrics.gauge('machinaka_parked_facts', 'Facts that a consumer could not take', [], async () => (await outbox.parked()).length)
  readiness.check('database', async () => {
    await postgres.ping()
    return undefined
  })
  const settings = httpSettings(config)
  const server = await createHttpServer({
    // Nobody is kept out of their own machine's broker; on a network the configured limit holds.
    settings: open ? { ...settings, requestsPerMinute: 0 } : settings,
    log,
    clock,
    ids,
    metrics,
    readiness,
    info: { title: 'Machinaka broker', version, description: 'An NGSI-LD context broker on PostgreSQL.' },
    routes: contextRoutes(context),
    refusals: [peopleRefusals, contextRefusals],
    resolve: brokerResolver(people, { open }),
    permits: (caller, permission) => people.permits(caller, permission),
    offers: (asked, feature) => people.offers(asked, feature),
  })
  await rm(socket, { force: true })
  await server.listenLocal(socket)
  const { port } = await server.listen({ port: config.PORT, host: config.HOST })
  readiness.clear('start')
  return {
    port,
    stop: async () => {
      await server.stop({ limit_ms: GRACE_MS })
      await rm(socket, { force: true })
    },
  }
}
