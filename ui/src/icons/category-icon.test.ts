import assert from 'node:assert/strict'
import { test } from 'node:test'
import { categories, groups } from '@machinaka/guide/rules'
import { categoryIcon } from './category-icon.ts'

test('every category and group of the guide has a symbol of its own, not the pin', () => {
  assert.ok(categories.length > 40)
  assert.deepEqual(
    [...groups, ...categories].filter(({ icon, code }) => categoryIcon(icon, code) === 'pin').map(({ code }) => code),
    [],
  )
})
test('what nobody knows is a pin', () => assert.equal(categoryIcon(undefined, 'spaceport'), 'pin'))
