import { joinMvtLayers, MvtLayerBuilder, type Tile } from '@machinaka/geo'
import type { BaseFeature } from './base-feature.ts'
import { cellPieces, extentOf } from './cells.ts'

/** A part of a cell as bytes: a vector tile with the extent of its level (`extentOf`). A cell may have several parts. */
export interface EncodedCell extends Tile {
  readonly bytes: Uint8Array
}

/** Gathers features by cell, so that a whole town is written as a few hundred rows instead of many thousands. */
export class CellBuffer {
  readonly #cells = new Map<string, { readonly cell: Tile; readonly layers: Map<string, MvtLayerBuilder> }>()
  #pieces = 0

  /** Pieces waiting: what memory this takes grows with it. */
  get size(): number {
    return this.#pieces
  }

  add(feature: BaseFeature): void {
    for (const { cell, layer, feature: piece } of cellPieces(feature)) {
      const key = `${cell.z}/${cell.x}/${cell.y}`
      let entry = this.#cells.get(key)
      if (entry === undefined) this.#cells.set(key, (entry = { cell, layers: new Map() }))
      let builder = entry.layers.get(layer)
      if (builder === undefined) entry.layers.set(layer, (builder = new MvtLayerBuilder(layer, extentOf(cell.z))))
      builder.add(piece)
      this.#pieces++
    }
  }

  /** Everything that waits, encoded; the buffer is empty then. */
  take(): EncodedCell[] {
    const cells = [...this.#cells.values()].map(({ cell, layers }): EncodedCell => ({ ...cell, bytes: joinMvtLayers(layers.values()) }))
    this.#cells.clear()
    this.#pieces = 0
    return cells.filter((cell) => cell.bytes.length > 0)
  }
}
