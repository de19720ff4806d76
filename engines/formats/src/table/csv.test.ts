import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError, type Report } from '../report.ts'
import { gathered, inPieces } from '../test-chunks.ts'
import { csvLine, csvStart } from './csv-write.ts'
import { readCsv } from './csv.ts'
import type { TableLimits } from './table.ts'

/** 名称,緯度 ⏎ 港の湯,35.6 ⏎ ﾐﾅﾄ表―①,髙 in Windows-31J, with the letters whose second byte is a backslash or a bar. */
const shiftJis = Uint8Array.of(
  0x96,
  0xbc,
  0x8f,
  0xcc,
  0x2c,
  0x88,
  0xdc,
  0x93,
  0x78,
  0x0d,
  0x0a,
  0x8d,
  0x60,
  0x82,
  0xcc,
  0x93,
  0x92,
  0x2c,
  0x33,
  0x35,
  0x2e,
  0x36,
  0x0d,
  0x0a,
  0xd0,
  0xc5,
  0xc4,
  0x95,
  0x5c,
  0x81,
  0x5c,
  0x87,
  0x40,
  0x2c,
  0xfb,
  0xfc,
)

async function read(
  bytes: Uint8Array | string,
  sizes?: readonly number[],
  limits: Partial<TableLimits> = {},
): Promise<{ columns: readonly string[]; rows: (readonly [number, ...string[]])[]; report: Report }> {
  const table = await readCsv(inPieces(bytes, sizes), { name: 'list.csv', limits })
  const rows = (await gathered(table.rows)).map((r): [number, ...string[]] => [r.line, ...r.values])
  return { columns: table.columns, rows, report: table.report() }
}

test('quotes, line breaks in quotes, every line end, a missing last one', async () => {
  const text = 'name,note\r\n"a ""b""","one\r\ntwo"\n\n  \nx,5" pipe\r"y"z,\n"",""\nlast'
  const want = [
    [2, 'a "b"', 'one\r\ntwo'],
    [6, 'x', '5" pipe'],
    [7, 'yz', ''],
    [9, 'last', ''],
  ]
  for (const sizes of [[1000], [1], [2], [3, 5]]) {
    const { columns, rows, report } = await read(text, sizes)
    assert.deepEqual(columns, ['name', 'note'])
    assert.deepEqual(rows, want)
    assert.deepEqual(report, {
      recognisedAs: 'CSV (UTF-8, comma)',
      taken: 4,
      skipped: [],
      warnings: [
        { code: 'missing-fields', reason: 'the row has fewer values than the header has columns', count: 1, where: [{ line: 9 }] },
      ],
    })
  }
})

test('what csvLine writes is read back, cut anywhere', async () => {
  const value = fc
    .oneof(
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('"', ',', '\r\n', '\n', '\r', ' ', '港,"町"', ';', '\t'),
    )
    .map((v) => v.toWellFormed().replaceAll('\uFEFF', ''))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(value, { minLength: 2, maxLength: 2 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (rows, sizes) => {
        const text = csvStart + csvLine(['a', 'b']) + rows.map((r) => csvLine(r)).join('')
        const kept = rows.filter((r) => r.some((v) => v.trim() !== ''))
        assert.deepEqual(
          (await read(text, sizes)).rows.map(([, ...values]) => values),
          kept,
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('Shift_JIS and UTF-8 are told apart by validity, at any chunk size', async () => {
  for (const sizes of [[1000], [1], [3]]) {
    const sjis = await read(shiftJis, sizes)
    assert.deepEqual(sjis.columns, ['名称', '緯度'])
    assert.deepEqual(sjis.rows, [
      [2, '港の湯', '35.6'],
      [3, 'ﾐﾅﾄ表―①', '髙'],
    ])
    assert.equal(sjis.report.recognisedAs, 'CSV (Shift_JIS, comma)')
  }
  assert.equal((await read('\uFEFF名称\n港')).report.recognisedAs, 'CSV (UTF-8 with BOM, comma)')
  assert.equal((await read('\uFEFF名称\n港')).columns[0], '名称')
  assert.equal((await read('name\nport')).report.recognisedAs, 'CSV (UTF-8, comma)')
})

test('the encoding is settled by the first letters beyond ASCII, however late they come', async () => {
  const long = new Uint8Array(200_000 + shiftJis.length).fill(0x61)
  for (let i = 99; i < 200_000; i += 100) long[i] = 0x0a
  long.set(shiftJis, 200_000)
  assert.equal((await read(long)).report.recognisedAs, 'CSV (Shift_JIS, comma)')
})

test('tab and semicolon are recognised from the header; a comma in quotes does not count', async () => {
  assert.deepEqual((await read('a\tb\tc,d\n1\t2,5\t3')).rows, [[2, '1', '2,5', '3']])
  assert.deepEqual((await read('"a,b,c";d\n1;2')).rows, [[2, '1', '2']])
})

test('headers: blank ones get a number, repeated ones a count, trailing blanks go', async () => {
  const { columns, rows, report } = await read(' 備考 ,,備考,,\n1,2,3,,x\n')
  assert.deepEqual(columns, ['備考', 'column 2', '備考 (2)'])
  assert.deepEqual(rows, [[2, '1', '2', '3']])
  assert.deepEqual(
    report.warnings.map((w) => w.code).toSorted((a, b) => a.localeCompare(b)),
    ['duplicate-header', 'empty-header', 'extra-fields'],
  )
})

async function refusal(bytes: Uint8Array | string, limits: Partial<TableLimits> = {}): Promise<FormatError> {
  const error: unknown = await read(bytes, [1000], limits).then(
    () => undefined,
    (e: unknown) => e,
  )
  assert.ok(error instanceof FormatError, `not refused: ${String(error)}`)
  assert.ok(error.message.startsWith('list.csv') && error.next !== '')
  return error
}

test('what cannot be read is refused with its place', async () => {
  const euc = Uint8Array.of(0xcc, 0xbe, 0xbe, 0xce, 0x2c, 0xb0, 0xde, 0xc5, 0xd9, 0x0a)
  const refusals = await Promise.all([
    refusal(''),
    refusal('\n\n'),
    refusal('a,b\n1,"two\n3,4\n'),
    refusal(Uint8Array.of(0xff, 0xfe, 0x61, 0)),
    refusal(Uint8Array.of(0x61, 0, 0x2c, 0)),
    refusal(euc),
    refusal(Uint8Array.of(0x61, 0x0a, 0x82, 0xa0, 0xff, 0xff)),
    refusal(new Uint8Array([...new TextEncoder().encode('名\n'), 0xe5, 0x90])),
    refusal('a\n'.repeat(5), { rows: 3 }),
    refusal('a\n"' + 'x'.repeat(500), { record_chars: 100 }),
    refusal('a,b,c\n', { columns: 2 }),
    refusal('abc\n', { file_bytes: 2 }),
  ])
  assert.deepEqual(
    refusals.map((e) => [e.code, e.where]),
    [
      ['empty', { line: 1 }],
      ['empty', { line: 1 }],
      ['truncated', { line: 2 }],
      ['encoding', { byte: 0 }],
      ['encoding', { byte: 0 }],
      ['encoding', { byte: 2 }],
      ['encoding', { byte: 4 }],
      ['encoding', { byte: 5 }],
      ['too-large', { line: 5 }],
      ['truncated', { line: 2 }],
      ['too-large', { line: 1 }],
      ['too-large', { byte: 4 }],
    ],
  )
})
