import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notRewritten } from './catalog.ts'
import { ja } from './pieces/ja.ts'
import { alreadyPlain, jaEasy } from './pieces/ja-easy.ts'

test('easy Japanese is its own writing', () => assert.deepEqual(notRewritten(jaEasy, ja, alreadyPlain), []))

test('the list of already plain words holds no word that was rewritten', () => {
  assert.deepEqual(
    alreadyPlain.filter((key) => !notRewritten(jaEasy, ja, []).includes(key)),
    [],
  )
})
