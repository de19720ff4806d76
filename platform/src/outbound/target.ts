/** Where an outside call goes: the address is checked, its name asked for once, and the connection made to that very answer. */
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Agent } from 'undici'
import type { Refusal } from '../contract.ts'
import { withoutQuery, type Log } from '../log.ts'
import { refusal } from '../refusals.ts'
import { isPublic } from './addresses.ts'

export interface OutboundOptions {
  readonly log: Log
  /** Whether a call may go to this address; public addresses only, unless configuration says otherwise. */
  readonly mayReach?: (address: string, port: number) => boolean
  readonly timeout_ms?: number
  readonly maxBytes?: number
  /** Name and version, so that a feed's operator knows who asks. */
  readonly userAgent?: string
  readonly lookup?: (host: string) => Promise<readonly string[]>
}

const MAX_URL = 4_096

/** One hop's target: a URL whose host has been resolved once, to an address that may be reached. */
export interface Target {
  readonly url: URL
  readonly address: string
}

const allAddresses = async (host: string): Promise<readonly string[]> =>
  (await systemLookup(host, { all: true })).map(({ address }) => address)

export const shown = (address: string): string => String(withoutQuery(address)).slice(0, 300)

export async function targetOf(address: string, options: OutboundOptions): Promise<Target | Refusal> {
  const url = URL.canParse(address) && address.length <= MAX_URL ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return refusal('platform.outside-url', `"${shown(address)}" is not an http or https address.`)
  if (url.username !== '' || url.password !== '')
    return refusal('platform.outside-url', `${shown(address)} carries a user or password in the address; send it as a header.`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port)
  const found = await addressOf({ host, port, shown: shown(address) }, options)
  return typeof found === 'string' ? { url, address: found } : found
}

/** The address of a host that may be reached, resolved once. */
export async function addressOf(
  wanted: { readonly host: string; readonly port: number; readonly shown: string },
  options: Pick<OutboundOptions, 'lookup' | 'mayReach'>,
): Promise<string | Refusal> {
  const { host, port } = wanted
  let addresses: readonly string[]
  try {
    addresses = isIP(host) > 0 ? [host] : await (options.lookup ?? allAddresses)(host)
  } catch {
    return refusal('platform.outside-unreachable', `The host ${host} is not known. Check the spelling of the address.`)
  }
  const mayReach = options.mayReach ?? isPublic
  const [first] = addresses
  // One inside address among public ones is an attempt, or a mistake; both are refused.
  if (first === undefined || !addresses.every((one) => mayReach(one, port)))
    return refusal(
      'platform.outside-address',
      `${wanted.shown} leads to an address that is not on the public internet. An operator can allow such addresses by OUTBOUND_PRIVATE.`,
    )
  return first
}

/** A connection that goes to this address whatever the name says by then. TLS still checks the name's certificate. `kept` connections stay open for the next exchange. */
export function pinned(address: string, timeout_ms: number, kept = 0): Agent {
  const family = isIP(address)
  type Found = (error: Error | null, address: string | readonly { address: string; family: number }[], family?: number) => void
  const lookup = (_host: string, query: { readonly all?: boolean }, found: Found): void =>
    query.all === true ? found(null, [{ address, family }]) : found(null, address, family)
  return new Agent({
    connect: { lookup: lookup as never, timeout: timeout_ms },
    headersTimeout: timeout_ms,
    bodyTimeout: timeout_ms,
    connections: Math.max(1, kept),
    // 0 closes a connection after one exchange.
    pipelining: kept > 0 ? 1 : 0,
  })
}

export function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (code.includes('TIMEOUT') || (error instanceof Error && error.name === 'TimeoutError')) return 'it takes too long'
  if (code === 'ECONNREFUSED') return 'it refuses the connection'
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'it broke the connection'
  return error instanceof Error ? error.message : String(error)
}
