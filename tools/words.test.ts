import assert from 'node:assert/strict'
import { test } from 'node:test'
import { words } from '../apps/server/src/shell-words.ts'
import { en } from '../apps/town/src/messages/en.ts'
import { jaEasy } from '../apps/town/src/messages/ja-easy.ts'
import { ja } from '../apps/town/src/messages/ja.ts'
import { ko } from '../apps/town/src/messages/ko.ts'
import { zhHans } from '../apps/town/src/messages/zh-hans.ts'

/** Only the pages without JavaScript say these. */
const own = ['search', 'more']

for (const [language, said] of Object.entries({ ja, 'ja-easy': jaEasy, en, 'zh-Hans': zhHans, ko })) {
  test(`the pages without JavaScript say what the app says: ${language}`, () => {
    const plain = Object.entries(words[language as keyof typeof words]).filter(([key]) => !own.includes(key))
    assert.ok(plain.length > 10)
    assert.deepEqual(Object.fromEntries(plain), Object.fromEntries(plain.map(([key]) => [key, said[key as keyof typeof said]])))
  })
}
