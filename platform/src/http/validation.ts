import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import type { Refusal } from '../contract.ts'
import { isRefusal, refusal } from '../refusals.ts'

type Part = 'path' | 'query' | 'body'

/** Most problems told at once. */
const maxProblems = 10

interface FieldProblem {
  readonly in: Part
  readonly field: string
  readonly expected: string
}

/** What was wanted instead, in plain words; TypeBox's own message where it says as much. */
function expected(error: TLocalizedValidationError): string {
  const { keyword } = error
  if (keyword === 'enum') return `one of ${error.params.allowedValues.map(String).join(', ')}`
  if (keyword === 'const') return JSON.stringify(error.params.allowedValue)
  if (keyword === 'type') return `a value of type ${[error.params.type].flat().join(' or ')}`
  if (keyword === 'pattern') return `text like ${String(error.params.pattern)}`
  if (keyword === 'format') return `text in the format ${error.params.format}`
  if (keyword === 'minimum' || keyword === 'maximum' || keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum')
    return `a number ${error.params.comparison} ${String(error.params.limit)}`
  if (keyword === 'minLength') return `at least ${error.params.limit} characters`
  if (keyword === 'maxLength') return `at most ${error.params.limit} characters`
  if (keyword === 'minItems') return `at least ${error.params.limit} items`
  if (keyword === 'maxItems') return `at most ${error.params.limit} items`
  return error.message
}

/** `/places/0/name` → `places.0.name` (JSON Pointer, RFC 6901 §3). */
const fieldOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

function fieldProblems(part: Part, error: TLocalizedValidationError): readonly FieldProblem[] {
  const path = fieldOf(error.instancePath)
  if (error.keyword === 'required')
    return error.params.requiredProperties.map((name) => ({ in: part, field: below(path, name), expected: 'a value: it is missing' }))
  if (error.keyword === 'additionalProperties')
    return error.params.additionalProperties.map((name) => ({
      in: part,
      field: below(path, name),
      expected: 'no such field: it is not known here',
    }))
  return [{ in: part, field: path, expected: expected(error) }]
}

/** The branches of a union each complain; one line that joins what each of them would take says more. */
function joinBranches(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const fields = new Map<string, { first: FieldProblem; wanted: Set<string> }>()
  for (const problem of problems) {
    const seen = fields.get(problem.field)
    if (seen === undefined) fields.set(problem.field, { first: problem, wanted: new Set([problem.expected]) })
    else seen.wanted.add(problem.expected)
  }
  return [...fields.values()].map(({ first, wanted }) => ({ ...first, expected: [...wanted].join(' or ') }))
}

/** Reads one part of a request: the value as the schema types it, or a refusal that names each field and what it wants. */
export type Read = (value: unknown) => { readonly value: unknown } | Refusal

/**
 * Compiles the check for one part of a request. Path and query are text, so numbers, booleans and single list items in
 * them are converted; a JSON body has to have its types already.
 */
export function reader(part: Part, schema: TSchema): Read {
  const check = Compile(schema)
  return (given) => {
    const value: unknown = check.Default(part === 'body' ? given : check.Convert(given))
    if (check.Check(value)) return { value }
    const raw = check.Errors(value).filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'boolean')
    const problems = joinBranches(raw.flatMap((error) => fieldProblems(part, error)))
    const [first] = problems
    const where = first === undefined || first.field === '' ? `The ${part}` : `"${first.field}" in the ${part}`
    const more = problems.length > 1 ? ` ${problems.length - 1} more in "problems".` : ''
    return refusal('platform.invalid', `${where} needs ${first?.expected ?? 'another shape'}.${more}`, {
      problems: problems.slice(0, maxProblems),
    })
  }
}

/** Why an answer is not what its descriptor promises, or undefined; asked in tests only. */
export function answerChecker(schema: TSchema): (value: unknown) => string | undefined {
  const read = reader('body', schema)
  return (value) => {
    const result = read(JSON.parse(JSON.stringify(value)))
    return isRefusal(result) ? JSON.stringify(result.extra) : undefined
  }
}
