/** Values of NGSIv2: the type that one has when none is said, what is forbidden in it, and dates (Orion API, NGSIv2). */
import type { Json } from '../model.ts'
import { instant } from '../names.ts'
import { isMap } from '../json-map.ts'
import { badData } from '../json-value.ts'

/** Forbidden in every text of a request, but for queries and custom notifications. */
export const FORBIDDEN = /[<>"'=;()]/
/** Attributes of this type, and metadata of this name that is true, may hold any text. */
export const UNRESTRICTED = 'TextUnrestricted'

/** The type of a value that comes without one. */
export function defaultType(value: Json): string {
  if (value === null) return 'None'
  const type = typeof value
  return type === 'number' ? 'Number' : type === 'boolean' ? 'Boolean' : type === 'string' ? 'Text' : 'StructuredValue'
}

/** Refuses forbidden characters, at any depth. */
export function checkCharacters(value: Json, name: string): void {
  if (typeof value === 'string') {
    if (FORBIDDEN.test(value)) throw badData(`Invalid characters in the value of ${name}: < > " ' = ; ( ) are not allowed.`)
  } else if (Array.isArray(value)) for (const one of value) checkCharacters(one, name)
  else if (isMap(value))
    for (const [key, one] of Object.entries(value)) {
      checkCharacters(key, name)
      checkCharacters(one as Json, name)
    }
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?)(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/** A DateTime in UTC: as it came where it is in UTC already, else as Orion prints it, with milliseconds; undefined when it is none. */
export function v2Instant(text: string): string | undefined {
  const exact = instant(text)
  if (exact !== undefined) return text === exact ? text : exact
  const found = DATE_TIME.exec(text)
  if (found === null) return undefined
  const [, date = '', time = '00', zone = 'Z'] = found
  const [clock = '', fraction] = time.replaceAll(':', '').split(/[.,]/)
  const [hours, minutes, seconds] = [clock.slice(0, 2), clock.slice(2, 4) || '00', clock.slice(4, 6) || '00']
  const iso = `${date}T${hours}:${minutes}:${seconds}`
  // The parts must be in range before the zone moves them.
  if (instant(`${iso}Z`) === undefined) return undefined
  const away = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  const at = Date.parse(`${iso}${fraction === undefined ? '' : `.${fraction.slice(0, 3).padEnd(3, '0')}`}${away}`)
  return Number.isNaN(at) ? undefined : instant(new Date(at).toISOString())
}
