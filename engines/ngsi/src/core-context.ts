/** The core @contexts, built in: what a core term stands for, and the published documents (ETSI GS CIM 009 V1.9.1 §4.4, Annex B). */
import { termGroups } from './core-terms.ts'
import type { Json } from './model.ts'

export const NGSI_LD = 'https://uri.etsi.org/ngsi-ld/'
export const DEFAULT_VOCABULARY = `${NGSI_LD}default-context/`
const GEOJSON = 'https://purl.org/geojson/vocab#'
export const corePrefixes: ReadonlyMap<string, string> = new Map([
  ['ngsi-ld', NGSI_LD],
  ['geojson', GEOJSON],
])

export const coreVersions = ['1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9'] as const
export type CoreVersion = (typeof coreVersions)[number]
/** The edition that names in the store are written against, and that requests are read with unless the caller says another. */
export const LATEST_CORE: CoreVersion = '1.9'

/** How the value of a term is read: as an IRI (`@id`, `@vocab`), as opaque JSON, in a container, or as a type of data. */
export interface Coercion {
  readonly type?: string
  readonly container?: string
}
export interface CoreTerm extends Coercion {
  readonly iri: string
}

const URL_BASE = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context'
/** Where ETSI publishes the core @context of an edition. */
export const coreContextUrl = (version: CoreVersion): string => `${URL_BASE}-v${version}.jsonld`

/** The edition that a URL names, if it names one of ETSI's core @contexts; the URL without a version means the latest. */
export function coreVersionOf(url: string): CoreVersion | undefined {
  const secure = url.startsWith('http://') ? `https://${url.slice(7)}` : url
  if (secure === `${URL_BASE}.jsonld`) return LATEST_CORE
  return coreVersions.find((version) => secure === coreContextUrl(version))
}

const tables = new Map<CoreVersion, ReadonlyMap<string, CoreTerm>>()

/** The terms of an edition, without the keywords `id` and `type` and the prefixes. */
export function coreTerms(version: CoreVersion): ReadonlyMap<string, CoreTerm> {
  const known = tables.get(version)
  if (known !== undefined) return known
  const made = new Map<string, CoreTerm>()
  for (const [since, until, coercion, terms] of termGroups) {
    if (since > version || until < version) continue
    for (const entry of terms.trim().split(/\s+/)) {
      const [term = '', own] = entry.split('=')
      made.set(term, { iri: absolute(own ?? `ngsi-ld:${term}`, term), ...coercionOf(coercion) })
    }
  }
  if (version === '1.9') made.set('ngsildproof', { iri: `${NGSI_LD}ngsildproof` })
  tables.set(version, made)
  return made
}

function absolute(iri: string, term: string): string {
  if (iri === '') return DEFAULT_VOCABULARY + term
  for (const [prefix, base] of corePrefixes) if (iri.startsWith(`${prefix}:`)) return base + iri.slice(prefix.length + 1)
  return iri
}

function coercionOf(text: string): Coercion {
  const parts = text.split(' ').filter((part) => part !== '')
  const container = parts.find((part) => ['@list', '@set', '@index', '@language'].includes(part))
  const type = parts.find((part) => part !== container)
  return {
    ...(type === undefined ? {} : { type: type === 'DateTime' ? `${NGSI_LD}DateTime` : type }),
    ...(container === undefined ? {} : { container }),
  }
}

/** The document of an edition as ETSI publishes it: `{"@context": {…}}`. */
export function coreDocument(version: CoreVersion): { readonly '@context': { readonly [term: string]: Json } } {
  const context: Record<string, Json> = {}
  if (version >= '1.8') Object.assign(context, { '@version': 1.1, '@protected': true })
  Object.assign(context, { ...Object.fromEntries(corePrefixes), id: '@id', type: '@type' })
  for (const [term, { iri, type, container }] of coreTerms(version)) {
    const short = shortened(iri, term)
    context[term] =
      type === undefined && container === undefined
        ? short
        : {
            '@id': short,
            ...(type === undefined ? {} : { '@type': type === `${NGSI_LD}DateTime` ? 'DateTime' : type }),
            ...(container === undefined ? {} : { '@container': container }),
          }
  }
  if (version === '1.9') context['ngsildproof'] = PROOF
  context['@vocab'] = DEFAULT_VOCABULARY
  return { '@context': context }
}

/** The one scoped context of the core: it types the members of a proof. */
const PROOF: Json = {
  '@id': 'ngsi-ld:ngsildproof',
  '@context': [
    { entityIdSealed: 'ngsi-ld:entityIdSealed', entityTypeSealed: { '@id': 'ngsi-ld:entityTypeSealed', '@type': '@vocab' } },
    'https://w3id.org/security/data-integrity/v2',
  ],
}

function shortened(iri: string, term: string): string {
  if (iri === DEFAULT_VOCABULARY + term) return term
  for (const [prefix, base] of corePrefixes) if (iri.startsWith(base)) return `${prefix}:${iri.slice(base.length)}`
  return iri
}

// ── The stored form ─────────────────────────────────────────────────────────────────────────────────────────────────

const SHORT = /^\p{L}[\p{L}\p{N}_]*$/u
/** Whether text is a name without a prefix: a letter, then letters, digits and `_`, of any script (§4.6.2). */
export const isShortName = (text: string): boolean => SHORT.test(text)

const latest = coreTerms(LATEST_CORE)
const latestByIri = new Map([...latest].map(([term, { iri }]) => [iri, term]))

/** The stored form of an IRI: short where the core @context alone compacts it, else the IRI itself. One to one. */
export function storedOf(iri: string): string {
  const term = latestByIri.get(iri)
  if (term !== undefined) return term
  if (!iri.startsWith(DEFAULT_VOCABULARY)) return iri
  const rest = iri.slice(DEFAULT_VOCABULARY.length)
  return isShortName(rest) && !latest.has(rest) && !KEYWORD_TERMS.has(rest) ? rest : iri
}
/** Terms that stand for keywords, and so for no IRI. */
export const KEYWORD_TERMS: ReadonlySet<string> = new Set(['id', 'type'])

/** The IRI of a stored name; of an IRI, itself. */
export function iriOf(stored: string): string {
  const term = latest.get(stored)
  if (term !== undefined) return term.iri
  return stored.includes(':') ? stored : DEFAULT_VOCABULARY + stored
}
