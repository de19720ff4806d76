import assert from 'node:assert/strict'
import { test } from 'node:test'
import { phrasesOf } from './budoux.ts'

test('a sentence is cut between phrases and loses nothing', () => {
  const text = '今日は港で花火を見ます。'
  assert.deepEqual(phrasesOf(text), ['今日は', '港で', '花火を', '見ます。'])
})
