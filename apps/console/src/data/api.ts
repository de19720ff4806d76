/** The server said no, with its stable code; the words are for people. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  /** The code behind the code, where the server tells one. */
  readonly reason: string | undefined
  constructor(status: number, code: string, detail: string, cause?: string) {
    super(detail)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.reason = cause
  }
}

/** No answer at all: no network, or no server. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('No answer from the server', { cause })
    this.name = 'NoAnswer'
  }
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>

/** The city in this page's address (development only, where one host serves several); it goes with every call and link. */
export function currentCity(): string | undefined {
  const city = new URLSearchParams(location.search).get('city') ?? ''
  return /^[a-z][a-z0-9-]{0,39}$/.test(city) ? city : undefined
}

/** An address of the server with its values and, in development, the city. */
export function address(path: string, values: Values = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...values, city: currentCity() }))
    if (value !== undefined && value !== '') params.set(name, String(value))
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}

function refusedBy(status: number, problem: unknown): Refused {
  const said = (typeof problem === 'object' && problem !== null ? problem : {}) as Readonly<Record<string, unknown>>
  const text = (name: string): string | undefined => (typeof said[name] === 'string' ? said[name] : undefined)
  return new Refused(status, text('code') ?? 'unknown', text('detail') ?? text('title') ?? String(status), text('cause'))
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new NoAnswer(cause)
  })
  if (!response.ok) throw refusedBy(response.status, await response.json().catch(() => ({})))
  return response
}

/** Gets JSON. Throws `Refused`, `NoAnswer`, or an abort. */
export async function getJson<Value>(path: string, values: Values = {}, signal?: AbortSignal): Promise<Value> {
  const response = await ask(address(path, values), { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  return (await response.json()) as Value
}

/** Gets a text in the media type that is asked for. Throws like `getJson`. */
export async function getText(
  path: string,
  { accept, values = {}, signal }: { readonly accept: string; readonly values?: Values; readonly signal?: AbortSignal },
): Promise<string> {
  return await (await ask(address(path, values), { headers: { accept }, ...(signal && { signal }) })).text()
}

/** Sends JSON and gives the answer's JSON (undefined where there is none). Throws like `getJson`. */
export async function sendJson<Value = undefined>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Value> {
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) }
  const response = await ask(address(path), { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Value
}

/** Sends a small file as it is, and gives the answer's JSON. Throws like `getJson`. */
export async function sendBytes<Value = undefined>(method: 'PUT' | 'POST', path: string, file: File, values: Values = {}): Promise<Value> {
  const response = await ask(address(path, values), {
    method,
    headers: { accept: 'application/json', 'content-type': file.type || 'application/octet-stream' },
    body: file,
  })
  return (await response.json()) as Value
}

/** Sends a file; `onSent` hears how many bytes have left (which `fetch` cannot say). */
export function sendFile<Value>(path: string, file: File, onSent: (bytes: number) => void): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const request = new XMLHttpRequest()
  const form = new FormData()
  form.append('file', file, file.name)
  request.open('POST', address(path, { filename: file.name }))
  request.responseType = 'json'
  request.upload.addEventListener('progress', (event) => onSent(event.loaded))
  request.addEventListener('error', () => reject(new NoAnswer(undefined)))
  request.addEventListener('load', () => {
    if (request.status >= 200 && request.status < 300) resolve(request.response as Value)
    else reject(refusedBy(request.status, request.response))
  })
  request.send(form)
  return promise
}

/** The path of an entity's id, which holds colons and may hold slashes. */
export const inPath = (id: string): string => encodeURIComponent(id)
