import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFirstAnswers } from './first-answers.ts'

const now = new Date('2026-11-23T09:30:00Z')
const pageWith = (text: string | undefined): Parameters<typeof readFirstAnswers>[0] =>
  ({ querySelector: () => (text === undefined ? null : { textContent: text }) }) as unknown as Document
const answers = (at: string): string => JSON.stringify({ at, city: { city: 'minato' }, categories: { groups: [], categories: [] } })

test('answers that came with the page a moment ago are taken', () => {
  assert.equal(readFirstAnswers(pageWith(answers('2026-11-23T09:29:30Z')), now)?.city.city, 'minato')
})

test('none, old ones, and those of another clock or without a city are asked for anew', () => {
  for (const text of [
    undefined,
    '',
    '{"at":',
    'null',
    answers('2026-11-22T09:30:00Z'),
    answers('2026-11-23T09:40:00Z'),
    answers('yesterday'),
    JSON.stringify({ at: now.toISOString(), categories: { groups: [], categories: [] } }),
  ])
    assert.equal(readFirstAnswers(pageWith(text), now), undefined, text)
})
