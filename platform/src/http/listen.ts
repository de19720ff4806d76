import { createServer, type Server } from 'node:http'
import { chmodSync, rmSync } from 'node:fs'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Why the server could not listen, for a message that says what to do. */
export class ListenError extends Error {
  readonly reason: 'port-taken' | 'not-allowed' | 'no-such-address' | 'socket-taken' | 'path-too-long'
  constructor(reason: ListenError['reason'], message: string) {
    super(message)
    this.name = 'ListenError'
    this.reason = reason
  }
}

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '')

/** Opens the port; answers the one it got (0 asks for any free one). */
export async function listenOn(
  app: FastifyInstance,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly port: number }> {
  try {
    await app.listen({ port, host })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EADDRINUSE') throw new ListenError('port-taken', `Port ${port} is in use by another program.`)
    if (code === 'EACCES') throw new ListenError('not-allowed', `This account may not open port ${port}; take one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ListenError('no-such-address', `This machine has no address ${host}.`)
    throw error
  }
  return { port: (app.server.address() as AddressInfo).port }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })

/** Longest path of a Unix socket that every system takes (`sun_path`). */
const longestPath = 103

/**
 * The control socket: a Unix socket that only this account may open. Who comes through it is the operator of this machine.
 * A socket that a crashed process left behind is replaced; a living one is refused.
 */
export async function listenLocalOn(app: FastifyInstance, path: string, sockets: WeakSet<Socket>): Promise<Server> {
  if (Buffer.byteLength(path) > longestPath)
    throw new ListenError(
      'path-too-long',
      `The control socket's path is longer than ${longestPath} bytes: ${path}. Choose a shorter data folder.`,
    )
  if (await answers(path)) throw new ListenError('socket-taken', `Another server answers at ${path}.`)
  rmSync(path, { force: true })
  await app.ready()
  const server = createServer((request, response) => app.routing(request, response))
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return server
}

/** How often connections that fell idle are looked for while the server closes. */
const idleLook_ms = 20

/** Takes no new connections, waits for requests in flight, and ends what is left after the limit. */
export async function closeWithin(limit_ms: number, servers: readonly Server[], close: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, limit_ms)
  // A kept-alive connection whose last answer is out has nothing to wait for.
  const looking = setInterval(() => {
    for (const server of servers) server.closeIdleConnections()
  }, idleLook_ms)
  try {
    await close()
  } finally {
    clearTimeout(timer)
    clearInterval(looking)
  }
}
