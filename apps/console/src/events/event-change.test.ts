import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventChangeOf, eventFieldsOf, readDates } from './event-change.ts'

const event = {
  id: 'urn:ngsi-ld:Event:1',
  name: { ja: '朝市' },
  from: '2026-11-28',
  to: '2026-11-29',
  dates: [{ day: '2026-11-28', start: '08:00', end: '12:00' }, { day: '2026-11-29' }],
  modifiedAt: '',
  origins: {},
  venue: '港の広場',
}

test('dates are one a line, with or without hours', () => {
  assert.deepEqual(readDates('2026-11-28 ０８:00〜12:00\n\n2026-11-29'), event.dates)
  assert.deepEqual([readDates('11月28日'), readDates(''), readDates('2026-13-40')], [undefined, undefined, undefined])
})

test('only what differs is sent', () => {
  const fields = eventFieldsOf(event)
  assert.deepEqual(eventChangeOf(fields, event), {})
  assert.deepEqual(eventChangeOf({ ...fields, dates: '2026-11-29', lines: { ...fields.lines, venue: '', fee: '無料' } }, event), {
    dates: [{ day: '2026-11-29' }],
    venue: null,
    fee: '無料',
  })
})
