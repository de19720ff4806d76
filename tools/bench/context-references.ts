/** Yardsticks of the context bench, on the same cores: a bare Fastify route, and a bare prepared statement. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, loadFrom, pause, pinned } from './broker.ts'

const here = dirname(fileURLToPath(import.meta.url))
export type Statement = 'query' | 'get' | 'q' | 'update'

function run(args: readonly string[]): { readonly output: Promise<string>; readonly end: () => void } {
  const [command = '', ...rest] = pinned(0, [process.execPath, ...process.execArgv, join(here, 'bare.ts'), ...args])
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.on('error', reject)
  child.on('close', () => resolve(output))
  return { output: promise, end: () => void child.kill('SIGTERM') }
}

/** Requests a second of one Fastify route that answers so many bytes. */
export async function bareRoute(bytes: number): Promise<number> {
  const port = await freePort()
  const server = run(['route', String(port), String(bytes)])
  try {
    for (let i = 0; i < 200 && (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) === undefined; i++) await pause(25)
    const { rate } = await loadFrom({ kind: 'path', path: '/', port, connections: 50, warm_s: 2, measure_s: 4, entities: 0 })
    return rate
  } finally {
    server.end()
  }
}

/** Executions a second of the prepared statement that a read (or a durable update) comes down to, ten at a time. */
export async function bareStatement(database: string, statement: Statement): Promise<number> {
  return Number((await run(['statement', database, statement]).output).trim())
}
