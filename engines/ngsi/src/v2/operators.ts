/** Update operators of attribute values: `{"$inc": 3}` (Orion API, NGSIv2: update operators for attribute values). */
import { canonicalJson, sameJson } from '../canonical.ts'
import { isMap } from '../json-map.ts'
import { badData } from '../json-value.ts'
import type { Attribute, Json } from '../model.ts'
import { v2FromAttribute } from './attribute.ts'

type Operator = (before: Json | undefined, operand: Json, name: string) => Json

const number = (value: Json, name: string): number => {
  if (typeof value !== 'number') throw badData(`The operator of the attribute ${name} needs a number.`)
  return value
}
const list = (value: Json | undefined, name: string): readonly Json[] => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badData(`The operator of the attribute ${name} needs a list as the present value.`)
  return value as readonly Json[]
}
const map = (value: Json | undefined, name: string): Readonly<Record<string, Json>> => {
  if (value === undefined || value === null) return {}
  if (!isMap(value)) throw badData(`The operator of the attribute ${name} needs an object as the present value.`)
  return value as Readonly<Record<string, Json>>
}
const present = (value: Json | undefined, name: string): number => (value === undefined || value === null ? 0 : number(value, name))
/** JSON's kinds in MongoDB's order: what $min and $max compare between kinds. */
const RANK = ['null', 'number', 'string', 'object', 'array', 'boolean']
const rank = (value: Json): number => RANK.indexOf(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
function less(a: Json, b: Json): boolean {
  if (rank(a) !== rank(b)) return rank(a) < rank(b)
  return typeof a === 'number' && typeof b === 'number' ? a < b : canonicalJson(a) < canonicalJson(b)
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  $inc: (before, by, name) => present(before, name) + number(by, name),
  $mul: (before, by, name) => present(before, name) * number(by, name),
  $min: (before, other) => (before === undefined || before === null || less(other, before) ? other : before),
  $max: (before, other) => (before === undefined || before === null || less(before, other) ? other : before),
  $push: (before, item, name) => [...list(before, name), item],
  $addToSet: (before, item, name) => {
    const items = list(before, name)
    return items.some((one) => sameJson(one, item)) ? items : [...items, item]
  },
  $pull: (before, item, name) => list(before, name).filter((one) => !sameJson(one, item)),
  $pullAll: (before, items, name) => {
    const gone = list(items, name)
    return list(before, name).filter((one) => !gone.some((other) => sameJson(one, other)))
  },
  $set: (before, members, name) => ({ ...map(before, name), ...map(members, name) }),
  $unset: (before, members, name) => {
    const gone = map(members, name)
    return Object.fromEntries(Object.entries(map(before, name)).filter(([key]) => !Object.hasOwn(gone, key)))
  },
}

/** Whether a value is an operator and no value: an object whose first member is one of them. */
export function isOperator(value: Json): value is Readonly<Record<string, Json>> {
  const [key] = isMap(value) ? Object.keys(value) : []
  return key !== undefined && Object.hasOwn(OPERATORS, key)
}

/** The value that an operator makes; `$set` and `$unset` may stand together. */
export function appliedOperator(held: Attribute | undefined, operators: Readonly<Record<string, Json>>, name: string): Json {
  const names = Object.keys(operators)
  if (
    names.some((one) => !Object.hasOwn(OPERATORS, one)) ||
    (names.length > 1 && !names.every((one) => one === '$set' || one === '$unset'))
  )
    throw badData(`The attribute ${name} mixes update operators; only $set and $unset go together.`)
  let value = held === undefined ? undefined : v2FromAttribute(held).value
  for (const [operator, operand] of Object.entries(operators)) value = OPERATORS[operator]?.(value, operand, name) ?? value
  return value ?? null
}
