/**
 * npm run bench -- NAME [--json] [--only id,id]
 *
 * A table for people on standard output; with `--json` one object `{bench, machine, rows}` there, and the progress on standard error.
 */
import { finish, machine, type Bench, type Finished, type Measured } from './harness.ts'

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  context: async () => (await import('./context.ts')).contextBench(only),
  guide: async () => (await import('./guide.ts')).guideBench(only),
}

const words = process.argv.slice(2)
const json = words.includes('--json')
const only = words
  .find((word) => word.startsWith('--only='))
  ?.slice(7)
  .split(',')
const name = words.find((word) => !word.startsWith('-'))
const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

function table(rows: readonly Finished[]): string {
  const cells = rows.map((row) => [
    row.met ? '✔' : '✖',
    row.id,
    row.value === null ? '–' : String(row.value),
    row.unit,
    row.goal,
    row.spread,
    row.reference === null ? '' : `${row.reference.name}: ${row.reference.value}`,
    row.ratio === null ? '' : `×${row.ratio}`,
    row.note,
  ])
  const head = ['', 'id', 'value', 'unit', 'goal', 'spread', 'reference', 'ratio', 'note']
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((cell) => cell[i]?.length ?? 0)))
  return [head, ...cells]
    .map((cell) =>
      cell
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const open = name === undefined ? undefined : benches[name]
if (open === undefined) {
  say(`Which benchmark? npm run bench -- NAME [--json] [--only=id,id]\nThere are: ${Object.keys(benches).join(' ')}`)
  process.exit(2)
}
const bench = await open()
const measured = new Map<string, Measured | Error>()
for await (const [id, value] of bench.measure(say)) measured.set(id, value)
const rows = bench.rows.filter((row) => only === undefined || only.includes(row.id)).map((row) => finish(row, measured.get(row.id)))
if (json)
  process.stdout.write(
    `${JSON.stringify({ bench: bench.name, machine: machine(), rows: rows.map(({ id, value, unit, goal, reference, ratio }) => ({ id, value, unit, goal, reference, ratio })) })}\n`,
  )
else
  process.stdout.write(
    `${Object.entries(machine())
      .map(([key, value]) => `${key} ${value}`)
      .join(' · ')}\n\n${table(rows)}\n`,
  )
process.exit(rows.every((row) => row.value !== null) ? 0 : 1)
