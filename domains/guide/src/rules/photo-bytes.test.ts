import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanPhoto } from './photo-bytes.ts'

const text = (words: string): number[] => [...new TextEncoder().encode(words)]
const segment = (marker: number, body: readonly number[]): number[] => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 255,
  ...body,
]
const scan = [0xff, 0xda, 0, 4, 1, 2, 9, 9, 9, 0xff, 0xd9]
/** Exif, big-endian, one entry: turned by a quarter; then a name and a position as text, as cameras add them. */
const exif = [
  ...text('Exif'),
  0,
  0,
  ...text('MM'),
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
  6,
  0,
  0,
  0,
  0,
  0,
  0,
  ...text('GPS 35.6 139.7'),
]
const holds = (bytes: Uint8Array | undefined, words: string): boolean => new TextDecoder('latin1').decode(bytes).includes(words)

test('a JPEG loses where and when it was taken, and keeps how it is turned', () => {
  const jpeg = new Uint8Array([
    0xff,
    0xd8,
    ...segment(0xe0, text('JFIF')),
    ...segment(0xe1, exif),
    ...segment(0xed, text('IPTC name')),
    ...segment(0xfe, text('comment')),
    ...segment(0xdb, [1, 2, 3]),
    ...scan,
  ])
  const clean = cleanPhoto(jpeg)
  assert.equal(clean?.contentType, 'image/jpeg')
  for (const note of ['GPS', 'IPTC', 'comment']) assert.equal(holds(clean?.bytes, note), false, note)
  assert.ok(holds(clean?.bytes, 'JFIF'))
  assert.deepEqual([...(clean?.bytes ?? [])].slice(-scan.length), scan)
  // The new Exif segment: tag 0x0112 with the value 6.
  assert.ok([...(clean?.bytes ?? [])].join(',').includes([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6].join(',')))
  assert.deepEqual(cleanPhoto(clean?.bytes ?? new Uint8Array())?.bytes, clean?.bytes, 'cleaning twice changes nothing')
})

const chunk = (name: string, body: readonly number[]): number[] => [0, 0, 0, body.length, ...text(name), ...body, 0, 0, 0, 0]
test('a PNG loses its texts', () => {
  const png = new Uint8Array([
    0x89,
    ...text('PNG\r\n\u001a\n'),
    ...chunk('IHDR', [1, 2, 3]),
    ...chunk('tEXt', text('Author a person')),
    ...chunk('IDAT', [7]),
    ...chunk('IEND', []),
  ])
  const clean = cleanPhoto(png)
  assert.equal(clean?.contentType, 'image/png')
  assert.equal(holds(clean?.bytes, 'Author'), false)
  assert.ok(holds(clean?.bytes, 'IDAT') && holds(clean?.bytes, 'IEND'))
})

test('a WebP loses its notes, and its length is right again', () => {
  const part = (name: string, body: readonly number[]): number[] => [
    ...text(name),
    body.length,
    0,
    0,
    0,
    ...body,
    ...(body.length % 2 === 0 ? [] : [0]),
  ]
  const body = [
    ...part('VP8X', [0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...part('VP8 ', [5, 5]),
    ...part('EXIF', text('GPS')),
    ...part('XMP ', text('name')),
  ]
  const clean = cleanPhoto(new Uint8Array([...text('RIFF'), body.length + 4, 0, 0, 0, ...text('WEBP'), ...body]))
  assert.equal(clean?.contentType, 'image/webp')
  assert.equal(holds(clean?.bytes, 'GPS'), false)
  assert.equal(clean?.bytes[4], (clean?.bytes.length ?? 0) - 8)
  assert.equal(clean?.bytes[20], 0)
})

test('anything else is no photo, and nothing makes it fall over', () => {
  assert.equal(cleanPhoto(new TextEncoder().encode('<svg onload="x">')), undefined)
  assert.equal(cleanPhoto(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff])), undefined)
  fc.assert(
    fc.property(
      fc.constantFrom([0xff, 0xd8, 0xff], [0x89, ...text('PNG\r\n\u001a\n')], [...text('RIFF'), 1, 0, 0, 0, ...text('WEBP')]),
      fc.uint8Array({ maxLength: 200 }),
      (head, rest) => {
        cleanPhoto(new Uint8Array([...head, ...rest]))
      },
    ),
  )
})
