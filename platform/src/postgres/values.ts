import pg from 'pg'

/** How a column's text becomes a value. One table for both engines, because both speak through the same `pg` client. */
type Parse = (text: string) => unknown

const BUILT_IN = pg.types.builtins

/** `2026-04-01 09:00:00.25+00` → `2026-04-01T09:00:00.250Z`; `infinity` stays. Milliseconds are what the wire carries. */
function instant(text: string): string {
  if (text.endsWith('infinity')) return text
  const date = new Date(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))
  if (Number.isNaN(date.getTime())) throw new RangeError(`timestamptz outside of years 0001 to 9999: ${text}`)
  return date.toISOString()
}

/** A bigint as a number. Beyond 2^53 it would silently become another number, so that is an error. */
function integer(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number; select it as ::text`)
  return value
}

/** `\x00ff` → bytes, as a plain Uint8Array. */
const bytes: Parse = (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))

/** text[]: its reader splits every array literal. */
const TEXT_ARRAY = 1009

const asIs: Parse = (text) => text

const arraysOf = (parse: Parse): Parse => {
  // pg-types reads array literals; its strings are parsed one by one, as `null` stays `null`.
  const readStrings = pg.types.getTypeParser(TEXT_ARRAY as number)
  const each = (value: unknown): unknown => (Array.isArray(value) ? value.map(each) : typeof value === 'string' ? parse(value) : value)
  return (text) => each(readStrings(text))
}

const scalars: readonly (readonly [oid: number, arrayOid: number, parse: Parse])[] = [
  [BUILT_IN.BOOL, 1000, (text) => text === 't'],
  [BUILT_IN.INT2, 1005, Number],
  [BUILT_IN.INT4, 1007, Number],
  [BUILT_IN.INT8, 1016, integer],
  [BUILT_IN.OID, 1028, Number],
  [BUILT_IN.FLOAT4, 1021, Number],
  [BUILT_IN.FLOAT8, 1022, Number],
  [BUILT_IN.NUMERIC, 1231, asIs],
  [BUILT_IN.BYTEA, 1001, bytes],
  [BUILT_IN.JSON, 199, (text): unknown => JSON.parse(text)],
  [BUILT_IN.JSONB, 3807, (text): unknown => JSON.parse(text)],
  [BUILT_IN.TIMESTAMPTZ, 1185, instant],
  [BUILT_IN.TIMESTAMP, 1115, asIs],
  [BUILT_IN.DATE, 1182, asIs],
  [BUILT_IN.TIME, 1183, asIs],
  [BUILT_IN.INTERVAL, 1187, asIs],
  [BUILT_IN.UUID, 2951, asIs],
  [BUILT_IN.TEXT, 1009, asIs],
  [BUILT_IN.VARCHAR, 1015, asIs],
]

const parsers = new Map<number, Parse>(
  scalars.flatMap(([oid, arrayOid, parse]) => [[oid, parse] as const, [arrayOid, arraysOf(parse)] as const]),
)

/**
 * Values of rows: bool → boolean, int2/4/8 and float → number (an int8 beyond 2^53 throws), numeric → string,
 * timestamptz → ISO 8601 UTC string with milliseconds, date/time/timestamp/interval → text, json(b) → parsed,
 * bytea → Uint8Array, arrays of these → arrays, everything else (geometry, ranges, enums) → text.
 */
export const valueTypes = {
  getTypeParser: (oid: number): Parse => parsers.get(oid) ?? asIs,
}
