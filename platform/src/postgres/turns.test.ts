import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from './turns.ts'

test('turns are given one at a time, in the order of asking', async () => {
  const turns = new Turns(1_000)
  const order: string[] = []
  const take = async (name: string): Promise<void> => {
    const end = await turns.take()
    order.push(`${name} begins`)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    order.push(`${name} ends`)
    end()
    end()
  }
  await Promise.all(['a', 'b', 'c'].map(take))
  assert.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('who waits too long is told so, and those behind still get their turn', async () => {
  const turns = new Turns(50)
  const end = await turns.take()
  await assert.rejects(turns.take(), /busy for more than 50 ms/)
  const next = turns.take()
  end()
  ;(await next)()
  ;(await turns.take())()
})
