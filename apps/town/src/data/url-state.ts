/** What a person chose to see, as it stands in the address: it survives sharing, going back and reloading. */
export interface Wishes {
  /** The words they search for. */
  readonly q?: string
  /** A group of the guide. */
  readonly group?: string
  /** Category codes. */
  readonly kinds?: readonly string[]
  readonly open?: true
  readonly access?: true
  /** Nearest first, from where they are. */
  readonly near?: true
}

/** The address's search part, flat and readable: `?city=minato&q=パン&kinds=cafe,bar&open=1`. */
export type UrlSearch = Readonly<Record<string, string>>

/** Longest words the guide takes. */
const longest = 100
const code = /^[a-z0-9-]{1,60}$/

export const readSearch = (text: string): UrlSearch => Object.fromEntries(new URLSearchParams(text))

/** Writes a search part without `?` for nothing; commas and Japanese stay readable where browsers show them. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') params.set(name, value)
  const text = params.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

/** Reads wishes from a search part; what makes no sense is left out, never an error. */
export function readWishes(search: UrlSearch): Wishes {
  const q = (search['q'] ?? '').trim().slice(0, longest)
  const group = search['group'] ?? ''
  const kinds = (search['kinds'] ?? '').split(',').filter((kind) => code.test(kind))
  return {
    ...(q !== '' && { q }),
    ...(code.test(group) && { group }),
    ...(kinds.length > 0 && { kinds: [...new Set(kinds)] }),
    ...(search['open'] === '1' && { open: true as const }),
    ...(search['access'] === '1' && { access: true as const }),
    ...(search['near'] === '1' && { near: true as const }),
  }
}

/** Wishes as a search part; names that are not wishes (the city) are kept by the router. */
export const wishesToSearch = (wishes: Wishes): UrlSearch => ({
  ...(wishes.q !== undefined && wishes.q.trim() !== '' && { q: wishes.q.trim() }),
  ...(wishes.group !== undefined && { group: wishes.group }),
  ...(wishes.kinds !== undefined && wishes.kinds.length > 0 && { kinds: wishes.kinds.join(',') }),
  ...(wishes.open && { open: '1' }),
  ...(wishes.access && { access: '1' }),
  ...(wishes.near && { near: '1' }),
})

export const hasWishes = (wishes: Wishes): boolean => Object.keys(wishesToSearch(wishes)).some((name) => name !== 'near')

/** The city of this address: only in development, where one host serves several. */
export const cityOf = (search: UrlSearch): string | undefined =>
  /^[a-z][a-z0-9-]{0,39}$/.test(search['city'] ?? '') ? search['city'] : undefined

/** An address of the server with its values and, in development, the city. Names are in order, so that caches find it again. */
export function apiAddress(
  path: string,
  values: Readonly<Record<string, string | number | boolean | undefined>>,
  city: string | undefined,
): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...values, city }).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    if (value !== undefined) params.set(name, String(value))
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}

/** How many places come at once: two screens of a phone. */
export const pageSize = 30

/** Where the list for these wishes is; `here` as lon, lat when they want the nearest first. */
export function placesAddress(
  wishes: Wishes,
  {
    city,
    offset = 0,
    here,
    near_m,
  }: {
    readonly city: string | undefined
    readonly offset?: number
    readonly here?: readonly [number, number] | undefined
    readonly near_m?: number | undefined
  },
): string {
  const near =
    wishes.near && here !== undefined
      ? {
          near: here.map((degrees) => degrees.toFixed(4)).join(','),
          ...(near_m !== undefined && !hasWishes(wishes) && { radius_m: near_m }),
        }
      : {}
  return apiAddress(
    '/api/guide/places',
    {
      q: wishes.q,
      group: wishes.group,
      category: wishes.kinds?.join(','),
      openNow: wishes.open,
      accessible: wishes.access,
      limit: pageSize,
      ...(offset > 0 && { offset }),
      ...near,
    },
    city,
  )
}
