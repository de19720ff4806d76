/**
 * Who an entity is: (id, type, service path) of NGSIv2, and id and scope of NGSI-LD (decisions/0010-ngsiv2.md). For one type the
 * way from NGSIv2 ids to URIs is one to one, and reads back exactly.
 */
import type { Entity } from '../model.ts'
import { isUri } from '../names.ts'
import type { ScopeExpression } from '../query.ts'
import { FORBIDDEN } from './values.ts'
import { percent, v2FromStored } from './names.ts'

/** Characters of NGSIv2 ids that no URI has, and the percent sign, so that it reads back. */
const OUTSIDE_URIS = /[%{}|\\^`<>"\s\p{Cc}]/gu

const prefixOf = (v2Type: string): string => `urn:ngsi-ld:${percent(v2Type)}:~`

/** Whether text may be an id: NGSIv2's own syntax, or a URI, which NGSI-LD's entities have. */
export const isV2Id = (text: string): boolean =>
  text.length > 0 &&
  text.length <= 256 &&
  !FORBIDDEN.test(text) &&
  (/^[!-~]+$/.test(text) ? !/[&?/#]/.test(text) || isUri(text) : isUri(text))

/** The URI of an entity: a URI stays, `Room1` of the type `Room` is `urn:ngsi-ld:Room:~Room1`. */
export function uriFromV2(id: string, v2Type: string): string {
  if (isUri(id) && idWithin(id, v2Type) === undefined) return id
  return prefixOf(v2Type) + id.replace(OUTSIDE_URIS, (char) => encodeURIComponent(char))
}

/** What `uriFromV2` encoded for this type. */
function idWithin(uri: string, v2Type: string): string | undefined {
  const prefix = prefixOf(v2Type)
  if (!uri.startsWith(prefix)) return undefined
  try {
    const id = decodeURIComponent(uri.slice(prefix.length))
    return id !== '' && id.length < uri.length && uriFromV2(id, v2Type) === uri ? id : undefined
  } catch {
    return undefined
  }
}

export interface V2Identity {
  readonly id: string
  readonly type: string
  readonly servicePath: string
}

/** How NGSIv2 sees an entity: by the type that its id was made from, else by its first type. */
export function v2Identity({ id, types, scope }: Pick<Entity, 'id' | 'types' | 'scope'>): V2Identity {
  const servicePath = pathFromScope(scope?.[0])
  const names = types.map((type) => v2FromStored(type, 'type'))
  for (const type of names) {
    const within = idWithin(id, type)
    if (within !== undefined) return { id: within, type, servicePath }
  }
  return { id, type: names[0] ?? 'Thing', servicePath }
}

// ── Service paths ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Levels begin with a letter in scopes (§4.18); others, and those that look as if they had been, get this before them. */
const ESCAPE = 'p_'
const needsEscape = (level: string): boolean => !/^\p{L}/u.test(level) || levelWithin(level) !== level
function levelWithin(level: string): string {
  const rest = level.startsWith(ESCAPE) ? level.slice(ESCAPE.length) : ''
  return rest !== '' && needsEscape(rest) ? rest : level
}

/** The scope of a service path such as `/town/ward_1`; undefined for `/`. */
export const scopeFromPath = (path: string): string | undefined =>
  path === '/'
    ? undefined
    : path
        .split('/')
        .map((level) => (level === '' || level === '#' || !needsEscape(level) ? level : ESCAPE + level))
        .join('/')

/** The service path of a scope; `/` where there is none. */
export const pathFromScope = (scope: string | undefined): string =>
  scope === undefined ? '/' : scope.split('/').map(levelWithin).join('/')

/** Which scopes the service paths of a read mean: `/a` itself, `/a/#` with all below; undefined for everything. */
export function scopesOfPaths(paths: readonly string[]): ScopeExpression | undefined {
  if (paths.includes('/#')) return undefined
  const of = paths.map((path): ScopeExpression => {
    const scope = scopeFromPath(path)
    return { op: 'scope', segments: scope === undefined ? [] : scope.slice(1).split('/') }
  })
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { op: 'or', of }
}
