import { join, resolve } from 'node:path'
import { citymodelMigrations, createCitymodel, type Citymodel } from '@machinaka/citymodel'
import { contextMigrations, type Broker } from '@machinaka/context'
import { createGuide, guideMigrations, type Guide } from '@machinaka/guide'
import { createInsight, insightMigrations, type Insight } from '@machinaka/insight'
import { createPeople, peopleMigrations, type People } from '@machinaka/people'
import type { Config, Tenant } from '@machinaka/platform'
import { openContext } from './context.ts'
import { createImportDesk, type ImportDesk } from './imports/desk.ts'
import { createDownloads, type Downloads } from './imports/downloads.ts'
import { createImporting, type Importing } from './imports/importing.ts'
import { createUploads, type Uploads } from './imports/uploads.ts'
import { openServices, type OpenOptions, type Services } from './services.ts'

/** Everything that one process holds open: platform's services, the domains on them, and the imports that join these. */
export interface Town extends Services {
  readonly people: People
  readonly context: Broker
  readonly guide: Guide
  readonly citymodel: Citymodel
  readonly insight: Insight
  readonly imports: ImportDesk
  readonly uploads: Uploads
  readonly downloads: Downloads
  readonly importing: Importing
  close(): Promise<void>
}

const migrations = [peopleMigrations, contextMigrations, guideMigrations, citymodelMigrations, insightMigrations]

const placeExists = async (context: Broker, tenant: Tenant, id: string): Promise<boolean> =>
  (await context.entities.find(tenant, id)) !== undefined

async function openDomains(services: Services): Promise<Town> {
  const { config, log, clock, ids, postgres, outbox, signals, jobs, mail, http } = services
  const people = await createPeople({
    postgres,
    clock,
    ids,
    mail,
    log,
    signals,
    cityByHost: config.CITY_BY_HOST,
    demoAccounts: config.ENV !== 'production',
    gsiTiles: config.BASEMAP === 'gsi',
  })
  jobs.define('people.sweep', () => people.sweep(), { everyCron: '41 18 * * *' })
  const context = openContext(services)
  const citymodel = createCitymodel({ postgres, clock, sources: context.sources, jobs })
  const guide = createGuide({ postgres, outbox, signals, clock, ids, context, people, objects: services.objects, jobs, log })
  const insight = createInsight({
    postgres,
    clock,
    city: async (tenant) => (await people.findCity(tenant))?.settings,
    isPlace: (tenant, id) => placeExists(context, tenant, id),
    onFailure: (error) => log.error({ error }, 'counts of use wait to be written'),
  })
  const desk = createImportDesk({ clock, ids, unexpected: (error) => log.error({ error }, 'import failed') })
  const uploads = await createUploads({
    folder: join(resolve(config.DATA_DIR), 'uploads'),
    ids,
    limit: config.LIMIT_IMPORT_BYTES,
    now: () => clock.now().getTime(),
  })
  const downloads = createDownloads({
    uploads,
    http,
    ids,
    limit_bytes: config.LIMIT_IMPORT_BYTES,
    unexpected: (error) => log.error({ error }, 'fetching a file failed'),
  })
  const importing = createImporting({ people, context, guide, citymodel, desk, uploads, http, limit_bytes: config.LIMIT_IMPORT_BYTES })
  return {
    ...services,
    people,
    context,
    guide,
    citymodel,
    insight,
    imports: desk,
    uploads,
    downloads,
    importing,
    close: async () => undefined,
  }
}

const IMPORT_GRACE_MS = 20_000
const DOWNLOAD_GRACE_MS = 2_000

/** Opens a town: the database is migrated, what a dead process left is swept, indexes are loaded, facts are delivered. */
export async function openTown(config: Config, options: OpenOptions = {}): Promise<Town> {
  const services = await openServices(config, migrations, options)
  const town = await openDomains(services).catch(async (error: unknown) => {
    await services.postgres.close()
    throw error
  })
  await town.context.start()
  await town.guide.start()
  await town.outbox.start()
  if (options.serving === true) await town.jobs.start()
  return {
    ...town,
    async close() {
      await town.downloads.stop(DOWNLOAD_GRACE_MS)
      await town.imports.stop(IMPORT_GRACE_MS)
      await town.jobs.stop()
      await town.insight.stop()
      await town.outbox.stop()
      town.guide.stop()
      await town.context.stop()
      await services.signals.close()
      await services.postgres.close()
    },
  }
}
