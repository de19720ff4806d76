import { readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { nearKey } from './near-key.ts'
import { isProxyRange, proxyRanges } from './proxies.ts'
import { configSchema, secretKeys, type Config, type ConfigKey } from './schema.ts'

/** Settings that cannot be used: one line for each, with the key, the place and what is expected. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nEvery setting is described in docs/configuration.md.`,
    )
    this.problems = problems
  }
}

interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Path of `machinaka.config.json`; absent files are no problem. */
  readonly file: string
}

type Property = {
  readonly type?: string
  readonly anyOf?: readonly Property[]
  readonly const?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly default?: string | number | boolean
  readonly description?: string
}

const properties = configSchema.properties as unknown as Readonly<Record<ConfigKey, Property>>
const keys = Object.keys(properties) as readonly ConfigKey[]

/** Variables with these beginnings are ours; one that is not in the schema is a typing error, as is one that nearly is a setting. */
const OURS = /^(MACHINAKA_|CITY_BY_|DATABASE_|OBJECTS_|SMTP_|MAIL_|LIMIT_|OUTBOUND_|BASEMAP)/

/**
 * Reads the settings: the environment before `machinaka.config.json` before defaults.
 *
 * @throws ConfigRefused naming every key that is unknown or has a value it cannot have
 */
export function readConfig({ env, file }: Sources): Config {
  const problems: string[] = []
  const fromFile = readFile(file, problems)
  const value: Record<string, unknown> = {}
  for (const [key, given] of Object.entries(fromFile)) {
    if (isKey(key)) value[key] = given
    else problems.push(`${file}: there is no setting ${key}${suggestion(key)}`)
  }
  for (const [name, given] of Object.entries(env)) {
    if (given === undefined || given === '') continue
    if (isKey(name)) value[name] = fromText(properties[name], given)
    else if (OURS.test(name) || nearKey(name, keys) !== undefined)
      problems.push(`environment: there is no setting ${name}${suggestion(name)}`)
  }
  for (const key of keys) {
    const property = properties[key]
    if (value[key] === undefined && property.default !== undefined) value[key] = property.default
    else if (value[key] !== undefined && !Value.Check(configSchema.properties[key], value[key]))
      problems.push(`${key}${secretKeys.includes(key) ? '' : ` is ${JSON.stringify(value[key])}, but`} must be ${expectation(property)}`)
  }
  value['CITY_BY_HOST'] ??= value['ENV'] === 'production'
  problems.push(...contradictions(value))
  if (problems.length > 0) throw new ConfigRefused(problems)
  return Object.freeze(Value.Parse(configSchema, value)) as Config
}

function readFile(file: string, problems: string[]): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>
    problems.push(`${file}: must hold one JSON object`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {}
}

const isKey = (name: string): name is ConfigKey => Object.hasOwn(properties, name)

/** Text of the environment as the type that the setting has; what does not read stays text, and the check names it. */
function fromText(property: Property, given: string): unknown {
  if (property.anyOf !== undefined)
    return property.anyOf.map((choice) => fromText(choice, given)).find((read) => typeof read !== 'string') ?? given
  if (property.type === 'boolean') return /^(true|on|yes|1)$/i.test(given) ? true : /^(false|off|no|0)$/i.test(given) ? false : given
  if (property.type === 'integer') return /^-?\d+$/.test(given) ? Number(given) : given
  return given
}

/** What a setting takes, in words. */
export function expectation(property: Property): string {
  if (property.const !== undefined) return property.const
  if (property.anyOf !== undefined) return property.anyOf.map(expectation).join(' | ')
  if (property.type === 'boolean') return 'on | off'
  if (property.type === 'integer') return `whole number ${property.minimum ?? ''}–${property.maximum ?? ''}`
  return property.pattern === undefined ? 'text' : `text like ${property.pattern}`
}

function contradictions(value: Readonly<Record<string, unknown>>): readonly string[] {
  const found: string[] = []
  if (value['ENV'] === 'production' && value['TEST_NOW'] !== undefined)
    found.push('TEST_NOW stops the clock and is for tests only: remove it, or set ENV=development')
  if (typeof value['TEST_NOW'] === 'string' && Number.isNaN(Date.parse(value['TEST_NOW'])))
    found.push('TEST_NOW is not an ISO 8601 instant, such as 2026-04-01T00:00:00Z')
  if (typeof value['TRUST_PROXY'] === 'string')
    for (const range of proxyRanges(value['TRUST_PROXY']))
      if (!isProxyRange(range))
        found.push(`TRUST_PROXY names ${JSON.stringify(range)}, which is no address and no range such as 10.0.0.0/8`)
  const together: readonly ConfigKey[] = [
    'OBJECTS_S3_ENDPOINT',
    'OBJECTS_S3_BUCKET',
    'OBJECTS_S3_ACCESS_KEY_ID',
    'OBJECTS_S3_SECRET_ACCESS_KEY',
  ]
  const absent = together.filter((key) => value[key] === undefined)
  if (absent.length > 0 && absent.length < together.length)
    found.push(`${absent.join(', ')}: missing, while other settings of the S3 storage are there`)
  return found
}

function suggestion(name: string): string {
  const near =
    keys.find((key) => key.replaceAll('_', '') === name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')) ??
    keys.find((key) => key.startsWith(name.toUpperCase()) || name.toUpperCase().endsWith(key)) ??
    nearKey(name.toUpperCase(), keys)
  return near === undefined ? '' : ` (is ${near} meant?)`
}

/** The table of `docs/configuration.md`, one line per setting. */
export function configTable(): string {
  const rows = keys.map((key) => {
    const property = properties[key]
    const standard =
      property.default === undefined
        ? '–'
        : typeof property.default === 'boolean'
          ? property.default
            ? 'on'
            : 'off'
          : String(property.default)
    return `| \`${key}\` | ${expectation(property).replaceAll('|', '\\|')} | ${standard} | ${property.description ?? ''} |`
  })
  return ['| setting | takes | default | what it does |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
