import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventChangeOf, eventFieldsOf, eventProblemsOf, readDates, rowsOf, textOfRows } from './event-change.ts'

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

test('days are rows of a form and lines of a text, complete or not', () => {
  const rows = [
    { day: '2026-11-28', start: '08:00', end: '12:00' },
    { day: '', start: '', end: '15:00' },
    { day: '2026-11-30', start: '', end: '' },
  ]
  assert.equal(textOfRows(rows), '2026-11-28 08:00-12:00\n? -15:00\n2026-11-30')
  assert.deepEqual(rowsOf(textOfRows(rows)), rows)
  assert.equal(rowsOf('11月28日'), undefined)
  assert.equal(readDates(textOfRows(rows)), undefined)
})

test('a new event needs a name and days that hold together; a position only if one was begun', () => {
  const empty = eventFieldsOf({})
  assert.deepEqual(eventProblemsOf(empty, {}), { name: 'needsName', dates: 'eventDatesWrong' })
  const good = { ...empty, name: { ja: '朝市' }, dates: '2026-11-28 08:00-12:00' }
  assert.deepEqual(eventProblemsOf(good, {}), {})
  assert.deepEqual(eventProblemsOf({ ...good, dates: '2026-11-28 12:00-08:00', lat: '35' }, {}), {
    dates: 'eventTimesWrong',
    position: 'badPosition',
  })
  assert.deepEqual(eventProblemsOf({ ...good, dates: '2026-11-28\n2026-11-28' }, { lon: 139, lat: 35 }), {
    dates: 'eventDayTwice',
    position: 'eventPositionStays',
  })
  assert.deepEqual(eventChangeOf({ ...good, lon: '139.6', lat: '35.4' }, {}), {
    name: { ja: '朝市' },
    dates: [{ day: '2026-11-28', start: '08:00', end: '12:00' }],
    lon: 139.6,
    lat: 35.4,
  })
})
