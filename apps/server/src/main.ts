/** The `machinaka` command line. */
import { join, resolve } from 'node:path'
import { ConfigRefused, DatabaseUnusable, FolderHeld, MigrationRefused, readConfig, type Config } from '@machinaka/platform'
import { readArguments, type Arguments } from './arguments.ts'
import { cityCommand } from './commands/city.ts'
import { help } from './commands/help.ts'
import { importCommand } from './commands/import.ts'
import { Progress } from './progress.ts'
import { root } from './web-apps.ts'

const progress = new Progress()

const commands: Readonly<Record<string, (read: Arguments, config: Config) => Promise<number>>> = {
  // Loaded when asked for: a command that works through the running server needs neither the database nor the domains.
  start: async (read, config) => (await import('./commands/start.ts')).startCommand(read, config, progress),
  prepare: async (_read, config) => (await import('./commands/start.ts')).prepareCommand(config, progress),
  broker: async (_read, config) => (await import('./commands/broker.ts')).brokerCommand(config, progress),
  import: (read, config) => importCommand(read, config, progress),
  city: (read, config) => cityCommand(read, config),
}

/** Errors that say all there is to say: their text, not their stack. */
const told = [ConfigRefused, DatabaseUnusable, FolderHeld, MigrationRefused]

/**
 * The settings, the same from whatever folder the command is typed in: the file and the data lie beside the installation.
 * Only a folder that was named in the environment is read from where one stands.
 */
function settings(): Config {
  // How long ago the command was typed is told by whoever started this process; it is no setting.
  const { MACHINAKA_STARTED: _, ...env } = process.env
  const config = readConfig({ env, file: join(root, 'machinaka.config.json') })
  const named = env['DATA_DIR'] !== undefined && env['DATA_DIR'] !== ''
  return { ...config, DATA_DIR: named ? resolve(config.DATA_DIR) : resolve(root, config.DATA_DIR) }
}

async function run(): Promise<number> {
  const read = readArguments(process.argv.slice(2))
  if (typeof read === 'string') {
    process.stderr.write(`${read}\nmachinaka help lists what there is.\n`)
    return 2
  }
  const name = read.words[0] ?? 'help'
  if (read.help || name === 'help') {
    process.stdout.write(help)
    return 0
  }
  const command = commands[name]
  if (command === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${help}`)
    return 2
  }
  try {
    return await command(read, settings())
  } catch (error) {
    if (!told.some((kind) => error instanceof kind)) throw error
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

process.exitCode = await run()
