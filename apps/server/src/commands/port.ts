import { createServer } from 'node:net'

/** Whether another program listens there. */
export async function portTaken(port: number, host: string): Promise<boolean> {
  const { promise, resolve: answer } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', (error) => answer('code' in error && error.code === 'EADDRINUSE'))
  probe.listen(port, host, () => probe.close(() => answer(false)))
  return await promise
}
