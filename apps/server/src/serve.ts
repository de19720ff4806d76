import { rm } from 'node:fs/promises'
import { citymodelRoutes } from '@machinaka/citymodel'
import { refusals as citymodelRefusals } from '@machinaka/citymodel/contract'
import { contextRoutes } from '@machinaka/context'
import { refusals as contextRefusals } from '@machinaka/context/contract'
import { guideRoutes } from '@machinaka/guide'
import { refusals as guideRefusals } from '@machinaka/guide/contract'
import { insightRoutes } from '@machinaka/insight'
import { refusals as insightRefusals } from '@machinaka/insight/contract'
import { refusals as peopleRefusals } from '@machinaka/people/contract'
import { createHttpServer, createMetrics, createReadiness, httpSettings, type HttpServer } from '@machinaka/platform'
import { healthRoutes, version } from './health.ts'
import { importRoutes } from './imports/routes.ts'
import { manifestRoutes } from './manifest.ts'
import { townShell } from './shell.ts'
import type { Town } from './town.ts'
import { appFolder } from './web-apps.ts'

export interface Served {
  readonly port: number
  /** Finishes requests in flight, at most ten seconds. */
  stop(): Promise<void>
}

const GRACE_MS = 10_000
/** Opens the port and the control socket, and says ready. */
export async function serve(town: Town, socket: string): Promise<Served> {
  const { config, log, clock, ids, postgres, outbox } = town
  const readiness = createReadiness()
  const metrics = createMetrics()
  metrics.gauge('machinaka_parked_facts', 'Facts that a consumer could not take', [], async () => (await outbox.parked()).length)
  readiness.check('database', async () => {
    await postgres.ping()
    return undefined
  })
  const server: HttpServer = await createHttpServer({
    settings: httpSettings(config),
    log,
    clock,
    ids,
    metrics,
    readiness,
    info: { title: 'Machinaka', version, description: 'One open platform for a digital town.' },
    routes: [
      ...town.people.routes,
      ...contextRoutes(town.context),
      ...guideRoutes(town.guide),
      ...citymodelRoutes(town.citymodel),
      ...insightRoutes(town.insight),
      ...importRoutes({ importing: town.importing, desk: town.imports, uploads: town.uploads, downloads: town.downloads }),
      ...healthRoutes(town),
      ...manifestRoutes(town),
    ],
    refusals: [peopleRefusals, contextRefusals, guideRefusals, citymodelRefusals, insightRefusals],
    apps: [
      { prefix: '/', folder: appFolder('town'), shell: townShell({ guide: town.guide, people: town.people }) },
      { prefix: '/console/', folder: appFolder('console') },
    ],
    resolve: (request) => town.people.resolve(request),
    permits: (caller, permission) => town.people.permits(caller, permission),
    offers: (context, feature) => town.people.offers(context, feature),
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
