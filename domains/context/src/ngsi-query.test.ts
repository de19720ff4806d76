import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreContext, isMissing, isProblem, parseContext } from '@machinaka/ngsi'
import { isRefusal, type Refusal } from '@machinaka/platform'
import { queryOf } from './ngsi-query.ts'
import type { QueryRequest } from './operations.ts'

const page = { limit: 20, offset: 0, count: false }
const asked = (given: Readonly<Record<string, string>>, context = coreContext()): QueryRequest | Refusal =>
  queryOf(given, page, { context, local: false })

test('5.7.2.4 q may follow relationships as far as join goes, and no further', () => {
  const refused = (given: Readonly<Record<string, string>>): boolean => isRefusal(asked({ type: 'Building', ...given }))
  assert.deepEqual(
    [
      refused({ q: 'owner{name}=="x"' }),
      refused({ q: 'owner{name}=="x"', join: 'inline' }),
      refused({ q: 'owner{works{name}}=="x"', join: 'inline', joinLevel: '1' }),
      refused({ q: 'owner{works{name}}=="x"', join: 'flat', joinLevel: '2' }),
      refused({ q: 'owner=="urn:x:1"' }),
    ],
    [true, false, true, false, false],
  )
})

test('4.9 expandValues makes words of the @context out of values', () => {
  const context = parseContext({ open: 'https://example.org/open' })
  assert.ok(!isProblem(context) && !isMissing(context))
  const query = asked({ q: 'state==open', expandValues: 'state' }, context)
  assert.ok(!isRefusal(query) && query.q?.op === 'compare')
  assert.deepEqual(query.q.value, { kind: 'string', value: 'open', word: 'https://example.org/open' })
})
