import { createContext, type Broker } from '@machinaka/context'
import { createMqtt } from '@machinaka/platform'
import { townUrl } from './instance.ts'
import type { Services } from './services.ts'

/** The context broker on these services: the same one in a town and when it stands alone. */
export const openContext = ({ postgres, outbox, clock, ids, jobs, http, signals, config, log }: Services): Broker => {
  const origin = townUrl(config)
  return createContext({
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
    federation: { alias: config.NGSILD_ALIAS ?? aliasOf(origin), splitEntities: config.NGSILD_SPLIT_ENTITIES, origin },
    onError: (error) => log.error({ err: error }, 'context'),
    temporal: {
      pageInstances: config.HISTORY_PAGE,
      retentionDays: config.HISTORY_DAYS === 0 ? null : config.HISTORY_DAYS,
      keepDeleted: config.HISTORY_OF_DELETED,
    },
  })
}

/** `https://city.example.jp` as `city.example.jp`: a pseudonym has no colons and slashes (RFC 7230 §5.7.1). */
const aliasOf = (origin: string): string => new URL(origin).host.replaceAll(/[^-.0-9A-Za-z_~]/g, '-')
