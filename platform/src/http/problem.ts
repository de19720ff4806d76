import type { Refusal, RefusalKind, RefusalTable } from '../contract.ts'
import { failure } from '../refusals.ts'
import { reply, type Problem, type Reply } from './route.ts'

/** The one place where a kind of no becomes a status (RFC 9110 §15.5). */
const statuses: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
}

/** Status of a kind of refusal. */
export const statusOf = (kind: RefusalKind): number => statuses[kind]

/** All codes that this server may answer, gathered from the tables of platform and of every domain. */
export function collectCodes(tables: readonly RefusalTable[]): RefusalTable {
  const all: Record<string, RefusalTable[string]> = {}
  for (const [code, entry] of tables.flatMap((table) => Object.entries(table))) {
    if (all[code] !== undefined && all[code] !== entry) throw new Error(`two refusal tables have the code ${code}`)
    all[code] = entry
  }
  return all
}

/** Puts a refusal into words for a client. A code that no table has is a bug: it throws. */
export function problemOf(refused: Refusal, codes: RefusalTable, requestId: string): Problem {
  const entry = codes[refused.code]
  if (entry === undefined) throw new Error(`the refusal code ${refused.code} is in no refusal table`)
  return {
    type: `/docs/errors#${refused.code}`,
    code: refused.code,
    title: entry.title,
    detail: refused.detail,
    status: statuses[entry.kind],
    requestId,
    extra: refused.extra ?? {},
  }
}

/** What a client learns of a bug: nothing but the id under which the log has it. */
export const failureOf = (requestId: string): Problem => ({
  type: `/docs/errors#${failure.code}`,
  code: failure.code,
  title: failure.title,
  detail: `Something failed on our side, and nothing more was done. Try again; if it stays, tell the operator this request id: ${requestId}.`,
  status: 500,
  requestId,
  extra: {},
})

/** `application/problem+json` (RFC 9457 §3); extra members stand beside the standard ones and never replace them. */
export function presentProblem({ extra, ...standard }: Problem): Reply {
  const wait = extra['retryAfter_s']
  return reply({
    status: standard.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(typeof wait === 'number' ? { 'retry-after': String(wait) } : {}),
      ...(standard.status === 401 ? { 'www-authenticate': 'Bearer realm="machinaka"' } : {}),
    },
    text: JSON.stringify({ ...extra, ...standard }),
  })
}

/** Thrown where a value cannot be answered (inside a stream, a parser); the server answers it as the refusal it carries. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refused: Refusal) {
    super(refused.detail)
    this.name = 'Refused'
    this.refusal = refused
  }
}
