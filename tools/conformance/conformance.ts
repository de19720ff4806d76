/**
 * What of ETSI GS CIM 009 V1.9.1 is shown by which test: a test whose name begins with clause numbers shows those clauses.
 *
 *     npm run conformance        writes docs/ngsi-ld-conformance.md anew
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
export const page = join(root, 'docs/ngsi-ld-conformance.md')

export interface Clause {
  readonly number: string
  readonly title: string
}
export interface Shown extends Clause {
  /** Files with how many of their tests name the clause, one of its parts, or the clause it is part of. */
  readonly tests: ReadonlyMap<string, number>
}

/** The leaf clauses of sections 4 to 7 that ask something of a broker; operations of section 5 as a whole. */
export const clauses = (): readonly Clause[] =>
  readFileSync(join(here, 'clauses.txt'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ number: line.slice(0, line.indexOf(' ')), title: line.slice(line.indexOf(' ') + 1) }))

const HEAD = /^(?:§?\d+(?:\.\d+)+(?:\s*[,;/–-]\s*|\s+and\s+|\s*:?\s+|$))+/
/** The clauses that a test's name begins with. */
export const clausesOf = (name: string): readonly string[] => HEAD.exec(name)?.[0].match(/\d+(?:\.\d+)+/g) ?? []

const CALL = /\b(?:test|scenario|suite|describe|it)(?:\.skip)?\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`]*)`|"((?:[^"\\]|\\.)*)")/g
/** Names of tests in a source text. */
export const namesOf = (source: string): readonly string[] => [...source.matchAll(CALL)].map(([, a, b, c]) => a ?? b ?? c ?? '')

const isPart = (part: string, whole: string): boolean => part === whole || part.startsWith(`${whole}.`)

export function shown(files: readonly { readonly file: string; readonly source: string }[]): readonly Shown[] {
  const named = files.flatMap(({ file, source }) => namesOf(source).map((name) => ({ file, numbers: clausesOf(name) })))
  return clauses().map((clause) => {
    const tests = new Map<string, number>()
    for (const { file, numbers } of named)
      if (numbers.some((number) => isPart(number, clause.number) || isPart(clause.number, number)))
        tests.set(file, (tests.get(file) ?? 0) + 1)
    return { ...clause, tests }
  })
}

export const sources = (): readonly { readonly file: string; readonly source: string }[] =>
  globSync(['engines/ngsi/src/**/*.test.ts', 'domains/context/src/**/*.test.ts', 'apps/server/src/**/*.test.ts', 'e2e/**/*.test.ts'], {
    cwd: root,
  })
    .toSorted()
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))

const SECTIONS: Readonly<Record<string, string>> = {
  4: 'Context information management framework',
  5: 'API operation definition',
  6: 'API HTTP binding',
  7: 'API MQTT notification binding',
}

/** The page: a table per section. */
export function pageOf(all: readonly Shown[]): string {
  const covered = all.filter(({ tests }) => tests.size > 0).length
  const tables = Object.entries(SECTIONS).map(([section, title]) => {
    const lines = all
      .filter(({ number }) => number.startsWith(`${section}.`))
      .map(({ number, title: name, tests }) => `| ${number} | ${name.replaceAll('|', '\\|')} | ${textOf(tests)} |`)
    return `## ${section} ${title}\n\n| clause | title | shown by |\n| --- | --- | --- |\n${lines.join('\n')}\n`
  })
  return `# NGSI-LD conformance

ETSI GS CIM 009 V1.9.1, clause by clause: which of our tests show it. Written by \`npm run conformance\` from the names of the tests;
${covered} of ${all.length} clauses have one. A link leads to the file, the number says how many of its tests name the clause.

${tables.join('\n')}`
}

const textOf = (tests: ReadonlyMap<string, number>): string =>
  tests.size === 0
    ? '**no test**'
    : [...tests]
        .map(
          ([file, count]) =>
            `[${file
              .split('/')
              .at(-1)
              ?.replace(/\.test\.ts$/, '')}](../${file}) ${count}`,
        )
        .join(', ')

if (import.meta.main) {
  const all = shown(sources())
  writeFileSync(page, pageOf(all))
  const missing = all.filter(({ tests }) => tests.size === 0)
  process.stdout.write(`${all.length - missing.length} of ${all.length} clauses are shown by a test.\n`)
  if (process.argv.includes('--missing')) process.stdout.write(`${missing.map(({ number, title }) => `${number} ${title}`).join('\n')}\n`)
}
