import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Openable, openStateAt } from './open-state.ts'

const asOf = new Date('2026-11-25T01:30:00Z')
const at = (text: string): Date => new Date(`2026-11-${text}Z`)
const shop: Openable = {
  openState: { state: 'open', until: '2026-11-25T09:00:00.000Z' },
  hoursKnown: true,
  closedToday: false,
  hours: [
    ['2026-11-25T01:00:00.000Z', '2026-11-25T09:00:00.000Z'],
    ['2026-11-26T01:00:00.000Z', '2026-11-26T09:00:00.000Z'],
  ],
}

test('at the moment of the answer the server is right', () =>
  assert.deepEqual(openStateAt(shop, asOf, new Date(asOf.getTime() + 5000)), shop.openState))
test('a page left open closes with the shop', () => {
  assert.deepEqual(openStateAt(shop, asOf, at('25T05:00:00')), { state: 'open', until: '2026-11-25T09:00:00.000Z' })
  assert.deepEqual(openStateAt(shop, asOf, at('25T08:40:00')), {
    state: 'closing-soon',
    until: '2026-11-25T09:00:00.000Z',
    closesIn_min: 20,
  })
  assert.deepEqual(openStateAt(shop, asOf, at('25T09:00:00')), { state: 'closed', opensAt: '2026-11-26T01:00:00.000Z' })
  assert.deepEqual(openStateAt(shop, asOf, at('26T12:00:00')), { state: 'closed' })
})
test('an old answer does not pretend to know', () =>
  assert.deepEqual(openStateAt(shop, asOf, new Date('2026-12-05T01:30:00Z')), { state: 'unknown' }))
test('a place without readable hours is never closed', () =>
  assert.deepEqual(openStateAt({ ...shop, hoursKnown: false, hours: [] }, asOf, at('25T09:30:00')), { state: 'unknown' }))
test('closed today holds for today, then nobody knows', () => {
  const closed: Openable = { ...shop, closedToday: true, openState: { state: 'closed' } }
  assert.deepEqual(openStateAt(closed, asOf, at('25T05:00:00')), { state: 'closed' })
  assert.deepEqual(openStateAt(closed, asOf, at('26T05:00:00')), { state: 'unknown' })
})
test('an opening that outlasts the asked days has no end', () => {
  const always: Openable = { ...shop, openState: { state: 'open' }, hours: [['2026-11-24T15:00:00.000Z', '2026-12-02T15:00:00.000Z']] }
  assert.deepEqual(openStateAt(always, asOf, at('26T05:00:00')), { state: 'open' })
})
