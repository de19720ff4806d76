/** Whatever is sent, the parsers of temporal requests answer a value or a problem. */
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAggregation, parseDuration, parseEvolution, parseInstance, parseTemporalQuery } from './index.ts'

test('fuzz: the parsers answer a value or a problem, and never throw', () => {
  const junk = fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.constantFrom('urn:ngsi-ld:null', 'P1D', 'between', '2026-01-01T00:00:00Z', 'avg,max'),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('timerel', 'timeAt', 'endTimeAt', 'timeproperty', 'lastN', 'aggrMethods', 'aggrPeriodDuration'), junk),
      (parameters) => {
        parseTemporalQuery(parameters)
        parseAggregation(parameters)
      },
    ),
  )
  fc.assert(fc.property(fc.string(), (text) => void parseDuration(text)))
  const body = fc.dictionary(
    fc.constantFrom('id', 'type', 'scope', 'speed', 'values', 'value', 'observedAt', 'x'),
    fc.oneof(junk, fc.array(fc.dictionary(fc.constantFrom('type', 'value', 'values', 'object', 'datasetId'), junk))),
  )
  fc.assert(
    fc.property(body, (json) => {
      parseEvolution({ id: 'urn:x:1', type: 'T', ...json })
      parseInstance('speed', json)
    }),
  )
})
