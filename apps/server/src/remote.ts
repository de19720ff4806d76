import { request } from 'node:http'

/** A refusal as the running server told it, or that it could not be reached. */
export class RemoteRefused extends Error {
  override readonly name = 'RemoteRefused'
  readonly code: string
  constructor(code: string, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Speaks to the running server through its control socket, as this machine's operator. */
export async function ask<T>(socketPath: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const outgoing = request(
    {
      socketPath,
      method,
      path,
      headers: {
        host: 'localhost',
        accept: 'application/json',
        ...(sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
      },
    },
    (answer) => {
      let text = ''
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk
        })
        .on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
        .on('error', (error) => outgoing.destroy(error))
    },
  )
  outgoing.on('error', (error) =>
    reject(
      new RemoteRefused(
        'platform.internal',
        `The running server does not answer (${error.message}). If it was stopped, nothing half-done is left: run the same command again.`,
      ),
    ),
  )
  outgoing.end(sent)
  const { status, text } = await promise
  const parsed: unknown = text === '' ? undefined : JSON.parse(text)
  if (status >= 400)
    throw new RemoteRefused(field(parsed, 'code') ?? 'platform.internal', field(parsed, 'detail') ?? `the server answered ${status}`)
  return parsed as T
}

function field(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
  return typeof found === 'string' ? found : undefined
}
