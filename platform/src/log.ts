import { pino, type DestinationStream } from 'pino'

/** A line: what happened, in a few words, and facts about it that are not personal. */
export interface Log {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
  info(facts: object, message: string): void
  debug(facts: object, message: string): void
  /** The same log, with these facts in every line. */
  child(facts: object): Log
}

/** Keys that may carry a secret or a person; whatever is under them is not written, at any of the usual depths. */
const UNWRITTEN = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'key_secret',
  'email',
  'mail',
  'to',
  'from',
  'name',
  'displayName',
  'phone',
  'address',
  'ip',
  'remoteAddress',
  'userAgent',
  'body',
  'payload',
  'position',
] as const

const paths = UNWRITTEN.flatMap((key) =>
  key.includes('-') ? [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`] : [key, `*.${key}`, `*.*.${key}`],
)

/**
 * The log, one JSON object per line on standard output. It never carries personal data: an error is written by its
 * name, message and stack, and fields that may hold a secret or a person are replaced.
 */
export function createLog(options: { readonly level: string; readonly to?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: errorFacts, err: errorFacts, url: withoutQuery },
    redact: { paths, censor: '[not logged]' },
  }
  return options.to === undefined ? pino(settings) : pino(settings, options.to)
}

/** A database error carries the values of a row in `detail` and `where`: they stay out. */
function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const sqlState = 'code' in error && typeof error.code === 'string' ? { sqlState: error.code } : {}
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...sqlState,
    ...(error.cause === undefined ? {} : { cause: errorFacts(error.cause) }),
  }
}

/** An address without its query and credentials, which may say who somebody is and what they look for. */
export function withoutQuery(url: unknown): unknown {
  if (typeof url !== 'string') return url
  return url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//')
}
