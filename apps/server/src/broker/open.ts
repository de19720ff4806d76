import { contextMigrations, type Broker } from '@machinaka/context'
import { createPeople, peopleMigrations, type People } from '@machinaka/people'
import type { Config } from '@machinaka/platform'
import { openContext } from '../context.ts'
import { openServices, type OpenOptions, type Services } from '../services.ts'
import { defaultTenant, openTenant } from './tenants.ts'

/** A context broker and nothing else: tenants, keys, entities. The same tables as a town's, so it can become one. */
export interface BrokerAlone extends Services {
  readonly people: People
  readonly context: Broker
  close(): Promise<void>
}

async function start(services: Services): Promise<BrokerAlone> {
  const { config, log, clock, ids, postgres, outbox, signals, jobs, mail } = services
  const people = await createPeople({ postgres, clock, ids, mail, log, signals, cityByHost: false, demoAccounts: false, gsiTiles: false })
  const context = openContext(services)
  // Facts are for a town's other parts. Passed by, they are forgotten after their time; a town that is opened within it hears them.
  outbox.subscribe({ name: 'broker.facts', kinds: ['EntityChanged', 'ImportPublished'], handle: async () => {} })
  await openTenant(people, defaultTenant)
  await context.start()
  await outbox.start()
  await jobs.start()
  log.debug({ engine: postgres.engine, data: config.DATA_DIR }, 'broker open')
  return {
    ...services,
    people,
    context,
    async close() {
      await jobs.stop()
      await outbox.stop()
      await context.stop()
      await signals.close()
      await postgres.close()
    },
  }
}

/** Opens the broker on the configured database. */
export async function openBroker(config: Config, options: OpenOptions): Promise<BrokerAlone> {
  const services = await openServices(config, [peopleMigrations, contextMigrations], options)
  return start(services).catch(async (error: unknown) => {
    await services.postgres.close()
    throw error
  })
}
