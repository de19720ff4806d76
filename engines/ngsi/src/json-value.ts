/** JSON values as the store can keep them: finite numbers, well-formed text without U+0000, not too deep (§4.6.3, §4.6.4). */
import { isMap } from './json-map.ts'
import { NGSI_NULL } from './kinds.ts'
import type { Json } from './model.ts'
import { ProblemSignal } from './problem.ts'

/** How deep attributes of attributes, and JSON inside values, may nest. */
export const MAX_DEPTH = 32

export const badData = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** What an NGSI-LD Null inside JSON means: it deletes (in merges), it is refused (in values), it is text (in JsonProperty). */
export type InnerNull = 'deletes' | 'refused' | 'text'

/** Reads a value; `name` is for the reader of the problem. */
export function readJson(value: unknown, name: string, nulls: InnerNull): Json {
  return read(value, { name, nulls, depth: 0 })
}

interface At {
  readonly name: string
  readonly nulls: InnerNull
  readonly depth: number
}

function read(value: unknown, at: At): Json {
  if (typeof value === 'string') {
    checkText(value, at.name)
    if (at.depth > 0 && at.nulls === 'refused' && value === NGSI_NULL)
      throw badData(`Attribute "${at.name}" holds the NGSI-LD Null inside its value, which belongs to merges only (§5.5.4).`)
    return value
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value === null || typeof value === 'boolean') return value
  if (at.depth > MAX_DEPTH) throw badData(`Attribute "${at.name}" holds JSON deeper than ${MAX_DEPTH}.`)
  const below = { ...at, depth: at.depth + 1 }
  if (Array.isArray(value)) return value.map((one: unknown) => read(one, below))
  if (!isMap(value)) throw badData(`Attribute "${at.name}" holds what is not JSON.`)
  const members: [string, Json][] = []
  for (const [key, one] of Object.entries(value)) {
    checkText(key, at.name)
    if (one !== undefined) members.push([key, read(one, below)])
  }
  return Object.fromEntries(members)
}

function checkText(text: string, name: string): void {
  if (text.includes('\u0000') || !text.isWellFormed())
    throw badData(`Attribute "${name}" holds text with U+0000 or half a character, which cannot be kept unchanged (§4.6.4).`)
}

/** `{"@none": null-URN}` and `[null-URN]` are the nulls of maps and lists (§4.5.0). */
export function isNull(value: unknown): boolean {
  if (value === null || value === NGSI_NULL) return true
  if (Array.isArray(value)) return value.length === 1 && isNullItem(value[0])
  return isMap(value) && value['@none'] === NGSI_NULL && Object.keys(value).length === 1
}
const isNullItem = (item: unknown): boolean => item === NGSI_NULL || (isMap(item) && item['object'] === NGSI_NULL)
