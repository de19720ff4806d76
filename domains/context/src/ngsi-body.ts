/** Who writes through the NGSI-LD doors, and how their refusals are shown. */
import { isProblem, type Problem } from '@machinaka/ngsi'
import type { Caller, Refusal } from '@machinaka/platform'
import type { Actor } from './broker.ts'
import { etsi, presentNgsiError } from './ngsi-answers.ts'

/** Refusals go out as the standard's problems. */
export const asNgsi = { presentError: presentNgsiError } as const

/** Who writes: a signed-in person outranks imports, a key is a machine. */
export const actorOf = (caller: Caller): Actor => ({ kind: caller.kind === 'key' ? 'machine' : 'person', id: caller.id ?? 'anonymous' })

/** What a parser of engines/ngsi answered, its problem as a refusal of these doors. */
export const parsed = <T>(value: T): Exclude<T, Problem> | Refusal =>
  isProblem(value) ? etsi(value.problem, value.detail) : (value as Exclude<T, Problem>)
