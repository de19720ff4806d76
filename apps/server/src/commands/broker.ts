import type { Config } from '@machinaka/platform'
import { openBroker } from '../broker/open.ts'
import { serveBroker } from '../broker/serve.ts'
import { controlSocket, runningServer, townUrl } from '../instance.ts'
import type { Progress } from '../progress.ts'
import { portTaken } from './port.ts'

const loopback = ['127.0.0.1', 'localhost', '::1']

/**
 * `machinaka broker`: only the context broker, until Ctrl-C. On a loopback address it is open to this machine, makes
 * tenants on first use and may notify receivers on this machine; on any other address it is as guarded as a town.
 */
export async function brokerCommand(given: Config, progress: Progress): Promise<number> {
  const open = loopback.includes(given.HOST) && given.ENV !== 'production'
  const config = open ? { ...given, OUTBOUND_PRIVATE: true } : given
  const running = await runningServer(config)
  if (running !== undefined) {
    process.stderr.write(`Machinaka runs already: ${running.url} (process ${running.pid}). Stop it first, or name another DATA_DIR.\n`)
    return 1
  }
  if (config.PORT !== 0 && (await portTaken(config.PORT, config.HOST))) {
    process.stderr.write(`Port ${config.PORT} is taken by another program. Choose another one: PORT=${config.PORT + 1} machinaka broker\n`)
    return 1
  }
  const { promise: asked, resolve: ask } = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal))
  const broker = await openBroker(config, { serving: true, say: (text) => progress.say(text) })
  const server = await serveBroker(broker, { socket: controlSocket(config), open })
  progress.say('Ready.')
  const url = townUrl(config, server.port)
  const access = open
    ? '  Open to this machine: no key is asked for, and a tenant exists from its first write.'
    : '  Writers bring a key (X-API-Key); tenants are cities: machinaka help.'
  process.stdout.write(`\n  NGSI-LD    ${url}/ngsi-ld/v1/\n  API        ${url}/api/docs\n${access}\n  Ctrl-C stops.\n\n`)
  await asked
  progress.say('Finishing what is in flight …')
  await server.stop()
  await broker.close()
  progress.say('Stopped.')
  return 0
}
