import { parseArgs } from 'node:util'
import { writeDemo } from './write-demo.ts'

const usage = `Usage: node demo/src/main.ts --out DIR [--scale N] [--seed N] [--today YYYY-MM-DD]

Writes みなと町 (a fictional harbour town) as standard files.
`

const todayInJapan = (): string => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)

/** A whole number option, or the refusal to go on. */
function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}`)
  return Number(text)
}

try {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      scale: { type: 'string' },
      seed: { type: 'string' },
      today: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true || values.out === undefined) {
    process.stdout.write(usage)
    process.exitCode = values.help === true ? 0 : 2
  } else {
    const files = await writeDemo(values.out, {
      scale: whole('scale', values.scale, 1),
      seed: whole('seed', values.seed, 1),
      today: values.today ?? todayInJapan(),
    })
    for (const f of files) process.stdout.write(`${f.file}  ${f.bytes.toLocaleString('en')} bytes\n`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
