import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenOf, findingOf } from './finding-words.ts'

test('a code of a reader of files comes before its sentence; what nobody knows stays as it is', () => {
  assert.deepEqual(findingOf({ code: 'no-name', reason: 'the name is empty' }), { key: 'found-no-name' })
  assert.deepEqual(findingOf({ reason: 'category “謎” is not known' }), { key: 'foundUnknownCategory', what: '謎' })
  assert.equal(findingOf({ code: 'constructor', reason: 'something else' }), undefined)
  assert.deepEqual([brokenOf('html'), brokenOf('toString')], ['broken-html', undefined])
})
