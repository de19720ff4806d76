import type { Refusal, RefusalTable } from './contract.ts'

/** What platform itself refuses. Every code has its line in `docs/errors.md`; a test ties the two both ways. */
export const refusals = {
  'platform.invalid': { kind: 'invalid', title: 'The request does not have the expected shape' },
  'platform.json': { kind: 'invalid', title: 'The body is not readable JSON' },
  'platform.absent': { kind: 'absent', title: 'There is nothing at this address' },
  'platform.unauthenticated': { kind: 'unauthenticated', title: 'Signing in is needed' },
  'platform.forbidden': { kind: 'forbidden', title: 'This caller may not do that' },
  'platform.cross-site': { kind: 'forbidden', title: 'The request came from another site' },
  'platform.media-type': { kind: 'unsupported', title: 'The content type of the body is not accepted here' },
  'platform.body-too-large': { kind: 'too-large', title: 'The body is larger than the limit' },
  'platform.rate': { kind: 'too-many', title: 'Too many requests' },
  'platform.busy': { kind: 'unavailable', title: 'The server is starting, stopping or overloaded' },
  'platform.outside-url': { kind: 'unprocessable', title: 'The address is not one that may be called' },
  'platform.outside-address': { kind: 'unprocessable', title: 'The address is not on the public internet' },
  'platform.outside-unreachable': { kind: 'unprocessable', title: 'The other server does not answer' },
  'platform.outside-redirects': { kind: 'unprocessable', title: 'The address redirects too often' },
  'platform.outside-type': { kind: 'unprocessable', title: 'The other server answers with another kind of content' },
  'platform.outside-too-large': { kind: 'unprocessable', title: 'The answer of the other server is too large' },
} as const satisfies RefusalTable

/** The answer to a bug (status 500). No handler refuses with it: bugs throw, and the log has the request's id. */
export const failure = { code: 'platform.internal', title: 'The server failed' } as const

/**
 * Says no with a stable code.
 * @param code a key of some RefusalTable (`guide.place-absent`)
 * @param detail one or two plain English sentences: what is wrong, and what to do next
 * @param extra more that a program can read (field, limit, line); no personal data
 */
export const refusal = (code: string, detail: string, extra?: Readonly<Record<string, unknown>>): Refusal => ({
  refused: true,
  code,
  detail,
  ...(extra === undefined ? {} : { extra }),
})

/** Whether an answer is a refusal (results that are none carry no `refused: true`). */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && value.refused === true
