import { proxyRanges } from '../config/proxies.ts'
import type { Config } from '../config/schema.ts'

/** What configuration decides about the HTTP server. */
export interface HttpSettings {
  /** Proxies whose `X-Forwarded-*` is believed: none, so many hops counted from the server, or these addresses and ranges. */
  readonly trustProxy: false | number | readonly string[]
  /** Scheme and host by which people reach the server, where a proxy in front keeps the host but ends TLS: `https://town.example`. */
  readonly publicOrigin?: string | undefined
  /** Greatest body that is no upload. */
  readonly bodyLimit_bytes: number
  readonly uploadLimit_bytes: number
  /** Per client address; 0 turns the limit off (tests, benchmarks). */
  readonly requestsPerMinute: number
  /** More sources for the content security policy: map tiles of others. */
  readonly csp: { readonly img: readonly string[]; readonly connect: readonly string[]; readonly style: readonly string[] }
  /** Answers are checked against their descriptors, and a broken promise throws: on in tests. */
  readonly strict: boolean
}

export const defaultHttpSettings: HttpSettings = {
  trustProxy: false,
  bodyLimit_bytes: 1024 * 1024,
  uploadLimit_bytes: 2 * 1024 ** 3,
  requestsPerMinute: 1200,
  csp: { img: [], connect: [], style: [] },
  strict: false,
}

/** Tiles of the Geospatial Information Authority of Japan, allowed only where they are the chosen base map. */
const gsiTiles = 'https://cyberjapandata.gsi.go.jp'

/** `on` is one hop: the nearest proxy's own words. What came before it, anybody may have written. */
function trustedProxies(setting: Config['TRUST_PROXY']): HttpSettings['trustProxy'] {
  if (typeof setting === 'string') return proxyRanges(setting)
  return typeof setting === 'number' ? setting || false : setting && 1
}

/** The server's settings as the configuration has them. */
export function httpSettings(config: Config): HttpSettings {
  const outside = config.BASEMAP === 'gsi' ? [gsiTiles] : []
  return {
    trustProxy: trustedProxies(config.TRUST_PROXY),
    publicOrigin: config.PUBLIC_URL,
    bodyLimit_bytes: config.LIMIT_BODY_BYTES,
    uploadLimit_bytes: config.LIMIT_IMPORT_BYTES,
    requestsPerMinute: config.LIMIT_REQUESTS_PER_MINUTE,
    csp: { img: outside, connect: outside, style: [] },
    strict: false,
  }
}

/** The part of pino that the server needs. */
export interface HttpLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
