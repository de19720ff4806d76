/** Tiles in memory, least recently used first to go. A key names its revision, so that nothing in it ever becomes wrong. */
export class TileCache {
  readonly #tiles = new Map<string, Uint8Array>()
  readonly #limit_bytes: number
  #bytes = 0

  constructor(limit_bytes: number) {
    this.#limit_bytes = limit_bytes
  }

  find(key: string): Uint8Array | undefined {
    const bytes = this.#tiles.get(key)
    if (bytes === undefined) return undefined
    this.#tiles.delete(key)
    this.#tiles.set(key, bytes)
    return bytes
  }

  add(key: string, bytes: Uint8Array): void {
    const replaced = this.#tiles.get(key)
    if (replaced !== undefined) this.#forget(key, replaced)
    this.#tiles.set(key, bytes)
    this.#bytes += weight(key, bytes)
    for (const [oldest, its] of this.#tiles) {
      if (this.#bytes <= this.#limit_bytes) break
      this.#forget(oldest, its)
    }
  }

  #forget(key: string, bytes: Uint8Array): void {
    this.#tiles.delete(key)
    this.#bytes -= weight(key, bytes)
  }
}

/** An empty tile costs memory too: its key and its entry. */
const weight = (key: string, bytes: Uint8Array): number => bytes.length + key.length * 2 + 100
