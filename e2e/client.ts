/** Speaks to a town over HTTP as one of its demo accounts, the way a browser would. */
import assert from 'node:assert/strict'
import type { Town } from './harness.ts'

export interface Answer<T = unknown> {
  readonly status: number
  readonly body: T
  readonly headers: Headers
}
export interface Client {
  readonly get: <T = unknown>(path: string) => Promise<Answer<T>>
  readonly send: <T = unknown>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<Answer<T>>
  /** A file as the console sends it. */
  readonly upload: <T = unknown>(path: string, filename: string, bytes: Uint8Array<ArrayBuffer>) => Promise<Answer<T>>
}

async function read<T>(answer: Response): Promise<Answer<T>> {
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, headers: answer.headers, body: (isJson && text !== '' ? JSON.parse(text) : text) as T }
}

/** A visitor, or (with `role`) a demo account that has signed in. */
export async function visit(town: Town, role?: string): Promise<Client> {
  let cookie = ''
  const headers = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    origin: town.url,
    'sec-fetch-site': 'same-origin',
    ...(cookie === '' ? {} : { cookie }),
    ...more,
  })
  const client: Client = {
    get: async (path) => read(await fetch(`${town.url}${path}`, { headers: headers() })),
    send: async (method, path, body) =>
      read(
        await fetch(`${town.url}${path}`, {
          method,
          headers: headers(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    upload: async (path, filename, bytes) => {
      const form = new FormData()
      form.append('file', new Blob([bytes]), filename)
      return read(await fetch(`${town.url}${path}`, { method: 'POST', headers: headers(), body: form }))
    },
  }
  if (role !== undefined) {
    const answer = await fetch(`${town.url}/api/auth/demo`, {
      method: 'POST',
      headers: headers({ 'content-type': 'application/json' }),
      body: JSON.stringify({ role }),
    })
    assert.equal(answer.status, 200, `signing in as ${role}: ${await answer.text()}`)
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0] ?? '')
      .join('; ')
  }
  return client
}
