import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageOf, fetchedAtHeader, keepingOf, keptHeader } from './kept-answers.ts'

const now = new Date('2026-11-25T01:30:00Z')
const headers = (values: Record<string, string>): Headers => new Headers(values)

test('an answer from the network is of now, a kept one of its own time', () => {
  assert.deepEqual(ageOf(headers({}), now), { at: now, kept: false })
  assert.deepEqual(ageOf(headers({ [fetchedAtHeader]: '2026-11-24T00:00:00Z' }), now), { at: now, kept: false })
  assert.deepEqual(ageOf(headers({ [fetchedAtHeader]: '2026-11-24T00:00:00Z', [keptHeader]: '1' }), now), {
    at: new Date('2026-11-24T00:00:00Z'),
    kept: true,
  })
  assert.deepEqual(ageOf(headers({ [fetchedAtHeader]: 'soon', [keptHeader]: '1' }), now), { at: now, kept: false })
})

test('what is kept, and how', () => {
  const how = (path: string): string | undefined => {
    const keeping = keepingOf(new URL(path, 'http://town.test'))
    return keeping && `${keeping.cache} ${keeping.first}`
  }
  assert.deepEqual(
    [
      '/tiles/base/14/14551/6451.mvt?v=3',
      '/tiles/base.json',
      '/api/guide/places?q=x',
      '/api/guide/places/urn:ngsi-ld:PointOfInterest:1',
      '/api/guide/events/urn:x',
      '/api/city',
      '/assets/noto-sans-jp-4-wght-normal-abcdefgh.woff2',
    ].map(how),
    ['tiles kept', 'answers network', 'answers network', 'places network', 'places network', 'answers network', 'fonts kept'],
  )
  assert.deepEqual(
    ['/api/guide/reports/abc', '/api/me', '/api/auth/x', '/console/', '/api/insight/uses', '/api/guide/places.xlsx'].map(how),
    Array.from({ length: 6 }, () => undefined),
  )
})
