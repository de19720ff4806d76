/** A broker under measurement: a process of its own on one core, on a database of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LoadResult } from './load.ts'
import type { Work } from './context-load.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const START_LIMIT_MS = 60_000

export const pinned = (core: number, command: readonly string[]): readonly string[] =>
  process.platform === 'linux' && availableParallelism() > core ? ['taskset', '-c', String(core), ...command] : command

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const probe = createServer()
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return await promise
}

export interface RunningBroker {
  readonly port: number
  readonly url: string
  /** From the start of the process until it said ready. */
  readonly ready_ms: number
  readonly process: ChildProcess
  stop(): Promise<void>
}

export interface BrokerOptions {
  /** Absent: the embedded engine in `folder`. */
  readonly database?: string | undefined
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  readonly core?: number
}

/** Starts `machinaka broker` and waits until it answers. */
export async function startBroker({ database, folder, env = {}, core = 0 }: BrokerOptions): Promise<RunningBroker> {
  const port = await freePort()
  const [command = '', ...args] = pinned(core, [process.execPath, ...process.execArgv, join(root, 'apps/server/src/main.ts'), 'broker'])
  const started = performance.now()
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...process.env,
      ...(database === undefined ? {} : { DATABASE_URL: database }),
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000)
  })
  const url = `http://127.0.0.1:${port}`
  while (performance.now() - started < START_LIMIT_MS) {
    if (child.exitCode !== null) throw new Error(`the broker did not start: ${errors}`)
    const answered = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answered?.status === 200) {
      const stop = async (): Promise<void> => {
        if (child.exitCode !== null) return
        const { promise, resolve } = Promise.withResolvers<void>()
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
        await promise
      }
      return { port, url, ready_ms: performance.now() - started, process: child, stop }
    }
    await pause(10)
  }
  child.kill('SIGKILL')
  throw new Error(`the broker was not ready after ${START_LIMIT_MS / 1000} s: ${errors}`)
}

/** Puts load on a port from the other core. */
export async function loadFrom(work: Work, core = 1): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>()
  const [command = '', ...args] = pinned(core, [process.execPath, ...process.execArgv, join(here, 'context-load.ts'), JSON.stringify(work)])
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) resolve(JSON.parse(output) as LoadResult)
    else reject(new Error(`the load generator ended with ${code}: ${errors.slice(-500)}`))
  })
  const result = await promise
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.count} answers were no success; the first: ${result.firstFailure}`)
  return result
}

/** A folder that is removed when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'machinaka-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
