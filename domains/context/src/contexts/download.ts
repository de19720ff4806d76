/** Downloads an @context document (ETSI GS CIM 009 V1.9.1 §5.5.6, §6.3.16) through the guarded client. */
import type { Json } from '@machinaka/ngsi'
import { isRefusal, refusal, type HttpClient, type Refusal } from '@machinaka/platform'

export const downloadLimits = { bytes: 1_000_000, timeout_ms: 5_000, keep_s: 86_400, keepLeast_s: 60, keepMost_s: 30 * 86_400 } as const

export interface Downloaded {
  readonly body: Json
  /** How long the copy may be used. */
  readonly keep_s: number
}

/** Why an @context cannot be had: 504 at the NGSI-LD doors. */
export const unavailable = (url: string, why: string): Refusal =>
  refusal('context.context-unavailable', `The @context ${url.slice(0, 300)} is not available: ${why}`)

const unreadable = (url: string, why: string): Refusal =>
  refusal('context.entity-invalid', `The @context ${url.slice(0, 300)} is invalid: ${why}`, { problem: 'BadRequestData' })

/** The document, whole; LdContextNotAvailable where it cannot be had, BadRequestData where it is no @context. */
export async function download(http: Pick<HttpClient, 'get'>, url: string): Promise<Downloaded | Refusal> {
  const answer = await http.get(url, {
    headers: { accept: 'application/ld+json, application/json;q=0.9' },
    maxBytes: downloadLimits.bytes,
    timeout_ms: downloadLimits.timeout_ms,
  })
  if (isRefusal(answer)) return unavailable(url, answer.detail)
  let text: string
  try {
    const decoder = new TextDecoder('utf-8')
    text = ''
    for await (const chunk of answer.body) text += decoder.decode(chunk, { stream: true })
    text += decoder.decode()
  } catch (error) {
    return unavailable(url, error instanceof Error ? error.message : 'it broke off.')
  }
  if (answer.status !== 200) return unavailable(url, `its server answered ${answer.status}.`)
  return documentOf(url, text, keepFor(answer.headers))
}

function documentOf(url: string, text: string, keep_s: number): Downloaded | Refusal {
  let body: Json
  try {
    body = JSON.parse(text) as Json
  } catch {
    return unreadable(url, 'it is no JSON.')
  }
  return typeof body === 'object' && body !== null && !Array.isArray(body) && '@context' in body
    ? { body: { '@context': body['@context'] ?? null }, keep_s }
    : unreadable(url, 'it is no JSON object with "@context".')
}

/** By Cache-Control or Expires (RFC 9111 §4.2, §5.3), within bounds of our own; a day where the server says nothing. */
export function keepFor(headers: Readonly<Record<string, string>>): number {
  const bounded = (seconds: number): number => Math.min(Math.max(seconds, downloadLimits.keepLeast_s), downloadLimits.keepMost_s)
  const control = headers['cache-control'] ?? ''
  if (/\bno-(?:store|cache)\b/i.test(control)) return downloadLimits.keepLeast_s
  const age = /\bs-maxage=(\d{1,9})/i.exec(control)?.[1] ?? /\bmax-age=(\d{1,9})/i.exec(control)?.[1]
  if (age !== undefined) return bounded(Number(age))
  const expires = Date.parse(headers['expires'] ?? '')
  const now = Date.parse(headers['date'] ?? '')
  return Number.isNaN(expires) || Number.isNaN(now) ? downloadLimits.keep_s : bounded((expires - now) / 1000)
}
