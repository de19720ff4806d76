/** Representations of answers, and which of them a client accepts (ETSI GS CIM 009 V1.9.1 §6.3.4). */
import { refusal, type Refusal } from '@machinaka/platform'

export type Media = 'application/json' | 'application/ld+json' | 'application/geo+json'
/** Representations of everything but entities (§6.3.4). */
export const PLAIN: readonly Media[] = ['application/json', 'application/ld+json']
/** Representations of entities. */
export const ENTITIES: readonly Media[] = [...PLAIN, 'application/geo+json']

/** The best of the representations on offer that the client accepts; ties go to json, ld+json, geo+json (§6.3.4). */
export function chooseMedia(accept: string | undefined, offered: readonly Media[]): Media | Refusal {
  const ranges = (accept === undefined || accept.trim() === '' ? '*/*' : accept).split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = q === undefined ? 1 : Number(q.slice(2))
    // A weight that is none leaves the range its own.
    return { type, q: Number.isNaN(weight) ? 1 : weight }
  })
  const weight = (media: Media): number => {
    const exact =
      ranges.find(({ type }) => type === media) ??
      ranges.find(({ type }) => type === 'application/*') ??
      ranges.find(({ type }) => type === '*/*')
    return exact?.q ?? 0
  }
  const [best] = offered
    .map((media, order) => ({ media, order, q: weight(media) }))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q || a.order - b.order)
  return best?.media ?? refusal('context.not-acceptable', `This address answers ${offered.join(', ')}.`, { available: offered })
}
