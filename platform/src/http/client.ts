import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { RawRequest } from './route.ts'
import type { HttpSettings } from './settings.ts'

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(', ')

/** `a=1; b=2` → `{a: '1', b: '2'}` (RFC 6265 §5.4); the first of a name counts, broken escapes stay as they are. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string>> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>
  for (const sent of (header ?? '').split(';')) {
    const pair = sent.trim()
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1')
    if (cookies[name] !== undefined) continue
    try {
      cookies[name] = decodeURIComponent(value)
    } catch {
      cookies[name] = value
    }
  }
  return cookies
}

/** 127.0.0.0/8 and ::1, also as an IPv4 address in IPv6. */
export const isLoopbackAddress = (address: string | undefined): boolean => address !== undefined && /^(::1$|(::ffff:)?127\.)/i.test(address)

/** Names that mean this machine; anything else may be another machine's name (or a rebound one) that leads here. */
export const isLoopbackName = (hostname: string): boolean => /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(hostname)

/** Headers that a proxy adds. One of them is enough, from whoever: the sender then is not, or does not want to be, on this machine. */
const proxyHeader = /^(x-forwarded(-.+)?|forwarded|x-real-ip|via)$/

const firstValues = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, string | readonly string[]>).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (value[0] ?? ''),
    ]),
  )

/** Reads who sent the request and to which name, believing proxies only where configuration says so. */
export function rawRequestOf(
  request: FastifyRequest,
  localSockets: WeakSet<Socket>,
  { publicOrigin }: Pick<HttpSettings, 'publicOrigin'>,
): RawRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => {
      const text = single(value)
      return text === undefined ? [] : [[name, text]]
    }),
  )
  const local = localSockets.has(request.raw.socket)
  const hostname = (request.hostname ?? '').toLowerCase()
  const proxied = Object.keys(headers).some((name) => proxyHeader.test(name))
  return {
    requestId: request.id,
    method: request.method,
    url: request.url,
    origin:
      publicOrigin !== undefined && (local || new URL(publicOrigin).host === request.host)
        ? new URL(publicOrigin).origin
        : `${request.protocol}://${request.host}`,
    hostname,
    query: firstValues(request.query),
    headers,
    cookies: parseCookies(headers['cookie']),
    ip: local ? 'local' : request.ip,
    loopback: local || (!proxied && isLoopbackAddress(request.raw.socket.remoteAddress) && isLoopbackName(hostname)),
    local,
  }
}
