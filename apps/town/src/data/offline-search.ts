import type { PlaceSummary } from '@machinaka/guide/contract'
import type { Wishes } from './url-state.ts'

/** A place of the map's points, as they are kept for days without a network. */
export interface KeptPoint {
  readonly geometry: { readonly coordinates: readonly [number, number] }
  readonly properties: {
    readonly id: string
    readonly category: string
    readonly group: string
    readonly open: string
    readonly name?: string
    readonly name_en?: string
    readonly 'name_zh-Hans'?: string
    readonly name_ko?: string
  }
}

/** One spelling for width, case and kana: `ﾊﾟﾝ`, `パン` and `ぱん` are the same. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) - 0x60))
    .replace(/[\s・ー－-]/g, '')

/** Words for a category in any language, by code. */
export type CategoryWords = ReadonlyMap<string, readonly string[]>

/**
 * Searches the kept points the way a paper index is searched: by parts of names and of category names. It knows neither
 * readings nor typing errors; the server does.
 */
export function searchKept(points: readonly KeptPoint[], wishes: Wishes, words: CategoryWords): readonly PlaceSummary[] {
  const q = folded(wishes.q ?? '')
  return points
    .filter(
      ({ properties: p }) =>
        (wishes.group === undefined || p.group === wishes.group) && (wishes.kinds === undefined || wishes.kinds.includes(p.category)),
    )
    .filter(
      ({ properties: p }) =>
        q === '' ||
        [p.name, p.name_en, p['name_zh-Hans'], p.name_ko, ...(words.get(p.category) ?? [])].some(
          (text) => text !== undefined && folded(text).includes(q),
        ),
    )
    .map(({ geometry, properties: p }) => ({
      id: p.id,
      category: [p.category],
      lon: geometry.coordinates[0],
      lat: geometry.coordinates[1],
      name: {
        ...(p.name !== undefined && { ja: p.name }),
        ...(p.name_en !== undefined && { en: p.name_en }),
        ...(p['name_zh-Hans'] !== undefined && { 'zh-Hans': p['name_zh-Hans'] }),
        ...(p.name_ko !== undefined && { ko: p.name_ko }),
      },
      openState: { state: 'unknown' as const },
      hoursKnown: false,
      hours: [],
      closedToday: false,
      access: {},
    }))
}
