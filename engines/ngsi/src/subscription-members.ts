/** Reads single members of subscriptions; what is wrong is BadRequestData (ETSI GS CIM 009 V1.9.1 §5.8.1.4). */
import { isName } from './names.ts'
import { isProblem, ProblemSignal, type Problem } from './problem.ts'

export const subscriptionLimits = {
  idLength: 512,
  selectors: 50,
  ids: 1_000,
  attributes: 100,
  datasetIds: 100,
  text: 4_096,
  seconds: 31_536_000,
} as const

export const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** What another parser of this engine said, as a flaw of the data (§5.8.1.4). */
export function sound<T>(value: T, where: string): Exclude<T, Problem> {
  if (isProblem(value)) throw bad(`${where}: ${value.detail}`)
  return value as Exclude<T, Problem>
}

export function names(value: unknown, what: string): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length === 0 || value.length > subscriptionLimits.attributes)
    throw bad(`"${what}" must hold between 1 and ${subscriptionLimits.attributes} names (§5.2.12).`)
  return value.map((one: unknown) => {
    if (typeof one !== 'string' || !isName(one)) throw bad(`"${what}" holds ${JSON.stringify(one)}, which is no attribute name (§4.6.2).`)
    return one
  })
}

export function text(value: unknown, what: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.length > subscriptionLimits.text)
    throw bad(`"${what}" must be a string of at most ${subscriptionLimits.text} characters (§5.2.12).`)
  return value
}

export function flag(value: unknown, what: string): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') throw bad(`"${what}" must be true or false (§5.2.12).`)
  return value
}

export function positive(value: unknown, what: string, most: number = subscriptionLimits.seconds): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !(value > 0) || value > most) throw bad(`"${what}" must be a number greater than 0, at most ${most}.`)
  return value
}
