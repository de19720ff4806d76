/** Which names a request to another broker uses, and how it says so: a Link, or an @context in the body (§4.3.6.6, §6.3.5). */
import { coreContext, coreContextUrl, type Json, type TermContext } from '@machinaka/ngsi'
import { isRefusal, type Refusal, type Tenant } from '@machinaka/platform'

/** Reads an @context, from memory where it is known; refused where it is unreachable or invalid (§5.5.6). */
export type ResolveContext = (tenant: Tenant, value: unknown) => Promise<TermContext | Refusal>

export interface WireContext {
  readonly terms: TermContext
  /** Named in the Link header; undefined when the core alone is meant, or the @context cannot be named by one URL. */
  readonly link: string | undefined
  /** What stands in a body of ld+json. */
  readonly inline: Json
}

const isCore = (one: unknown): boolean => typeof one === 'string' && /^https?:\/\/uri\.etsi\.org\/ngsi-ld\//.test(one)

/**
 * The @context of a request that goes out. One that a single URL names is passed on as it came; any other is used in bodies
 * only, and names in addresses are then written in full.
 */
export function wireContext(terms: TermContext): WireContext {
  const given = (Array.isArray(terms.source) ? (terms.source as readonly Json[]) : [terms.source]).filter((one) => !isCore(one))
  const [first] = given
  if (first === undefined) return { terms, link: undefined, inline: coreContextUrl(terms.core) }
  return given.length === 1 && typeof first === 'string'
    ? { terms, link: first, inline: terms.shown }
    : { terms, link: undefined, inline: terms.shown }
}

/** Names in addresses and headers: those of the @context where a Link says which, else of the core alone. */
export const addressTerms = ({ terms, link, inline }: WireContext): TermContext =>
  link !== undefined || isCore(inline) ? terms : coreContext(terms.core)

/** The @context of an answer: of its body, of its Link, else the one that was asked with. */
export async function answerTerms(
  answer: { readonly link: string | undefined; readonly inBody: unknown },
  asked: TermContext,
  read: (value: unknown) => Promise<TermContext | Refusal>,
): Promise<TermContext> {
  const named = /<([^>]*)>[^,]*rel="?http:\/\/www\.w3\.org\/ns\/json-ld#context"?/.exec(answer.link ?? '')?.[1]
  const reference = answer.inBody ?? named
  if (reference === undefined) return asked
  const given: readonly unknown[] = Array.isArray(reference) ? reference : [reference]
  if (given.every(isCore)) return coreContext(asked.core)
  if (JSON.stringify(given.filter((one) => !isCore(one))) === JSON.stringify(withoutCore(asked))) return asked
  const found = await read(reference)
  return isRefusal(found) ? asked : found
}

const withoutCore = ({ source }: TermContext): readonly unknown[] =>
  (Array.isArray(source) ? (source as readonly unknown[]) : [source]).filter((one) => !isCore(one))
