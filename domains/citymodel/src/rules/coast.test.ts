import assert from 'node:assert/strict'
import { test } from 'node:test'
import { polygonContains, type Bounds, type LonLat } from '@machinaka/geo'
import { seaOf } from './coast.ts'

/**
 * Coasts drawn in characters: a column is 0.001° to the east, a row 0.001° to the south of 0° E, 0° N. The answer is the
 * drawing again, with `~` for sea and `.` for land at every blank.
 */
function painted(drawing: string, ways: readonly string[], land: readonly LonLat[] = []): string {
  const rows = drawing.split('\n').slice(1)
  const spot = (x: number, y: number): LonLat => [x * 0.001, -y * 0.001]
  const at = new Map<string, LonLat>()
  rows.forEach((row, y) =>
    row.split('').forEach((c, x) => {
      if (/[A-Za-z]/.test(c)) at.set(c, spot(x, y))
    }),
  )
  const bounds: Bounds = [0, -(rows.length - 1) * 0.001, Math.max(...rows.map((r) => r.length - 1)) * 0.001, 0]
  const lines = ways.map((way) => way.split('').map((c) => at.get(c) ?? ([NaN, NaN] as const)))
  const sea = seaOf({ ways: lines, bounds, land })
  // Looked at a little aside, where no line runs.
  return rows
    .map((row, y) =>
      row
        .split('')
        .map((c, x) =>
          c !== ' ' ? c : sea.some((polygon) => polygonContains(polygon, [x * 0.001 + 0.0001, -y * 0.001 - 0.0001])) ? '~' : '.',
        )
        .join(''),
    )
    .join('\n')
}

test('water lies on the right hand of the coast', () => {
  const shore = `
          
          
A--------B
          
          `
  assert.deepEqual(
    painted(shore, ['AB'])
      .split('\n')
      .map((row) => row.slice(1, 9)),
    ['........', '........', '--------', '~~~~~~~~', '~~~~~~~~'],
  )
  assert.deepEqual(
    painted(shore, ['BA'])
      .split('\n')
      .map((row) => row.slice(1, 9)),
    ['~~~~~~~~', '~~~~~~~~', '--------', '........', '........'],
  )
})

test('a harbour, an island in it and a second shore, from pieces in any order', () => {
  const bay = `
                      
                      
A----B        E------F
     |        |       
     |  P--Q  |       
     |  |  |  |       
     |  S--R  |       
     C--------D       
                      
                      `
  // Land is below; the bay opens to the north, the island turns counterclockwise. Eastwards the land is on the left, so this
  // shore runs from F to A.
  const pieces = ['FE', 'BA', 'EDC', 'CB', 'PSRQP']
  const picture = painted(bay, pieces)
  const rows = picture.split('\n')
  assert.match(rows[0] ?? '', /^~+$/)
  assert.equal(rows[5], '.....|~~|..|~~|.......')
  assert.match(rows[8] ?? '', /^\.+$/)
  assert.equal(painted(bay, pieces.toReversed()), picture)
})

test('an island town lies in the sea; a lagoon drawn the other way round is water', () => {
  const island = `
                
   A-------B    
   |       |    
   |       |    
   D-------C    
                `
  const rows = painted(island, ['ADCBA']).split('\n')
  assert.equal(rows[2], '~~~|.......|~~~~')
  assert.match(rows[0] ?? '', /^~+$/)
  assert.equal(painted(island, ['ABCDA']).split('\n')[2], '...|~~~~~~~|....')
})

test('a coast that would drown the streets is not believed', () => {
  const bounds: Bounds = [0, 0, 0.1, 0.1]
  const ways: LonLat[][] = [
    [
      [0, 0.05],
      [0.1, 0.05],
    ],
  ]
  const north = Array.from({ length: 50 }, (_, i): LonLat => [0.002 * i, 0.08])
  assert.equal(seaOf({ ways, bounds, land: north }).length, 1)
  assert.equal(seaOf({ ways: ways.map((way) => way.toReversed()), bounds, land: north }).length, 0)
  assert.deepEqual(seaOf({ ways: [], bounds, land: [] }), [])
})
