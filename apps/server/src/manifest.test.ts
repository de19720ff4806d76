import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manifestOf } from './manifest.ts'

const name = { ja: 'みなと町', en: 'Minato Town' }

test('the installed app has the name of its city in the language of the person', () => {
  assert.equal(manifestOf(name, 'ja', undefined)['name'], 'みなと町 まちなか')
  assert.equal(manifestOf(name, 'en', undefined)['name'], 'Minato Town Machinaka')
  assert.equal(manifestOf(name, 'ko', undefined)['short_name'], 'みなと町')
})
test('where the address must say the city, the installed app opens with it', () => {
  assert.equal(manifestOf(name, 'ja', 'minato')['start_url'], '/?city=minato')
  assert.equal(manifestOf(name, 'ja', undefined)['start_url'], '/')
})
