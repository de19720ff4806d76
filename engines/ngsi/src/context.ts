/**
 * An @context, parsed: names of a request to IRIs and to the stored form, and back (ETSI GS CIM 009 V1.9.1 §4.4, §5.5.7;
 * JSON-LD 1.1 §5, §6). The core @context stands last and always wins.
 */
import {
  coreContextUrl,
  corePrefixes,
  coreTerms,
  DEFAULT_VOCABULARY,
  iriOf,
  KEYWORD_TERMS,
  LATEST_CORE,
  storedOf,
  type Coercion,
  type CoreTerm,
  type CoreVersion,
} from './core-context.ts'
import type { Json } from './model.ts'

export interface TermContext {
  /** Equal for contexts that read and write names alike: part of cache keys. */
  readonly key: string
  /** The @context as the request gave it: a URL, an object, a list; the core's URL when it gave none. */
  readonly source: Json
  /** What an answer says as its @context: the source, and the core's URL last (§4.4). */
  readonly shown: Json
  readonly core: CoreVersion
  /** The IRI that a name stands for: core term, term of this @context, prefix:suffix, IRI, or a name of the default vocabulary. */
  expand(term: string): string
  /** The stored form of a name (see model.ts). */
  stored(term: string): string
  /** The shortest term of this @context for a stored name or IRI; the IRI itself when there is none (§5.5.7). */
  compact(storedOrIri: string): string
  /** How values under a name are read, where the @context says so. */
  coercion(term: string): Coercion | undefined
}

/** How many names a context remembers the way of; then it forgets them all, so that a client cannot fill the memory. */
const MEMORY = 20_000

interface Said {
  readonly key: string
  readonly source: Json
  readonly core: CoreVersion
  /** Whether the core @context stands in it, or in a document that it names. */
  readonly bringsCore?: boolean
}

class Terms implements TermContext {
  readonly key: string
  readonly source: Json
  readonly shown: Json
  readonly core: CoreVersion
  readonly #core: ReadonlyMap<string, CoreTerm>
  readonly #user: ReadonlyMap<string, CoreTerm>
  readonly #short: ReadonlyMap<string, string>
  readonly #stored = new Map<string, string>()
  readonly #compact = new Map<string, string>()

  constructor(said: Said, user: ReadonlyMap<string, CoreTerm>) {
    this.key = said.key
    this.source = said.source
    this.core = said.core
    this.#core = coreTerms(said.core)
    this.#user = user
    this.#short = shortest(user, this.#core)
    const url = coreContextUrl(said.core)
    const given = Array.isArray(said.source) ? (said.source as readonly Json[]) : [said.source]
    const own = given.filter((one) => one !== url)
    // Documents that bring the core @context themselves need it no second time.
    this.shown = own.length === 0 ? url : said.bringsCore === true ? said.source : [...own, url]
  }

  expand(term: string): string {
    const known = this.#core.get(term) ?? this.#user.get(term)
    if (known !== undefined) return known.iri
    const colon = term.indexOf(':')
    if (colon < 0) return DEFAULT_VOCABULARY + term
    const suffix = term.slice(colon + 1)
    if (suffix.startsWith('//')) return term
    const prefix = term.slice(0, colon)
    const base = corePrefixes.get(prefix) ?? this.#user.get(prefix)?.iri
    return base === undefined ? term : base + suffix
  }

  stored(term: string): string {
    const known = this.#stored.get(term)
    return known ?? remember(this.#stored, term, storedOf(this.expand(term)))
  }

  compact(storedOrIri: string): string {
    const known = this.#compact.get(storedOrIri)
    return known ?? remember(this.#compact, storedOrIri, this.#compacted(iriOf(storedOrIri)))
  }

  #compacted(iri: string): string {
    const term = this.#short.get(iri)
    if (term !== undefined) return term
    if (!iri.startsWith(DEFAULT_VOCABULARY)) return iri
    const rest = iri.slice(DEFAULT_VOCABULARY.length)
    if (rest === '' || rest.startsWith('@') || KEYWORD_TERMS.has(rest)) return iri
    // A name that means something else here: what is left is the prefix of the core @context (JSON-LD 1.1 API §6.2).
    return this.expand(rest) === iri ? rest : `ngsi-ld:default-context/${rest}`
  }

  coercion(term: string): Coercion | undefined {
    const known = this.#core.get(term) ?? this.#user.get(term)
    return known?.type === undefined && known?.container === undefined ? undefined : known
  }
}

function remember(memory: Map<string, string>, name: string, value: string): string {
  if (memory.size >= MEMORY) memory.clear()
  memory.set(name, value)
  return value
}

/** IRI → term: the core's term where it has one, else the shortest of the user's, else the first by code unit. */
function shortest(user: ReadonlyMap<string, CoreTerm>, core: ReadonlyMap<string, CoreTerm>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [term, { iri }] of user) {
    if (core.has(term) || corePrefixes.has(term) || KEYWORD_TERMS.has(term)) continue
    const before = found.get(iri)
    if (before === undefined || term.length < before.length || (term.length === before.length && term < before)) found.set(iri, term)
  }
  for (const [term, { iri }] of core) found.set(iri, term)
  return found
}

const cores = new Map<CoreVersion, TermContext>()
/** The core @context of an edition alone: what a request without an @context means (§5.5.5). */
export function coreContext(version: CoreVersion = LATEST_CORE): TermContext {
  const known = cores.get(version)
  if (known !== undefined) return known
  const made = new Terms({ key: `core-${version}`, source: coreContextUrl(version), core: version }, new Map())
  cores.set(version, made)
  return made
}

/** A context of these terms of a user's, already resolved, before the core (see `parseContext`). */
export const termContext = (said: Said, user: ReadonlyMap<string, CoreTerm>): TermContext =>
  user.size === 0 ? withSource(said) : new Terms(said, user)

const withSource = (said: Said): TermContext => new Terms({ ...said, key: coreContext(said.core).key }, new Map())
