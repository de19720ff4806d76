import { type Age, ageOf } from './kept-answers.ts'
import { apiAddress, cityOf, readSearch } from './url-state.ts'

/** The server answered with a refusal (RFC 9457): its code is stable, its words are for people. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  /** How long to wait, where the server says. */
  readonly retryAfter_s: number | undefined
  constructor(status: number, code: string, detail: string, retryAfter_s?: number) {
    super(detail)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.retryAfter_s = retryAfter_s
  }
}

/** No answer at all: no network, and nothing kept. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('No answer from the server', { cause })
    this.name = 'NoAnswer'
  }
}

/** An answer with its age. */
export interface Aged<Value> extends Age {
  readonly value: Value
}

/** The city in this page's address (development only); it goes with every call and every link. */
export const currentCity = (): string | undefined => cityOf(readSearch(location.search))
/** An address of the server for the current city. */
export const address = (path: string, values: Readonly<Record<string, string | number | boolean | undefined>> = {}): string =>
  apiAddress(path, values, currentCity())

/** Calls that the page's first script started before this code had come; each is taken once. */
const early = (): Map<string, Promise<Response>> | undefined =>
  (globalThis as { machinakaEarly?: Map<string, Promise<Response>> }).machinakaEarly

async function ask(url: string, init: RequestInit): Promise<Response> {
  const started = init.method === undefined ? early()?.get(url) : undefined
  if (started !== undefined) {
    early()?.delete(url)
    const answer = await started.catch(() => undefined)
    if (answer?.ok === true) return answer
  }
  try {
    return await fetch(url, { headers: { accept: 'application/json' }, ...init })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new NoAnswer(cause)
  }
}

async function refusalOf(response: Response): Promise<Refused> {
  const problem: unknown = await response.json().catch(() => ({}))
  const said = (typeof problem === 'object' && problem !== null ? problem : {}) as Readonly<Record<string, unknown>>
  const text = (name: string): string | undefined => (typeof said[name] === 'string' ? said[name] : undefined)
  return new Refused(
    response.status,
    text('code') ?? 'unknown',
    text('detail') ?? text('title') ?? String(response.status),
    typeof said['retryAfter_s'] === 'number' ? said['retryAfter_s'] : undefined,
  )
}

/** Gets JSON. Throws `Refused`, `NoAnswer`, or an abort. */
export async function getJson<Value>(url: string, signal?: AbortSignal): Promise<Aged<Value>> {
  const response = await ask(url, signal === undefined ? {} : { signal })
  if (!response.ok) throw await refusalOf(response)
  return { ...ageOf(response.headers, new Date()), value: (await response.json()) as Value }
}

/** Posts JSON and gives the answer's JSON. Throws like `getJson`. */
export async function postJson<Value>(url: string, body: unknown): Promise<Value> {
  const response = await ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw await refusalOf(response)
  return (await response.json()) as Value
}
