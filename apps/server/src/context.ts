import { createContext, type Broker } from '@machinaka/context'
import { createMqtt } from '@machinaka/platform'
import type { Services } from './services.ts'

/** The context broker on these services: the same one in a town and when it stands alone. */
export const openContext = ({ postgres, outbox, clock, ids, jobs, http, signals, config, log }: Services): Broker =>
  createContext({
    postgres,
    outbox,
    clock,
    ids,
    jobs,
    http,
    signals,
    mqtt: createMqtt({ log, ...(config.OUTBOUND_PRIVATE ? { mayReach: () => true } : {}) }),
    core: config.NGSILD_CORE,
    memory_MiB: config.BROKER_MEMORY_MB,
    onError: (error) => log.error({ err: error }, 'context'),
    temporal: {
      pageInstances: config.HISTORY_PAGE,
      retentionDays: config.HISTORY_DAYS === 0 ? null : config.HISTORY_DAYS,
      keepDeleted: config.HISTORY_OF_DELETED,
    },
  })
