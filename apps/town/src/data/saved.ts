import type { PlaceSummary } from '@machinaka/guide/contract'
import { createStore } from './store.ts'

/** A place somebody keeps: enough to show it without a network. */
export interface Saved {
  readonly id: string
  readonly city: string
  readonly name: PlaceSummary['name']
  readonly category: readonly string[]
  readonly lon: number
  readonly lat: number
  readonly savedAt: string
}
/** The receipt of a report, so that its answer is found again. */
export interface KeptReceipt {
  readonly receipt: string
  readonly city: string
  readonly placeId: string
  readonly name: PlaceSummary['name']
  readonly sentAt: string
}
export interface Shelf {
  readonly places: readonly Saved[]
  readonly receipts: readonly KeptReceipt[]
}

const most = 500
const listOf = <Item>(value: unknown, fits: (item: Readonly<Record<string, unknown>>) => boolean): readonly Item[] =>
  Array.isArray(value)
    ? (
        value.filter(
          (item: unknown) => typeof item === 'object' && item !== null && fits(item as Readonly<Record<string, unknown>>),
        ) as readonly Item[]
      ).slice(0, most)
    : []

/** Reads the shelf as stored; an entry without id, name or position is dropped. */
export function parseShelf(json: unknown): Shelf {
  const stored = typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {}
  return {
    places: listOf<Saved>(
      stored['places'],
      (item) =>
        typeof item['id'] === 'string' &&
        typeof item['name'] === 'object' &&
        item['name'] !== null &&
        typeof item['lon'] === 'number' &&
        typeof item['lat'] === 'number' &&
        Array.isArray(item['category']),
    ),
    receipts: listOf<KeptReceipt>(
      stored['receipts'],
      (item) => typeof item['receipt'] === 'string' && typeof item['name'] === 'object' && item['name'] !== null,
    ),
  }
}

/** Puts a place first on the shelf, once. */
export const withPlace = (shelf: Shelf, place: Saved): Shelf => ({
  ...shelf,
  places: [place, ...shelf.places.filter((kept) => kept.id !== place.id)].slice(0, most),
})
export const withoutPlace = (shelf: Shelf, id: string): Shelf => ({ ...shelf, places: shelf.places.filter((kept) => kept.id !== id) })
export const withReceipt = (shelf: Shelf, receipt: KeptReceipt): Shelf => ({
  ...shelf,
  receipts: [receipt, ...shelf.receipts].slice(0, 50),
})

export const shelf = createStore('machinaka.shelf', parseShelf)
