import type { LonLat } from '@machinaka/geo'

const firstBits = 12

/**
 * Positions of nodes by id in one typed array: open addressing, 16 bytes a slot, at most two thirds full.
 * A Map of objects would take ten times as much for the same town. Id and position lie side by side, because looking up
 * the nodes of ways is one cache miss after another.
 */
export class NodeStore {
  size = 0
  #bits = firstBits
  #ids: Float64Array
  #positions: Int32Array

  constructor() {
    const buffer = emptySlots(1 << firstBits)
    this.#ids = new Float64Array(buffer)
    this.#positions = new Int32Array(buffer)
  }

  /** Keeps the position; a later one for the same id replaces it. */
  set(id: number, lon7: number, lat7: number): void {
    if (this.size * 6 >= this.#ids.length * 2) this.#grow()
    const slot = this.#slot(id)
    if (this.#ids[slot * 2] !== id) {
      this.#ids[slot * 2] = id
      this.size++
    }
    this.#positions[slot * 4 + 2] = lon7
    this.#positions[slot * 4 + 3] = lat7
  }

  /** The position, or undefined when the file did not hold that node. */
  find(id: number): LonLat | undefined {
    const slot = this.#slot(id)
    return this.#ids[slot * 2] === id ? [(this.#positions[slot * 4 + 2] ?? 0) / 1e7, (this.#positions[slot * 4 + 3] ?? 0) / 1e7] : undefined
  }

  #slot(id: number): number {
    const ids = this.#ids
    const mask = (ids.length >>> 1) - 1
    // Fibonacci hashing of both halves: ids come in long ascending runs, which it spreads evenly.
    let slot = Math.imul((id | 0) ^ Math.imul((id / 4294967296) | 0, 0x85ebca6b), 0x9e3779b1) >>> (32 - this.#bits)
    for (;;) {
      const found = ids[slot * 2]
      if (found === id || found === Infinity) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const ids = this.#ids
    const positions = this.#positions
    const buffer = emptySlots(ids.length)
    this.#bits++
    this.#ids = new Float64Array(buffer)
    this.#positions = new Int32Array(buffer)
    for (let i = 0; i < ids.length; i += 2) {
      const id = ids[i] ?? Infinity
      if (id === Infinity) continue
      const slot = this.#slot(id)
      this.#ids[slot * 2] = id
      this.#positions[slot * 4 + 2] = positions[i * 2 + 2] ?? 0
      this.#positions[slot * 4 + 3] = positions[i * 2 + 3] ?? 0
    }
  }
}

/** Slots of two float64: the id (Infinity when empty), then two int32 in the place of the second. */
function emptySlots(count: number): ArrayBuffer {
  const ids = new Float64Array(count * 2)
  for (let i = 0; i < ids.length; i += 2) ids[i] = Infinity
  return ids.buffer
}
