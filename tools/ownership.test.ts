import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { foreignTables, readmeGaps, trespasses } from './ownership.ts'

test('a domain’s SQL names its own tables only', () => {
  assert.ok(globSync('domains/*/migrations/*.sql').length > 3, 'no migrations seen')
  assert.deepEqual(trespasses(), [])
})

test('the guard sees a foreign table', () => {
  assert.deepEqual(foreignTables('guide', 'select * from context.entity e join guide.place p on true'), ['context.entity'])
  assert.deepEqual(foreignTables('guide', 'insert into people.account (id) values (1)'), ['people.account'])
})

test('every room has a README of at most 40 lines, and a domain’s names its tables', () => assert.deepEqual(readmeGaps(), []))

test('decisions are numbered without gaps', () => {
  const numbers = globSync('decisions/*.md')
    .map((file) => Number(/(\d{4})-/.exec(file)?.[1]))
    .toSorted((a, b) => a - b)
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
  )
})
