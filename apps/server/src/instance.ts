import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findHolder, type Config } from '@machinaka/platform'

/** Where the embedded database of this configuration lives. */
export const databaseFolder = (config: Config): string => join(resolve(config.DATA_DIR), 'database')

/** A unix socket's path may have about 100 bytes; a longer one goes to the temporary folder, named by its hash. */
export function controlSocket(config: Config): string {
  const path = join(resolve(config.DATA_DIR), 'control.sock')
  return Buffer.byteLength(path) < 100
    ? path
    : join(tmpdir(), `machinaka-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`)
}

/** The address that people open. */
export const townUrl = (config: Config, port: number = config.PORT): string =>
  (
    config.PUBLIC_URL ?? `http://${['127.0.0.1', '0.0.0.0', '::', '::1'].includes(config.HOST) ? 'localhost' : config.HOST}:${port}`
  ).replace(/\/$/, '')

/** The server that has the embedded database open, if one runs. On PostgreSQL every process works for itself. */
export async function runningServer(
  config: Config,
): Promise<{ readonly url: string; readonly socket: string; readonly pid: number } | undefined> {
  if (config.DATABASE_URL !== undefined) return undefined
  const holder = await findHolder(databaseFolder(config))
  return holder?.socket === undefined ? undefined : { url: holder.url ?? '(no address)', socket: holder.socket, pid: holder.pid }
}
