/** What comes into the NGSI-LD doors: who writes, and entities and fragments from bodies. */
import { isProblem, parseEntity, parseFragment, type Entity, type Fragment } from '@machinaka/ngsi'
import { isRefusal, type Caller, type RawRequest, type Refusal } from '@machinaka/platform'
import type { Actor } from './broker.ts'
import { etsi, presentNgsiError, withoutContext } from './ngsi-answers.ts'

/** Refusals go out as the standard's problems. */
export const asNgsi = { presentError: presentNgsiError } as const

/** Who writes: a signed-in person outranks imports, a key is a machine. */
export const actorOf = (caller: Caller): Actor => ({ kind: caller.kind === 'key' ? 'machine' : 'person', id: caller.id ?? 'anonymous' })

/** An entity from a body, its @context checked. */
export function readEntity(raw: RawRequest, body: unknown): Entity | Refusal {
  const json = withoutContext(raw, body)
  if (isRefusal(json)) return json
  const entity = parseEntity(json)
  return isProblem(entity) ? etsi(entity.problem, entity.detail) : entity
}

/** A fragment from a body, its @context checked. */
export function readFragment(raw: RawRequest, body: unknown): Fragment | Refusal {
  const json = withoutContext(raw, body)
  if (isRefusal(json)) return json
  const fragment = parseFragment(json)
  return isProblem(fragment) ? etsi(fragment.problem, fragment.detail) : fragment
}
