import type { HttpSettings } from './settings.ts'
import type { RawRequest } from './route.ts'

/**
 * React Aria injects two small style elements: `touch-action` of pressable elements, and `overscroll-behavior` under open
 * overlays on iOS. These are the hashes of their texts (CSP 3 §2.3.1 hash-source); a test computes them from the package.
 */
export const reactAriaStyles: readonly string[] = [
  "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
  "'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
]

/** The policy that every answer carries: code and styles from here only; more is added by configuration, by name. */
export const contentSecurityPolicy = (csp: HttpSettings['csp']): string =>
  [
    ['default-src', "'self'"],
    ['script-src', "'self'"],
    ['worker-src', "'self'"],
    ['style-src', "'self'", ...reactAriaStyles, ...csp.style],
    ['img-src', "'self'", 'data:', 'blob:', ...csp.img],
    ['connect-src', "'self'", ...csp.connect],
    ['font-src', "'self'"],
    ['manifest-src', "'self'"],
    ['object-src', "'none'"],
    ['base-uri', "'self'"],
    ['form-action', "'self'"],
    ['frame-ancestors', "'none'"],
  ]
    .map((directive) => directive.join(' '))
    .join('; ')

/** Headers of every answer. */
export const securityHeaders = (csp: HttpSettings['csp']): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(csp),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'geolocation=(self), camera=(self), microphone=(), payment=(), usb=()',
})

/** HTTPS answers ask the browser to stay there (RFC 6797). */
export const strictTransport = 'max-age=15552000'

/**
 * Whether a state-changing request may come from a page of another site. Browsers say where a request comes from
 * (`Sec-Fetch-Site`, `Origin`); what they send by themselves is the cookie, so a request with one must prove its origin.
 * A caller with a key brings it knowingly and is not concerned.
 */
export function isCrossSite(raw: RawRequest): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(raw.method) || raw.local) return false
  if (raw.headers['authorization'] !== undefined || raw.headers['x-api-key'] !== undefined) return false
  const site = raw.headers['sec-fetch-site']
  const origin = raw.headers['origin']
  if (site !== undefined && site !== 'same-origin') return true
  if (origin !== undefined) return origin !== raw.origin
  return site === undefined && raw.headers['cookie'] !== undefined
}
