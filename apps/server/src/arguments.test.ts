import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from './arguments.ts'

test('words and options are told apart', () => {
  const read = readArguments(['import', 'osm', 'town.osm', '--city', 'shibuya', '--remove-missing'])
  assert.ok(typeof read !== 'string')
  assert.deepEqual(read.words, ['import', 'osm', 'town.osm'])
  assert.equal(read.city, 'shibuya')
  assert.equal(read.removeMissing, true)
})

test('an unknown option is named', () => {
  const read = readArguments(['start', '--frehs'])
  assert.ok(typeof read === 'string')
  assert.match(read, /--frehs/)
})
