/**
 * What may be shown as a photo, and without what the camera wrote into it: a picture of a shop's door must not carry the
 * place and hour at which somebody stood there. Only containers are read here; the picture itself is not decoded.
 */
export type PhotoType = 'image/jpeg' | 'image/png' | 'image/webp'
export interface CleanPhoto {
  readonly contentType: PhotoType
  readonly bytes: Uint8Array
}

/** Greatest photo that is taken. */
export const photoLimit_bytes = 8_000_000

const latin = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length))
const uint32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
const uint32le = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Tag 0x0112 of the first directory (Exif 2.3 §4.6.4), 1 where there is none: how the picture has to be turned. */
function orientationOf(exif: Uint8Array): number {
  const tiff = exif.subarray(10)
  if (latin(exif, 4, 4) !== 'Exif' || tiff.length < 14) return 1
  const little = latin(tiff, 0, 2) === 'II'
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return 1
  const count = Math.min(view.getUint16(directory, little), 200)
  for (let i = 0, at = directory + 2; i < count && at + 12 <= tiff.length; i++, at += 12)
    if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little)
  return 1
}

/** An Exif segment that says nothing but how the picture is turned. */
const orientationSegment = (orientation: number): Uint8Array =>
  new Uint8Array([
    0xff,
    0xe1,
    0,
    34,
    0x45,
    0x78,
    0x69,
    0x66,
    0,
    0,
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ])

/** Segments that carry the picture: tables, frames, JFIF (APP0), colour profile (APP2), Adobe's transform (APP14). */
const carriesPicture = (marker: number): boolean =>
  !((marker >= 0xe1 && marker <= 0xef && marker !== 0xe2 && marker !== 0xee) || marker === 0xfe)

function cleanJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [bytes.subarray(0, 2)]
  let orientation = 1
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return undefined
    if (marker === 0xda) {
      if (orientation >= 2 && orientation <= 8) parts.splice(1, 0, orientationSegment(orientation))
      return joined([...parts, bytes.subarray(at)])
    }
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    if (end > bytes.length || end < at + 4) return undefined
    const segment = bytes.subarray(at, end)
    if (marker === 0xe1) orientation = Math.max(orientation, orientationOf(segment))
    if (carriesPicture(marker)) parts.push(segment)
    at = end
  }
  return undefined
}

const pngNotes = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'])

function cleanPng(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + uint32(bytes, at)
    if (end > bytes.length) return undefined
    const name = latin(bytes, at + 4, 4)
    if (!pngNotes.has(name)) parts.push(bytes.subarray(at, end))
    if (name === 'IEND') return joined(parts)
    at = end
  }
  return undefined
}

function cleanWebp(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = uint32le(bytes, at + 4)
    const end = at + 8 + size + (size % 2)
    if (at + 8 + size > bytes.length) return undefined
    const name = latin(bytes, at, 4)
    const chunk = bytes.slice(at, Math.min(end, bytes.length))
    // The header says which notes follow (bits 2 and 3: XMP, Exif); none does any more.
    if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~0x0c
    if (name !== 'EXIF' && name !== 'XMP ') parts.push(chunk)
    at = end
  }
  if (parts.length === 0) return undefined
  const body = joined(parts)
  const head = bytes.slice(0, 12)
  new DataView(head.buffer).setUint32(4, body.length + 4, true)
  return joined([head, body])
}

/** A JPEG, PNG or WebP without the notes in it; undefined for anything else, and for one that ends in the middle. */
export function cleanPhoto(bytes: Uint8Array): CleanPhoto | undefined {
  const clean = (contentType: PhotoType, cleaned: Uint8Array | undefined): CleanPhoto | undefined =>
    cleaned === undefined ? undefined : { contentType, bytes: cleaned }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return clean('image/jpeg', cleanJpeg(bytes))
  if (bytes.length > 8 && latin(bytes, 1, 3) === 'PNG' && bytes[0] === 0x89) return clean('image/png', cleanPng(bytes))
  if (bytes.length > 12 && latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 4) === 'WEBP') return clean('image/webp', cleanWebp(bytes))
  return undefined
}
