import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { reactAriaStyles } from '../platform/src/http/security.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The text between the backticks of the one `style.textContent = …`, with the attribute's name put in. */
function injected(file: string): string {
  const source = readFileSync(new URL(`../node_modules/react-aria/dist/private/${file}`, import.meta.url), 'utf8')
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? ''
  const text = /style\.textContent = `([^`]*)`/.exec(source)?.[1]
  assert.ok(text !== undefined, `${file} injects no style any more: take its hash out of the policy`)
  return text.replace(/\$\{[^}]+\}/, attribute).trim()
}

test('the content security policy names the styles that the installed React Aria injects', () => {
  assert.deepEqual(
    reactAriaStyles,
    ['interactions/usePress.mjs', 'overlays/usePreventScroll.mjs'].map((file) => hashOf(injected(file))),
  )
})
