import { parseArgs } from 'node:util'

/** What was typed after `machinaka`: words, and the options that any command may take. */
export interface Arguments {
  readonly words: readonly string[]
  readonly city: string | undefined
  readonly fresh: boolean
  readonly help: boolean
  readonly json: boolean
  readonly removeMissing: boolean
  readonly mapping: string | undefined
  readonly source: string | undefined
  readonly title: string | undefined
  readonly name: string | undefined
}

const options = {
  city: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  'remove-missing': { type: 'boolean', default: false },
  mapping: { type: 'string' },
  source: { type: 'string' },
  title: { type: 'string' },
  name: { type: 'string' },
} as const

/** Reads the command line; an unknown option gives its message as a string. */
export function readArguments(argv: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    return {
      words: positionals,
      city: values.city,
      fresh: values.fresh,
      help: values.help,
      json: values.json,
      removeMissing: values['remove-missing'],
      mapping: values.mapping,
      source: values.source,
      title: values.title,
      name: values.name,
    }
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error)
  }
}
