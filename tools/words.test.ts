import assert from 'node:assert/strict'
import { test } from 'node:test'
import { words } from '../apps/server/src/shell-words.ts'

/** Only the pages without JavaScript say these. */
const own = ['search', 'more']
const files = { ja: 'ja', 'ja-easy': 'jaEasy', en: 'en', 'zh-Hans': 'zhHans', ko: 'ko' } as const

for (const [language, said] of Object.entries(words)) {
  test(`the pages without JavaScript say what the app says: ${language}`, async () => {
    // By a computed name, so that the compiler does not take the browser's rooms into Node's.
    const town = (await import(`../apps/town/src/messages/${language.toLowerCase()}.ts`)) as Readonly<
      Record<string, Readonly<Record<string, unknown>>>
    >
    const app = town[files[language as keyof typeof files]] ?? {}
    const plain = Object.entries(said).filter(([key]) => !own.includes(key))
    assert.ok(plain.length > 10)
    assert.deepEqual(Object.fromEntries(plain), Object.fromEntries(plain.map(([key]) => [key, app[key]])))
  })
}
