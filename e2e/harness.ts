/**
 * A town for the scenarios: each file gets its own server on a free port with a fresh copy of the prepared demo town and
 * a fixed clock. The prepared town is imported once for a state of the sources and kept in node_modules/.cache.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** A Wednesday, half past ten in the morning in みなと町. */
export const now = '2026-11-25T01:30:00.000Z'
const main = join(root, 'apps/server/src/main.ts')
const cache = join(root, 'node_modules/.cache/machinaka')

/** Names the prepared town by everything that shapes it: the sources of the server side and of the demo. */
function preparedName(): string {
  const hash = createHash('sha256').update(now)
  for (const file of globSync(
    ['{platform,demo}/src/**/*', '{domains,engines}/*/{src,migrations}/**/*', 'apps/server/src/**/*', 'package-lock.json'],
    { cwd: root },
  ).toSorted()) {
    if (/\.(ts|sql|json)$/.test(file) && !file.includes('.test.')) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  }
  return `e2e-${hash.digest('hex').slice(0, 16)}`
}

const baseEnv = (dataDir: string): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, ...rest } = process.env
  return { ...rest, DATA_DIR: dataDir, TEST_NOW: now, TZ: 'Asia/Tokyo', LOG_LEVEL: 'warn', LIMIT_REQUESTS_PER_MINUTE: '6000' }
}

export interface Ended {
  readonly code: number
  readonly output: string
}

/** Runs `machinaka` with these words to its end; standard output and error together. */
export async function machinaka(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const take = (chunk: Buffer): void => {
    output += chunk.toString()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  child.on('close', (code) => resolve({ code: code ?? 1, output }))
  return await promise
}

/** The folder of the demo town, imported and stopped. */
async function prepared(): Promise<string> {
  const folder = join(cache, preparedName())
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  for (const old of globSync('{e2e,making}-*', { cwd: cache })) rmSync(join(cache, old), { recursive: true, force: true })
  const making = mkdtempSync(join(cache, 'making-'))
  const { code, output } = await machinaka(['prepare'], baseEnv(making))
  assert.equal(code, 0, `machinaka prepare ended with ${code}:\n${output}`)
  renameSync(making, folder)
  return folder
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer()
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return await promise
}

export interface Town {
  readonly url: string
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  /** All that the server printed so far. */
  readonly output: () => string
  /** Runs the command line against this town's folder. */
  readonly cli: (...args: readonly string[]) => Promise<Ended>
  /** kill -9. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  /** Ctrl-C, then the folder goes. */
  readonly stop: () => Promise<void>
}

async function waitReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output()}`)
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.status === 200,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  throw new Error(`The server was not ready after 60 s:\n${output()}`)
}

/** Opens the demo town on a free port in a folder of its own; `extra` adds to the environment. */
export async function openTown(extra: Readonly<Record<string, string>> = {}): Promise<Town> {
  const dataDir = mkdtempSync(join(tmpdir(), 'machinaka-e2e-'))
  cpSync(await prepared(), dataDir, { recursive: true })
  return await openServer(dataDir, extra)
}

/** Starts a server on a free port with this folder, which goes with it; `extra` adds to the environment. */
export async function openServer(dataDir: string, extra: Readonly<Record<string, string>> = {}): Promise<Town> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const env = { ...baseEnv(dataDir), PORT: String(port), ...extra }
  let output = ''
  let child: ChildProcess | undefined
  const take = (chunk: Buffer): void => {
    output += chunk.toString()
  }
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'start'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    await waitReady(url, child, () => output)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const closed = new Promise((resolve) => {
      running.once('exit', resolve)
    })
    running.kill(signal)
    await closed
  }
  await start()
  return {
    url,
    dataDir,
    env,
    output: () => output,
    start,
    cli: (...args) => machinaka(args, env),
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGINT')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
