const block = 1 << 16

/**
 * Node ids of every way, tagged or not: relations come last and need them, most often of ways without tags.
 * Blocks of a fixed size, so that growing copies nothing.
 */
export class WayStore {
  readonly #starts = new Map<number, number>()
  readonly #blocks: Float64Array[] = []
  #used = 0

  set(id: number, nodes: readonly number[]): void {
    this.#starts.set(id, this.#used)
    this.#push(nodes.length)
    for (const node of nodes) this.#push(node)
  }

  /** The way's node ids, or undefined when the file did not hold that way. */
  find(id: number): number[] | undefined {
    const start = this.#starts.get(id)
    if (start === undefined) return undefined
    const nodes: number[] = []
    const count = this.#at(start)
    for (let i = 1; i <= count; i++) nodes.push(this.#at(start + i))
    return nodes
  }

  #push(value: number): void {
    const at = this.#used++
    let last = this.#blocks[at >>> 16]
    if (last === undefined) this.#blocks.push((last = new Float64Array(block)))
    last[at & (block - 1)] = value
  }

  #at(index: number): number {
    return this.#blocks[index >>> 16]?.[index & (block - 1)] ?? 0
  }
}
