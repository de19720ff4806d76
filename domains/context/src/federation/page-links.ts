/** Links to the next and the previous page (ETSI GS CIM 009 V1.9.1 §6.3.10). */
import type { RawRequest } from '@machinaka/platform'

export function pageLinks(
  raw: RawRequest,
  { limit, offset }: { readonly limit: number; readonly offset: number },
  more: boolean,
): Readonly<Record<string, string>> {
  const at = (to: number, rel: string): string => {
    const url = new URL(raw.url, raw.origin)
    url.searchParams.set('offset', String(to))
    return `<${url.pathname}${url.search}>; rel="${rel}"; type="application/ld+json"`
  }
  const links = [
    ...(more && limit > 0 ? [at(offset + limit, 'next')] : []),
    ...(offset > 0 && limit > 0 ? [at(Math.max(0, offset - limit), 'prev')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}

/** An id as a segment of an address: colons may stand there (RFC 3986 §3.3). */
export const pathSegment = (id: string): string => encodeURIComponent(id).replaceAll('%3A', ':')
