import type { OpenState } from './contract.ts'
import type { PlaceRow } from './place-store.ts'
import { hoursBook, type HoursBook, type HoursPlace } from './rules/hours.ts'
import { openStateAt, type Openings } from './rules/open-state.ts'
import { SearchSegments, type Found } from './search-segments.ts'

/** How a place stands at an instant. */
export interface Standing {
  readonly state: OpenState
  readonly openings: Openings | undefined
  readonly closedToday: boolean
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
/** Hours worked out between two turns of the others, when a day begins: some 20 ms. */
const hoursPerTurn = 15

/**
 * A city's places in memory: what every list, search and map answer is made from. Filled from the projection, kept true by
 * facts and signals; another process has its own.
 */
export class Directory {
  readonly #rows = new Map<string, PlaceRow>()
  readonly #segments = new SearchSegments()
  readonly #hours: HoursBook
  #closed: { readonly day: string; readonly ids: Set<string> } = { day: '', ids: new Set() }
  #order: readonly PlaceRow[] | undefined
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
    for (const row of rows) this.#rows.set(row.id, row)
    this.#order = undefined
  }

  put(row: PlaceRow): void {
    if ((this.#rows.get(row.id)?.version ?? 0) > row.version) return
    this.#rows.set(row.id, row)
    this.#segments.add(row)
    this.#order = undefined
  }

  remove(id: string): void {
    this.#rows.delete(id)
    this.#order = undefined
  }

  get size(): number { return this.#rows.size }
  find(id: string): PlaceRow | undefined { return this.#rows.get(id) }

  /** All places in the order of a list: by Japanese name, the nameless last. */
  all(): readonly PlaceRow[] {
    if (this.#order !== undefined) return this.#order
    const collator = new Intl.Collator('ja')
    const keyed = [...this.#rows.values()].map((row) => ({ row, key: row.fields.reading ?? row.heard ?? row.fields.name.ja ?? row.fields.name.en ?? '' }))
    this.#order = keyed.sort((a, b) => Number(a.key === '') - Number(b.key === '') || collator.compare(a.key, b.key) || (a.row.id < b.row.id ? -1 : 1)).map((k) => k.row)
    return this.#order
  }

  search(query: string): Found[] {
    return this.#segments.search(query, (row) => this.#rows.get(row.id) === row)
  }

  /** The city's day at an instant. */
  day(at: number): { readonly day: string; readonly start: number; readonly end: number } { return this.#hours.dayBounds(at) }

  /** Who said "closed today" on a day. */
  setClosed(day: string, ids: ReadonlySet<string>): void { this.#closed = { day, ids: new Set(ids) } }
  markClosed(id: string, day: string, closed: boolean): void {
    if (this.#closed.day !== day) return
    if (closed) this.#closed.ids.add(id)
    else this.#closed.ids.delete(id)
  }
  closedDay(): string { return this.#closed.day }

  standing(row: PlaceRow, at: number): Standing {
    const hours = row.fields.openingHours
    const openings = hours === undefined ? undefined : this.#hours.openings(hours, at)
    const { day, end } = this.#hours.dayBounds(at)
    const closedToday = this.#closed.day === day && this.#closed.ids.has(row.id)
    return { openings, closedToday, state: openStateAt(openings, at, closedToday ? end : undefined) }
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
