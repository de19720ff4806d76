/** Reads an @context: URLs, objects, lists, nested and remote ones (JSON-LD 1.1 API §4; ETSI GS CIM 009 V1.9.1 §4.4, §5.5.5–§5.5.7). */
import { canonicalJson } from './canonical.ts'
import { termContext, coreContext, type TermContext } from './context.ts'
import {
  coreDocument,
  corePrefixes,
  coreVersionOf,
  DEFAULT_VOCABULARY,
  LATEST_CORE,
  type CoreTerm,
  type CoreVersion,
} from './core-context.ts'
import { isMap } from './json-map.ts'
import type { Json } from './model.ts'
import { isProblem, ProblemSignal, settle, type Problem } from './problem.ts'

export const contextLimits = { depth: 8, documents: 32, terms: 50_000, termLength: 512, urlLength: 2_048 } as const

export interface ContextOptions {
  /** The core @context that stands last; the latest when absent. */
  readonly core?: CoreVersion | undefined
}

/** These remote documents are needed first: fetch them, and parse again. */
export interface MissingDocuments {
  readonly missing: readonly string[]
}
export const isMissing = (value: unknown): value is MissingDocuments => typeof value === 'object' && value !== null && 'missing' in value

/**
 * Parses the value of an @context (of a body, or the URL of a Link header). `documents` answers remote documents already at
 * hand, whole (`{"@context": …}`); core @contexts are built in and never asked for. Refuses with BadRequestData: no @context,
 * scoped contexts (§5.5.7), recursion, too large, terms that lead nowhere.
 */
export function parseContext(
  value: unknown,
  documents: (url: string) => Json | undefined = () => undefined,
  { core = LATEST_CORE }: ContextOptions = {},
): TermContext | Problem | MissingDocuments {
  if (value === undefined || value === null || (typeof value === 'string' && coreVersionOf(value) === core)) return coreContext(core)
  const reading = new Reading(documents)
  const done = settle(() => {
    if (isDeep(value, contextLimits.depth)) throw bad(`objects nest deeper than ${contextLimits.depth}.`)
    reading.value(value, { base: undefined, within: [] })
    return undefined
  })
  if (isProblem(done)) return done
  if (reading.missing.size > 0) return { missing: [...reading.missing] }
  const source = value as Json
  return termContext({ key: `${core} ${reading.fingerprint(source)}`, source, core, bringsCore: reading.bringsCore }, reading.terms)
}

/** Whether JSON nests deeper than that; never goes deeper itself. */
function isDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth < 0 || Object.values(value).some((one) => isDeep(one, depth - 1))
}

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', `@context: ${detail}`)

interface Place {
  /** The URL of the document that is read, to resolve relative ones against. */
  readonly base: string | undefined
  /** The URLs that led here. */
  readonly within: readonly string[]
}

/** Members of an @context that are JSON-LD's own. */
const KEYWORDS: ReadonlySet<string> = new Set([
  '@base',
  '@vocab',
  '@language',
  '@direction',
  '@version',
  '@protected',
  '@propagate',
  '@import',
])

class Reading {
  readonly terms = new Map<string, CoreTerm>()
  readonly missing = new Set<string>()
  bringsCore = false
  readonly #documents: (url: string) => Json | undefined
  readonly #seen: string[] = []
  #vocab = ''

  constructor(documents: (url: string) => Json | undefined) {
    this.#documents = documents
  }

  /** What tells this context from others: its text, and that of every remote document it was read from. */
  fingerprint(source: Json): string {
    return this.#seen.length === 0 ? canonicalJson(source) : `${canonicalJson(source)} ${digest(this.#seen)}`
  }

  value(value: unknown, place: Place): void {
    if (place.within.length > contextLimits.depth) throw bad(`contexts nest deeper than ${contextLimits.depth}.`)
    if (value === null) {
      this.terms.clear()
      this.#vocab = ''
    } else if (typeof value === 'string') this.#remote(value, place)
    else if (Array.isArray(value)) {
      if (value.length > contextLimits.documents) throw bad(`a list has more than ${contextLimits.documents} contexts.`)
      for (const one of value as readonly unknown[]) {
        if (Array.isArray(one)) throw bad('a list holds another list.')
        this.value(one, place)
      }
    } else if (isMap(value)) this.#object(value, place)
    else throw bad('it is a URL, an object, or a list of these.')
  }

  #remote(text: string, place: Place): void {
    const url = absoluteUrl(text, place.base)
    if (place.within.includes(url)) throw bad(`${url} includes itself.`)
    const version = coreVersionOf(url)
    if (version !== undefined) this.bringsCore = true
    const document = version === undefined ? this.#documents(url) : coreDocument(version)
    if (document === undefined) {
      this.missing.add(url)
      return
    }
    if (this.#seen.length >= contextLimits.documents * 2) throw bad(`more than ${contextLimits.documents} remote documents.`)
    if (!isMap(document) || document['@context'] === undefined) throw bad(`${url} is no JSON-LD document with an @context.`)
    if (version !== undefined) {
      this.#object(withoutScopes(document['@context']), { base: url, within: [...place.within, url] })
      return
    }
    if (isDeep(document, contextLimits.depth)) throw bad(`${url} nests deeper than ${contextLimits.depth}.`)
    this.#seen.push(url, canonicalJson(document['@context']))
    this.value(document['@context'], { base: url, within: [...place.within, url] })
  }

  #object(map: Readonly<Record<string, unknown>>, place: Place): void {
    const imported = map['@import']
    if (imported !== undefined) {
      if (typeof imported !== 'string') throw bad('@import is a URL.')
      this.#remote(imported, place)
    }
    const base = map['@base']
    if (base !== undefined && base !== null && typeof base !== 'string') throw bad('@base is a URL or null.')
    const local = new LocalTerms(map, { terms: this.terms, vocab: this.#vocab })
    this.#vocab = local.vocab
    const defined = local.all()
    if (this.terms.size + defined.size > contextLimits.terms) throw bad(`it defines more than ${contextLimits.terms} terms.`)
    for (const [term, definition] of defined) {
      if (definition === undefined) this.terms.delete(term)
      else this.terms.set(term, definition)
    }
  }
}

/** The terms of one context object; their IRIs may use each other, what came before, and @vocab. */
class LocalTerms {
  readonly vocab: string
  readonly #map: Readonly<Record<string, unknown>>
  readonly #active: ReadonlyMap<string, CoreTerm>
  readonly #done = new Map<string, CoreTerm | undefined>()
  readonly #open = new Set<string>()

  constructor(map: Readonly<Record<string, unknown>>, before: { readonly terms: ReadonlyMap<string, CoreTerm>; readonly vocab: string }) {
    this.#map = map
    this.#active = before.terms
    const vocab = map['@vocab']
    if (vocab !== undefined && vocab !== null && typeof vocab !== 'string') throw bad('@vocab is an IRI or null.')
    this.vocab = vocab === undefined ? before.vocab : vocab === null ? '' : this.#prefixed(vocab, before.vocab)
  }

  all(): ReadonlyMap<string, CoreTerm | undefined> {
    for (const term of Object.keys(this.#map)) {
      if (KEYWORDS.has(term)) continue
      if (term.startsWith('@')) {
        if (/^@[A-Za-z]+$/.test(term)) throw bad(`${JSON.stringify(term)} is a keyword and cannot be defined.`)
        continue
      }
      if (term === '' || term === '__proto__' || term.length > contextLimits.termLength)
        throw bad(`a term is empty, __proto__ or longer than ${contextLimits.termLength} characters.`)
      this.#define(term)
    }
    return this.#done
  }

  #define(term: string): CoreTerm | undefined {
    if (this.#done.has(term)) return this.#done.get(term)
    if (this.#open.has(term)) throw bad(`the term ${JSON.stringify(term)} is defined by itself.`)
    this.#open.add(term)
    const definition = this.#read(term, this.#map[term])
    this.#open.delete(term)
    this.#done.set(term, definition)
    return definition
  }

  #read(term: string, value: unknown): CoreTerm | undefined {
    if (value === null) return undefined
    if (typeof value === 'string') return this.#mapped(term, value)
    if (!isMap(value)) throw bad(`the term ${JSON.stringify(term)} is neither an IRI nor an object.`)
    if (value['@context'] !== undefined)
      throw bad(`the term ${JSON.stringify(term)} has a context of its own; NGSI-LD admits no scoped contexts (§5.5.7).`)
    const id = value['@id'] ?? value['@reverse']
    if (value['@id'] === null) return undefined
    if (id !== undefined && typeof id !== 'string') throw bad(`the @id of ${JSON.stringify(term)} is no IRI.`)
    const mapped = this.#mapped(term, id ?? term)
    if (mapped === undefined) return undefined
    return { ...mapped, ...this.#coercion(term, value) }
  }

  #coercion(term: string, value: Readonly<Record<string, unknown>>): { type?: string; container?: string } {
    const type = value['@type']
    if (type !== undefined && typeof type !== 'string') throw bad(`the @type of ${JSON.stringify(term)} is no IRI.`)
    const container = value['@container']
    const containers: readonly unknown[] =
      container === undefined || container === null ? [] : Array.isArray(container) ? container : [container]
    if (!containers.every((one) => typeof one === 'string')) throw bad(`the @container of ${JSON.stringify(term)} is no keyword.`)
    const main = containers.find((one) => one !== '@set') ?? containers[0]
    return {
      ...(type === undefined ? {} : { type: type.startsWith('@') ? type : this.#expanded(type) }),
      ...(typeof main === 'string' ? { container: main } : {}),
    }
  }

  /** Undefined for aliases of keywords, which name no attribute or type. */
  #mapped(term: string, value: string): CoreTerm | undefined {
    if (value.startsWith('@')) return undefined
    const iri = value === term ? this.#own(term) : this.#expanded(value)
    if (!iri.includes(':')) throw bad(`the term ${JSON.stringify(term)} leads to ${JSON.stringify(iri)}, which is no IRI.`)
    return { iri }
  }

  /** The IRI of a term that says none: prefix:suffix, or relative to @vocab. */
  #own(term: string): string {
    return term.includes(':') ? this.#prefixed(term, '') : (this.vocab || DEFAULT_VOCABULARY) + term
  }

  #expanded(value: string): string {
    if (Object.hasOwn(this.#map, value) && !KEYWORDS.has(value)) {
      const iri = this.#define(value)?.iri
      if (iri !== undefined) return iri
    }
    const known = this.#active.get(value)
    if (known !== undefined) return known.iri
    return this.#prefixed(value, this.vocab || DEFAULT_VOCABULARY)
  }

  #prefixed(value: string, vocab: string): string {
    const colon = value.indexOf(':')
    if (colon < 0) return vocab + value
    const prefix = value.slice(0, colon)
    const suffix = value.slice(colon + 1)
    if (suffix.startsWith('//') || prefix === '_') return value
    const base =
      (Object.hasOwn(this.#map, prefix) ? this.#define(prefix)?.iri : undefined) ??
      this.#active.get(prefix)?.iri ??
      corePrefixes.get(prefix)
    return base === undefined ? value : base + suffix
  }
}

/** Our own core documents hold one scoped context (of a proof), which names nothing that users name. */
const withoutScopes = (context: Json): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(isMap(context) ? context : {}).filter(([, value]) => !(isMap(value) && '@context' in value)))

function absoluteUrl(text: string, base: string | undefined): string {
  if (text.length > contextLimits.urlLength || !URL.canParse(text, base))
    throw bad(`${JSON.stringify(text.slice(0, 200))} is no absolute URL of at most ${contextLimits.urlLength} characters.`)
  const { href, protocol } = new URL(text, base)
  if (protocol !== 'http:' && protocol !== 'https:') throw bad(`${JSON.stringify(text.slice(0, 200))} is neither http nor https.`)
  return href
}

/** Two 32-bit sums over the texts (FNV-1a, and djb2): for telling versions of one URL's document apart, not for secrets. */
function digest(texts: readonly string[]): string {
  let [a, b] = [0x811c9dc5, 5381]
  for (const text of texts)
    for (let i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
      b = (Math.imul(b, 33) + text.charCodeAt(i)) | 0
    }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}
