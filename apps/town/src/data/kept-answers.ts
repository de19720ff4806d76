/** The header by which our service worker says when an answer that it kept was fetched. */
export const fetchedAtHeader = 'x-machinaka-fetched-at'
/** Said by the worker only when the answer did not come from the network just now. */
export const keptHeader = 'x-machinaka-kept'

/** When an answer was true, and whether it is an old one. */
export interface Age {
  readonly at: Date
  readonly kept: boolean
}

/** Reads the age of an answer; one from the network is as old as `now`. */
export function ageOf(headers: Pick<Headers, 'get'>, now: Date): Age {
  const fetched = Date.parse(headers.get(fetchedAtHeader) ?? '')
  const kept = headers.get(keptHeader) === '1' && !Number.isNaN(fetched)
  return kept ? { at: new Date(fetched), kept } : { at: now, kept: false }
}

/** What the worker keeps of the town's answers, how many, and whether they are asked for again when there is a network. */
export type Keeping = {
  readonly cache: 'tiles' | 'answers' | 'places' | 'fonts'
  readonly most: number
  readonly first: 'network' | 'kept'
}

/** How an address is kept; undefined for what is never kept (writing, signing in, reports). */
export function keepingOf(url: URL): Keeping | undefined {
  const { pathname } = url
  if (/^\/tiles\/base\/\d+\/\d+\/\d+\.mvt$/.test(pathname)) return { cache: 'tiles', most: 600, first: 'kept' }
  if (/^\/api\/guide\/(places|events)\/[^/]+$/.test(pathname)) return { cache: 'places', most: 200, first: 'network' }
  if (/^\/api\/(city|guide\/(places|places\.geojson|categories|events|suggest))$/.test(pathname) || pathname === '/tiles/base.json')
    return { cache: 'answers', most: 80, first: 'network' }
  if (pathname.startsWith('/assets/') && pathname.endsWith('.woff2')) return { cache: 'fonts', most: 150, first: 'kept' }
  return undefined
}
