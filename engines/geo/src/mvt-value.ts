import type { ProtobufReader, ProtobufWriter } from './protobuf.ts'

export type MvtValue = string | number | boolean

/** Writes a value as the message `Tile.Value` (Mapbox Vector Tile specification 2.1, §4.4), in its shortest form. */
export function writeMvtValue(out: ProtobufWriter, value: MvtValue): void {
  if (typeof value === 'string') out.string(1, value)
  else if (typeof value === 'boolean') out.uint(7, value ? 1 : 0)
  else if (Number.isSafeInteger(value) && value >= 0) out.uint(5, value)
  else if (Number.isSafeInteger(value) && Math.abs(value) < 2 ** 30) out.uint(6, zigzag(value))
  else out.double(3, value)
}

/** Reads a message `Tile.Value`. */
export function readMvtValue(reader: ProtobufReader): MvtValue {
  let value: MvtValue = ''
  while (!reader.done) {
    const { field, wire } = reader.field()
    if (field === 1) value = reader.string()
    else if (field === 2) value = reader.float()
    else if (field === 3) value = reader.double()
    else if (field === 4 || field === 5) value = reader.varint()
    else if (field === 6) value = reader.zigzag()
    else if (field === 7) value = reader.varint() !== 0
    else reader.skip(wire)
  }
  return value
}

/** Whole numbers with the sign in the lowest bit, so that small ones are short (protobuf.dev, "Signed Integers"). */
export const zigzag = (n: number): number => (n << 1) ^ (n >> 31)
