import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadLinks, pages, relativeLinks } from './links.ts'

test('every relative link of a Markdown file leads somewhere', () => {
  const all = pages()
  assert.ok(all.length > 20 && all.flatMap(({ text }) => relativeLinks(text)).length > 10, 'the scan found almost nothing')
  assert.deepEqual(
    all.flatMap((page) => deadLinks(page)),
    [],
  )
})

test('a link to a file that is not there is objected to, from the folder of its page', () => {
  const there = (path: string): boolean => ['README.md', 'docs/errors.md', 'docs/a b.png'].includes(path)
  const page = (text: string) => deadLinks({ file: 'docs/guide.md', text }, there)
  assert.deepEqual(
    page('[a](gone.md) ![b](gone.png "t") <img src="gone.svg">\n[c]: ../gone.md'),
    ['gone.md', 'gone.png', '../gone.md', 'gone.svg'].map((to) => `docs/guide.md: ${to} is not there`),
  )
  assert.deepEqual(page('[a](errors.md#top) [b](../README.md) ![c](a%20b.png) [d](https://example.jp/x) [e](#here)'), [])
  assert.deepEqual(page('`[a](gone.md)`\n```md\n[b](gone.md)\n```\n'), [])
})
