import type { PlaceRow } from './place-store.ts'
import { rankHits, searchIndex, type SearchDocument, type SearchIndex } from './rules/search-index.ts'

/** Enough for one index to be built in about a fifth of a second: between two, others get their turn. */
const segmentSize = 4000
/** Guesses looked at closely, over all segments, and at least in each. */
const guesses = { all: 300, least: 60 }
/** Changed places wait in a small index of their own; when it is this large it becomes a segment. */
const freshAtMost = 300

interface Segment {
  readonly rows: readonly PlaceRow[]
  readonly index: SearchIndex
}

const documentOf = ({ id, fields, heard }: PlaceRow): SearchDocument => ({
  id,
  names: [...Object.values(fields.name), ...(fields.otherNames ?? [])],
  readings: [fields.reading, fields.latin, heard].filter((r) => r !== undefined && r !== null),
  category: fields.category,
  address: fields.address,
})
const segmentOf = (rows: readonly PlaceRow[]): Segment => ({ rows, index: searchIndex(rows.map(documentOf)) })
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

export interface Found {
  readonly row: PlaceRow
  readonly score: number
}

/**
 * The search over a city's places in memory, changed in place. A segment never changes: of a place that changed, the old
 * copy in its segment is passed over (`current` says which copy counts) and the new one is found in a younger segment.
 */
export class SearchSegments {
  #segments: readonly Segment[] = []
  #fresh: PlaceRow[] = []
  #freshSegment: Segment | undefined

  /** Builds anew. The old search answers until the new one stands. */
  async load(rows: readonly PlaceRow[]): Promise<void> {
    const segments: Segment[] = []
    for (let i = 0; i < rows.length; i += segmentSize) {
      segments.push(segmentOf(rows.slice(i, i + segmentSize)))
      await turn()
    }
    this.#segments = segments
    this.#fresh = []
    this.#freshSegment = undefined
  }

  /** Adds a new or changed place. */
  add(row: PlaceRow): void {
    this.#fresh = [...this.#fresh.filter((r) => r.id !== row.id), row]
    this.#freshSegment = undefined
    if (this.#fresh.length < freshAtMost) return
    this.#segments = [...this.#segments, segmentOf(this.#fresh)]
    this.#fresh = []
  }

  /** Places that fit the words, best first. */
  search(query: string, current: (row: PlaceRow) => boolean): Found[] {
    if (this.#fresh.length > 0) this.#freshSegment ??= segmentOf(this.#fresh)
    const segments = this.#freshSegment === undefined ? this.#segments : [...this.#segments, this.#freshSegment]
    const each = Math.max(guesses.least, Math.ceil(guesses.all / Math.max(1, segments.length)))
    const found = segments.flatMap(({ rows, index }) =>
      index.hits(query, each).flatMap(({ document, score }) => {
        const row = rows[document]
        return row !== undefined && current(row) ? [{ row, score }] : []
      }),
    )
    return rankHits(found.map((f, document) => ({ ...f, document })))
  }
}
