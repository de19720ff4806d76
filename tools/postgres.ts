/**
 * A throw-away PostgreSQL server for tests, on a free port of 127.0.0.1, in a temporary folder.
 *
 *     node tools/postgres.ts start        prints TEST_DATABASE_URL=… and the folder that `stop` needs
 *     node tools/postgres.ts stop FOLDER
 *     node tools/postgres.ts run -- COMMAND …   starts, runs the command with TEST_DATABASE_URL set, stops; its exit code
 *
 * PostgreSQL refuses to run as root; then it runs as the user `postgres`, which Debian's package makes.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PREFIX = 'machinaka-postgres-'
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=60',
  'shared_buffers=128MB',
  "listen_addresses='127.0.0.1'",
]

const UNSAFE = /^(fsync|synchronous_commit|full_page_writes)=/

export interface ThrowAway {
  readonly url: string
  readonly folder: string
}

/** The newest installed PostgreSQL, or undefined when there is none. */
export function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const installed = existsSync(root) ? readdirSync(root).filter((version) => existsSync(join(root, version, 'bin/initdb'))) : []
  const newest = installed.map(Number).toSorted((a, b) => b - a)[0]
  return newest === undefined ? undefined : join(root, String(newest), 'bin')
}

/** Starts a server that nobody else uses. `durable` keeps PostgreSQL's own settings for writing to disk: benchmarks need them, tests do not. */
export async function start({ durable = false }: { readonly durable?: boolean } = {}): Promise<ThrowAway> {
  const programs = findPrograms()
  if (programs === undefined) throw new Error('No PostgreSQL is installed. On Debian: apt install postgresql-15-postgis-3')
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  const user = asOther()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const port = await freePort()
  const settings = [
    ...(durable ? SETTINGS.filter((setting) => !UNSAFE.test(setting)) : SETTINGS),
    `port=${port}`,
    `unix_socket_directories='${folder}'`,
  ]
    .flatMap((setting) => ['-c', setting])
    .join(' ')
  try {
    run(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'])
    run(join(programs, 'pg_ctl'), ['-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', settings, 'start'])
  } catch (error) {
    const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`The throw-away PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}\n${log}`, {
      cause: error,
    })
  }
  return { folder, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
}

export function stop(folder: string): void {
  if (!basename(folder).startsWith(PREFIX)) throw new Error(`${folder} is not a folder of a throw-away PostgreSQL`)
  const programs = findPrograms()
  if (programs !== undefined && existsSync(join(folder, 'data/postmaster.pid')))
    run(join(programs, 'pg_ctl'), ['-D', join(folder, 'data'), '-m', 'immediate', '-w', 'stop'])
  rmSync(folder, { recursive: true, force: true })
}

function asOther(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  if (line === undefined) throw new Error('PostgreSQL does not run as root, and there is no user postgres')
  const [, , uid = '', gid = ''] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, {
    ...asOther(),
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: `${dirname(program)}:/usr/bin:/bin`, LANG: 'C.UTF-8' },
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function runWith(command: readonly string[]): Promise<number> {
  const [program, ...args] = command
  if (program === undefined) throw new Error('run -- COMMAND: which command?')
  const server = await start()
  try {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: server.url } })
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => resolve(code ?? 1))
    })
  } finally {
    stop(server.folder)
  }
}

async function main(): Promise<void> {
  const [word, ...rest] = process.argv.slice(2)
  if (word === 'start') {
    const { url, folder } = await start()
    console.log(`TEST_DATABASE_URL=${url}\nTEST_DATABASE_FOLDER=${folder}`)
  } else if (word === 'stop' && rest[0] !== undefined) stop(rest[0])
  else if (word === 'run') process.exitCode = await runWith(rest[0] === '--' ? rest.slice(1) : rest)
  else {
    console.error('usage: node tools/postgres.ts start | stop FOLDER | run -- COMMAND …')
    process.exitCode = 2
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
