import assert from 'node:assert/strict'
import { test } from 'node:test'
import { property, relationship } from '@machinaka/ngsi'
import { recordedChanges, recordedEnd } from './recorded.ts'

const at = '2026-01-01T00:00:00Z'
const a = { datasetId: 'urn:a' }
const b = { datasetId: 'urn:b' }

test('4.5.7 of several instances only those that differ are recorded, and those that went', () => {
  const before = { scope: [], attributes: { speed: [property(1), property(2, a), property(3, b)] } }
  assert.deepEqual(recordedChanges({ speed: [property(1), property(5, a)] }, { before, scope: [], at }), {
    speed: [property(5, a), { type: 'Property', deleted: true, datasetId: 'urn:b' }],
  })
  assert.deepEqual(
    recordedChanges({ speed: null }, { before: { scope: [], attributes: { speed: relationship('urn:x') } }, scope: [], at }),
    {
      speed: { type: 'Relationship', deleted: true },
    },
  )
  assert.deepEqual(
    recordedChanges(
      { speed: property(7), name: property('x') },
      { before: { scope: [], attributes: { speed: property(6) } }, scope: [], at },
    ),
    {
      speed: property(7),
      name: property('x'),
    },
  )
})

test('4.5.6 the scope is recorded where it changes', () => {
  const before = { scope: ['/a'], attributes: {} }
  assert.deepEqual(recordedChanges({}, { before, scope: ['/a'], at }), {})
  assert.deepEqual(recordedChanges({}, { before, scope: ['/b'], at }), { scope: { type: 'Property', value: ['/b'], observedAt: at } })
  assert.deepEqual(recordedEnd({ scope: ['/a'], attributes: { speed: property(1) } }, at), {
    speed: { type: 'Property', deleted: true },
    scope: { type: 'Property', deleted: true },
  })
})
