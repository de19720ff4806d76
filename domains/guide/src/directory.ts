import type { OpenState } from './contract.ts'
import type { PlaceRow } from './place-store.ts'
import { hoursBook, type HoursBook, type HoursPlace } from './rules/hours.ts'
import { openStateAt, type Openings } from './rules/open-state.ts'
import { SamePlaces } from './same-places.ts'
import { SearchSegments, type Found } from './search-segments.ts'

/** How a place stands at an instant. */
export interface Standing {
  readonly state: OpenState
  readonly openings: Openings | undefined
  readonly closedToday: boolean
}

interface Ordered {
  readonly row: PlaceRow
  readonly key: string
}
const collator = new Intl.Collator('ja')
const orderedOf = (row: PlaceRow): Ordered => ({
  row,
  key: row.fields.reading ?? row.heard ?? row.fields.name.ja ?? row.fields.name.en ?? '',
})
const inOrder = (a: Ordered, b: Ordered): number =>
  Number(a.key === '') - Number(b.key === '') || collator.compare(a.key, b.key) || (a.row.id < b.row.id ? -1 : 1)

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
/** Hours worked out between two turns of the others, when a day begins: some 20 ms. */
const hoursPerTurn = 15

/**
 * A city's places in memory: what every list, search and map answer is made from. Filled from the projection, kept true by
 * facts and signals; another process has its own.
 */
export class Directory {
  readonly #rows = new Map<string, PlaceRow>()
  readonly #segments = new SearchSegments()
  readonly #same = new SamePlaces()
  readonly #hours: HoursBook
  #closed: { readonly day: string; readonly ids: Set<string> } = { day: '', ids: new Set() }
  #order: readonly Ordered[] = []
  /** What `all` answers, until something changes. */
  #shown: readonly PlaceRow[] | undefined
  /** Standings at the instant last asked about: within one question many places share their hours. */
  #memo: {
    at: number
    end: number
    closed: boolean
    states: Map<string, { readonly state: OpenState; readonly openings: Openings | undefined }>
  } = { at: Number.NaN, end: 0, closed: false, states: new Map() }
  #loading = 0

  constructor(place: HoursPlace) {
    this.#hours = hoursBook(place)
  }

  /** Takes all places anew; the old ones answer until the new search stands. */
  async load(rows: readonly PlaceRow[]): Promise<void> {
    const turnOf = ++this.#loading
    await this.#segments.load(rows)
    if (turnOf !== this.#loading) return
    this.#rows.clear()
    this.#same.clear()
    for (const row of rows) {
      this.#rows.set(row.id, row)
      this.#same.put(row)
    }
    this.#shown = undefined
    this.#order = [...this.#rows.values()].map(orderedOf).sort(inOrder)
  }

  put(row: PlaceRow): void {
    if ((this.#rows.get(row.id)?.version ?? -1) >= row.version) return
    this.remove(row.id)
    this.#rows.set(row.id, row)
    this.#segments.add(row)
    this.#same.put(row)
    this.#shown = undefined
    const one = orderedOf(row)
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#order[middle]
      if (other !== undefined && inOrder(other, one) < 0) low = middle + 1
      else high = middle
    }
    this.#order = this.#order.toSpliced(low, 0, one)
  }

  remove(id: string): void {
    const row = this.#rows.get(id)
    if (row === undefined) return
    this.#rows.delete(id)
    this.#same.remove(row)
    this.#shown = undefined
    this.#order = this.#order.filter((one) => one.row.id !== id)
  }

  get size(): number {
    return this.#rows.size
  }
  /** A place by its id. A record that repeats another one's place is still found by its own id, as that whole place. */
  find(id: string): PlaceRow | undefined {
    const row = this.#rows.get(id)
    return row === undefined ? undefined : { ...this.#same.placeOf(row), id }
  }

  /** All places in the order of a list: as their Japanese names sound, the nameless last. */
  all(): readonly PlaceRow[] {
    this.#shown ??= this.#order.flatMap(({ row }) => (this.#same.isShown(row) ? [this.#same.placeOf(row)] : []))
    return this.#shown
  }

  search(query: string): Found[] {
    const seen = new Set<string>()
    return this.#segments
      .search(query, (row) => this.#rows.get(row.id) === row)
      .flatMap(({ row, score }) => {
        const place = this.#same.placeOf(row)
        if (seen.has(place.id)) return []
        seen.add(place.id)
        return [{ row: place, score }]
      })
  }

  /** The city's day at an instant. */
  day(at: number): { readonly day: string; readonly start: number; readonly end: number } {
    return this.#hours.dayBounds(at)
  }

  /** Who said "closed today" on a day. */
  setClosed(day: string, ids: ReadonlySet<string>): void {
    this.#closed = { day, ids: new Set(ids) }
    this.#memo = { ...this.#memo, at: Number.NaN }
  }
  closedDay(): string {
    return this.#closed.day
  }

  standing(row: PlaceRow, at: number): Standing {
    if (this.#memo.at !== at) {
      const { day, end } = this.#hours.dayBounds(at)
      this.#memo = { at, end, closed: this.#closed.day === day, states: new Map() }
    }
    const { states, closed, end } = this.#memo
    const hours = row.fields.openingHours ?? ''
    let known = states.get(hours)
    if (known === undefined) {
      const openings = hours === '' ? undefined : this.#hours.openings(hours, at)
      known = { openings, state: openStateAt(openings, at) }
      states.set(hours, known)
    }
    return closed && this.#closed.ids.has(row.id)
      ? { openings: known.openings, closedToday: true, state: openStateAt(known.openings, at, end) }
      : { ...known, closedToday: false }
  }

  /** Works out the day's hours ahead of questions, a few at a time. */
  async warm(at: number): Promise<void> {
    const values = new Set([...this.#rows.values()].flatMap((row) => row.fields.openingHours ?? []))
    let n = 0
    for (const value of values) {
      this.#hours.openings(value, at)
      if (++n % hoursPerTurn === 0) await turn()
    }
  }
}
