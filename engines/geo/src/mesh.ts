import type { Bounds, LonLat } from './lon-lat.ts'

/** Levels of the grid square code: 1st (about 80 km), 2nd (10 km), 3rd (1 km), 4th (500 m), 5th (250 m). */
export type MeshLevel = 1 | 2 | 3 | 4 | 5

/** How a code divides its parent: so many rows and columns, digits counted from 0 (rows, columns) or quarters 1–4. */
const digitsAt: Readonly<Record<MeshLevel, number>> = { 1: 4, 2: 6, 3: 8, 4: 9, 5: 10 }

/** Cells per degree of latitude and longitude at each level: exact integers, so that no error builds up. */
const perDegree: Readonly<Record<MeshLevel, readonly [lat: number, lon: number]>> = {
  1: [1.5, 1],
  2: [12, 8],
  3: [120, 80],
  4: [240, 160],
  5: [480, 320],
}

/**
 * The grid square (地域メッシュ) code of a position, JIS X 0410: 4, 6, 8, 9 or 10 digits.
 * A cell owns its southern and western edges. Undefined outside 0–66⅔° N, 100–180° E, where no code exists.
 */
export function meshCode([lon, lat]: LonLat, level: MeshLevel): string | undefined {
  if (!(lat >= 0 && lat < 200 / 3 && lon >= 100 && lon < 180)) return undefined
  const [rows, columns] = perDegree[level]
  // A corner computed as `row / 480` may come back a hair below the integer: snap what is nearer than 1e-9 cells.
  const row = floor(lat * rows)
  const column = floor((lon - 100) * columns)
  return encode(row, column, level)
}

/** Level of a code by its length, or undefined when it is not a code. */
export function meshLevel(code: string): MeshLevel | undefined {
  return decode(code)?.level
}

/** The cell of a code in degrees, or undefined when the text is not a JIS X 0410 code of levels 1 to 5. */
export function meshBounds(code: string): Bounds | undefined {
  const cell = decode(code)
  if (cell === undefined) return undefined
  const [rows, columns] = perDegree[cell.level]
  return [100 + cell.column / columns, cell.row / rows, 100 + (cell.column + 1) / columns, (cell.row + 1) / rows]
}

/** The middle of the cell, or undefined when the text is not a code. */
export function meshCentre(code: string): LonLat | undefined {
  const b = meshBounds(code)
  return b === undefined ? undefined : [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]
}

/** Every code of the level whose cell meets the box, row by row from the south-west. Refuses with undefined more than `limit`. */
export function meshesIn(bounds: Bounds, level: MeshLevel, limit = 100_000): string[] | undefined {
  const [rows, columns] = perDegree[level]
  const lastRow = Math.min(floor(bounds[3] * rows), Math.ceil((200 / 3) * rows) - 1)
  const lastColumn = Math.min(floor((bounds[2] - 100) * columns), 80 * columns - 1)
  const firstRow = Math.max(0, floor(bounds[1] * rows))
  const firstColumn = Math.max(0, floor((bounds[0] - 100) * columns))
  if ((lastRow - firstRow + 1) * (lastColumn - firstColumn + 1) > limit) return undefined
  const codes: string[] = []
  for (let row = firstRow; row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) codes.push(encode(row, column, level))
  return codes
}

function floor(value: number): number {
  const nearest = Math.round(value)
  return Math.abs(value - nearest) < 1e-9 ? nearest : Math.floor(value)
}

function encode(row: number, column: number, level: MeshLevel): string {
  const divide = level === 1 ? 1 : level === 2 ? 8 : level === 3 ? 80 : level === 4 ? 160 : 320
  const r1 = Math.floor(row / divide)
  const c1 = Math.floor(column / divide)
  let code = String(r1).padStart(2, '0') + String(c1).padStart(2, '0')
  let r = row % divide
  let c = column % divide
  let size = divide
  for (const parts of [8, 10, 2, 2]) {
    if (size === 1) break
    size /= parts
    const y = Math.floor(r / size)
    const x = Math.floor(c / size)
    code += parts === 2 ? String(1 + x + 2 * y) : `${y}${x}`
    r %= size
    c %= size
  }
  return code
}

function decode(code: string): { level: MeshLevel; row: number; column: number } | undefined {
  if (!/^\d{4}(?:[0-7]{2}(?:\d{2}(?:[1-4]{1,2})?)?)?$/.test(code)) return undefined
  let row = Number(code.slice(0, 2))
  let column = Number(code.slice(2, 4))
  if (column > 79) return undefined
  const level = ([1, 2, 3, 4, 5] as const).find((l) => digitsAt[l] === code.length)
  if (level === undefined) return undefined
  for (const [at, parts] of [
    [4, 8],
    [6, 10],
  ] as const) {
    if (code.length <= at) break
    row = row * parts + Number(code[at])
    column = column * parts + Number(code[at + 1])
  }
  for (const digit of code.slice(8)) {
    const quarter = Number(digit) - 1
    row = row * 2 + (quarter >> 1)
    column = column * 2 + (quarter & 1)
  }
  return { level, row, column }
}
