import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Refusal, Tenant, Tx } from '@machinaka/platform'
import { groupWrites } from './write-groups.ts'
import type { AnyWrite, WriteAny } from './write-path.ts'
import type { Written } from './write.ts'

const minato = 'minato' as Tenant
const deletion = (id: string): AnyWrite => ({ id, command: { kind: 'delete' }, actor: { kind: 'machine', id: 'key' } })
const idOf = (write: AnyWrite): string => ('decide' in write ? write.id : write.command.kind === 'delete' ? write.id : '')
const ids = (results: readonly (Written | Refusal)[]): readonly string[] =>
  results.map((result) => ('id' in result ? result.id : 'refused'))

/** A path of writes that notes its transactions, each taking until `turn` is called. */
function noting(fails: (ids: readonly string[]) => boolean = () => false) {
  const transactions: (readonly string[])[] = []
  const write: WriteAny = async (_tenant, writes) => {
    const written = writes.map(idOf)
    transactions.push(written)
    await new Promise((resolve) => {
      setTimeout(resolve, 1)
    })
    if (fails(written)) throw new Error('lost')
    return written.map((id) => ({ id, operation: 'unchanged', change: undefined, updated: [], notUpdated: [] }))
  }
  return { transactions, write }
}

test('what is asked while a transaction runs shares the next one, in order, and everybody gets their own results', async () => {
  const { transactions, write } = noting()
  const grouped = groupWrites(write, { atOnce: 1, most: 100 })
  const answers = await Promise.all(
    [['a'], ['b', 'c'], ['d']].map((names) =>
      grouped(
        minato,
        names.map((name) => deletion(name)),
      ),
    ),
  )
  assert.deepEqual(answers.map(ids), [['a'], ['b', 'c'], ['d']])
  assert.deepEqual(transactions, [['a'], ['b', 'c', 'd']])
})

test('a group is no larger than allowed, and a larger request goes alone', async () => {
  const { transactions, write } = noting()
  const grouped = groupWrites(write, { atOnce: 1, most: 2 })
  await Promise.all([['a'], ['b'], ['c', 'd', 'e'], ['f']].map((names) => grouped(minato, names.map(deletion))))
  assert.deepEqual(transactions, [['a'], ['b'], ['c', 'd', 'e'], ['f']])
})

test('tenants do not share, and several transactions run at once where that is allowed', async () => {
  const { transactions, write } = noting()
  const grouped = groupWrites(write, { atOnce: 2, most: 100 })
  const ask = (tenant: string, id: string) => grouped(tenant as Tenant, [deletion(id)])
  await Promise.all([ask('minato', 'a'), ask('ebisu', 'b'), ask('minato', 'c'), ask('minato', 'd'), ask('minato', 'e')])
  assert.deepEqual(transactions, [['a'], ['b'], ['c'], ['d', 'e']])
})

test('when a shared transaction fails, only the request that caused it hears of it', async () => {
  const { write } = noting((written) => written.includes('bad'))
  const grouped = groupWrites(write, { atOnce: 1, most: 100 })
  const answers = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((id) => grouped(minato, [deletion(id)])))
  assert.deepEqual(
    answers.map((answer) => (answer.status === 'fulfilled' ? ids(answer.value)[0] : String(answer.reason))),
    ['a', 'b', 'Error: lost', 'c'],
  )
})

test('a caller with a transaction is not grouped', async () => {
  const { transactions, write } = noting()
  const grouped = groupWrites(write, { atOnce: 1, most: 100 })
  const tx = {} as Tx
  await Promise.all([grouped(minato, [deletion('a')], tx), grouped(minato, [deletion('b')], tx)])
  assert.deepEqual(transactions, [['a'], ['b']])
})
