import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownSearch, parseSearch, stringifySearch } from './search-params.ts'

test('the place that the town links to stays in the address, what nobody knows does not', () => {
  const place = 'urn:ngsi-ld:PointOfInterest:osm-node-3'
  const search = knownSearch(parseSearch(`?place=${encodeURIComponent(place)}&city=minato&nonsense=1&q=`))
  assert.deepEqual(search, { city: 'minato', place })
  assert.deepEqual(parseSearch(stringifySearch(search)), search)
})
