/**
 * `npm test`: everything that must be true before a change lands, in the order in which it fails fastest.
 *
 *   npm test                   all groups
 *   npm test -- unit store     only these groups (types lint tidy unit store api e2e)
 *   npm run test:postgres      the groups store and api on a throw-away PostgreSQL (Debian's packages)
 *
 * A group that finds no test fails: a suite that sees nothing proves nothing.
 */
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { ensureChromium } from './chromium.ts'
import { start, stop } from './postgres.ts'

interface Counts {
  tests: number
  pass: number
  fail: number
  skipped: number
}
interface Group {
  readonly name: string
  /** Either one command, or the test files of the group. */
  readonly command?: readonly string[]
  readonly files?: readonly string[]
  /** One process for all files, or one for each. */
  readonly together?: boolean
  readonly env?: Readonly<Record<string, string>>
}
interface Outcome {
  readonly name: string
  readonly counts: Counts
  readonly ok: boolean
  readonly took_s: number
}

const rooms = '{engines,domains,apps}/*/src/**'
const single = '{platform,demo,ui}/src/**'
const files = (ending: string, without: RegExp = /^$/): string[] =>
  globSync([`${rooms}/*${ending}`, `${single}/*${ending}`])
    .filter((file) => !without.test(file))
    .toSorted()

const groups: readonly Group[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'tidy', files: globSync('tools/**/*.test.ts').toSorted(), together: true },
  { name: 'unit', files: files('.test.ts', /\.(store|api)\.test\.ts$/), together: true },
  { name: 'store', files: files('.store.test.ts'), together: true },
  { name: 'api', files: files('.api.test.ts'), together: true },
  { name: 'e2e', files: globSync('e2e/**/*.test.ts').toSorted(), env: { TZ: 'Asia/Tokyo' } },
]

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Runs one command, passing its output on when it fails (and always for tests), and gives the output back. */
async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  quiet: boolean,
): Promise<{ readonly code: number; readonly output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>()
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const take = (chunk: Buffer): void => {
    output += chunk.toString()
    if (!quiet) process.stdout.write(chunk)
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  child.on('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }))
  child.on('close', (code) => resolve({ code: code ?? 1, output }))
  return await promise
}

const sum = (output: string, word: string): number =>
  [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].reduce((total, match) => total + Number(match[1]), 0)

function countsOf(output: string): Counts {
  return {
    tests: sum(output, 'tests'),
    pass: sum(output, 'pass'),
    fail: sum(output, 'fail') + sum(output, 'cancelled'),
    skipped: sum(output, 'skipped') + sum(output, 'todo'),
  }
}

async function runCommand(group: Group, command: readonly string[]): Promise<Counts> {
  const { code, output } = await run(command[0] ?? '', command.slice(1), process.env, true)
  if (code !== 0) say(output)
  return { tests: 1, pass: code === 0 ? 1 : 0, fail: code === 0 ? 0 : 1, skipped: 0 }
}

async function runTests(group: Group): Promise<Counts> {
  const list = group.files ?? []
  const flags = ['--disable-warning=ExperimentalWarning', '--test-reporter=spec', '--test-timeout=300000', '--test-force-exit']
  const args = group.together === true ? [...flags, 'tools/together.ts', ...list] : [...flags, '--test', '--test-concurrency=1', ...list]
  const { code, output } = await run(process.execPath, args, { ...process.env, ...group.env }, false)
  const counts = countsOf(output)
  if (list.length === 0 || counts.tests === 0) {
    say(`✖ the group ${group.name} found no test`)
    return { ...counts, fail: counts.fail + 1 }
  }
  return code !== 0 && counts.fail === 0 ? { ...counts, fail: 1 } : counts
}

async function runGroup(group: Group): Promise<Outcome> {
  say(`\n── ${group.name} ${'─'.repeat(Math.max(2, 70 - group.name.length))}`)
  const begun = Date.now()
  const counts = group.command === undefined ? await runTests(group) : await runCommand(group, group.command)
  const took_s = (Date.now() - begun) / 1000
  const ok = counts.fail === 0
  say(`${ok ? '✔' : '✖'} ${group.name}: ${counts.pass} passed, ${counts.fail} failed, ${counts.skipped} skipped in ${took_s.toFixed(1)} s`)
  return { name: group.name, counts, ok, took_s }
}

const onPostgres = process.argv.includes('--postgres')
const wanted = onPostgres ? ['store', 'api'] : process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = wanted.filter((name) => !groups.some((group) => group.name === name))
if (unknown.length > 0) {
  process.stderr.write(`There is no group ${unknown.join(', ')}. Groups: ${groups.map((group) => group.name).join(' ')}\n`)
  process.exit(2)
}
const chosen = groups.filter((group) => wanted.length === 0 || wanted.includes(group.name))

if (chosen.some((group) => group.name === 'e2e') && ensureChromium(say) === undefined) {
  process.stderr.write(
    'The browser tests need Chromium or Chrome, and none was found.\nInstall it (Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk; macOS: brew install --cask chromium),\nor name its path in CHROMIUM_PATH, then run npm test again. The other groups: npm test -- types lint tidy unit store api\n',
  )
  process.exit(1)
}

const server = onPostgres ? await start() : undefined
if (server !== undefined) process.env['TEST_DATABASE_URL'] = server.url
const outcomes: Outcome[] = []
try {
  for (const group of chosen) outcomes.push(await runGroup(group))
} finally {
  if (server !== undefined) stop(server.folder)
}

const total = outcomes.reduce(
  (all, { counts }) => ({
    tests: all.tests + counts.tests,
    pass: all.pass + counts.pass,
    fail: all.fail + counts.fail,
    skipped: all.skipped + counts.skipped,
  }),
  { tests: 0, pass: 0, fail: 0, skipped: 0 },
)
say(`\n── summary ${'─'.repeat(63)}`)
for (const { name, counts, ok, took_s } of outcomes)
  say(
    `${ok ? '✔' : '✖'} ${name.padEnd(6)} ${String(counts.pass).padStart(5)} passed ${String(counts.fail).padStart(4)} failed ${String(counts.skipped).padStart(4)} skipped ${took_s.toFixed(1).padStart(7)} s`,
  )
say(`ℹ tests ${total.tests}\nℹ pass ${total.pass}\nℹ fail ${total.fail}\nℹ skipped ${total.skipped}`)
say(`${total.pass} passed, ${total.fail} failed, ${total.skipped} skipped`)
process.exit(total.fail === 0 ? 0 : 1)
