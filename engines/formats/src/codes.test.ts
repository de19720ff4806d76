import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findingTexts, formatErrors } from './codes.ts'

test('every code is used by a reader, and said in both languages', () => {
  const files = globSync(`${import.meta.dirname}/**/*.ts`).filter((f) => !f.endsWith('.test.ts') && !f.endsWith('codes.ts'))
  assert.ok(files.length > 20, 'the scan found almost nothing')
  const text = files.map((f) => readFileSync(f, 'utf8')).join('\n')
  for (const [code, { en, ja }] of Object.entries({ ...formatErrors, ...findingTexts })) {
    assert.ok(text.includes(`'${code}'`), `${code} is never used`)
    assert.match(en, /^[A-Z].*[^.]$/)
    assert.match(ja, /[ぁ-ん]/)
  }
})
