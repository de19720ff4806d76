import { readArguments } from './arguments.ts'
import { Progress } from './progress.ts'

const progress = new Progress()
const read = readArguments(process.argv.slice(2))
if (typeof read === 'string') {
  process.stderr.write(`${read}\n`)
  process.exitCode = 2
} else progress.say(read.words.join(' '))
