import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopbackAddress, isLoopbackName, parseCookies } from './client.ts'
import { dataBlock, html } from './html.ts'
import { readConfig } from '../config/read.ts'
import { contentSecurityPolicy } from './security.ts'
import { httpSettings } from './settings.ts'
import { etagOf, matches, negotiate } from './send.ts'

test('cookies are read as browsers send them, broken ones too', () => {
  assert.deepEqual(
    { ...parseCookies('a=1; b="two"; a=3; c=%E6%B8%AF; d=%zz; =x; e; __proto__=p') },
    { a: '1', b: 'two', c: '港', d: '%zz', ['__proto__']: 'p' },
  )
})

test('this machine is told from names and addresses that lead here', () => {
  assert.deepEqual(
    ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.0.0.1', '::ffff:10.0.0.1', '1127.0.0.1'].map(isLoopbackAddress),
    [true, true, true, true, false, false, false],
  )
  assert.deepEqual(
    ['localhost', 'minato.localhost', '127.0.0.1', '[::1]', 'localhost.evil.example', 'evil.example', 'notlocalhost'].map(isLoopbackName),
    [true, true, true, true, false, false, false],
  )
})

test('encodings are negotiated as RFC 9110 says', () => {
  assert.deepEqual(['gzip, deflate, br', 'gzip', 'br;q=0, gzip;q=0.5', 'gzip;q=0.0', '', undefined].map(negotiate), [
    'br',
    'gzip',
    'gzip',
    'identity',
    'identity',
    'identity',
  ])
})

test('a tag is strong, of the bytes sent, and compared weakly', () => {
  const bytes = Buffer.from('港')
  const tag = etagOf(bytes, 'identity')
  assert.notEqual(tag, etagOf(bytes, 'br'))
  assert.deepEqual(
    [matches(tag, tag), matches(`"x", W/${tag}`, tag), matches('*', tag), matches('"x"', tag), matches(undefined, tag)],
    [true, true, true, false, false],
  )
})

test('html escapes every value, once', () => {
  const name = `<b>"Tom" & 'Jerry'</b>`
  assert.equal(
    html`<a title="${name}">${[html`<i>${name}</i>`, 'x', 1]}</a>${undefined}`.html,
    '<a title="&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;"><i>&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;</i>x1</a>',
  )
})

test('data for a page’s scripts cannot end its block, and comes back as it was', () => {
  const value = { name: '</script><!--', list: [1, '<b>'] }
  const [, text = ''] = /^<script type="application\/json" id="a&quot;b">([^<]*)<\/script>$/.exec(dataBlock('a"b', value).html) ?? []
  assert.deepEqual(JSON.parse(text), value)
})

test('outside map tiles are in the policy only where configuration chose them', () => {
  const policy = (env: Record<string, string>): string =>
    contentSecurityPolicy(httpSettings(readConfig({ env, file: '/nowhere.json' })).csp)
  assert.doesNotMatch(policy({}), /https:/)
  assert.match(policy({ BASEMAP: 'gsi' }), /connect-src 'self' https:\/\/cyberjapandata\.gsi\.go\.jp;/)
})
