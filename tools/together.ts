/**
 * Runs many test files in one process, each in a suite of its own: `node tools/together.ts FILE …`.
 *
 * With `--test-isolation=none` alone, hooks at the top of a file would run before the tests of every other file too: resets
 * of one room would empty the tables of another one, many times per test.
 */
import { describe } from 'node:test'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

for (const file of process.argv.slice(2))
  describe(file, async () => {
    await import(pathToFileURL(resolve(file)).href)
  })
