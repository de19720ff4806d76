import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, emptyForm, wrongIn } from './subscription-body.ts'

test('a filled form is a subscription; what is left empty is not said', () => {
  const least = { ...emptyForm, type: 'Room', endpoint: ' https://receiver.example/in ' }
  assert.deepEqual(bodyOf(least), {
    type: 'Subscription',
    entities: [{ type: 'Room' }],
    notification: { format: 'normalized', endpoint: { uri: 'https://receiver.example/in', accept: 'application/json' } },
  })
  const full = bodyOf({
    ...least,
    name: 'Heat',
    attributes: 'temperature、humidity, co2 ',
    q: 'temperature>30',
    area: [1, 2, 3, 4],
    format: 'concise',
  })
  assert.deepEqual(
    [full.subscriptionName, full.watchedAttributes, full.q, full.geoQ, full.notification.format],
    [
      'Heat',
      ['temperature', 'humidity', 'co2'],
      'temperature>30',
      {
        georel: 'within',
        geometry: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 2],
            [3, 4],
            [1, 4],
            [1, 2],
          ],
        ],
      },
      'concise',
    ],
  )
  assert.deepEqual(
    [wrongIn(least), wrongIn(emptyForm), wrongIn({ ...least, endpoint: 'receiver' })],
    [[], ['type', 'endpoint'], ['endpoint']],
  )
})
