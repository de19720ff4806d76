/** What a failure at a source is refused with (ETSI GS CIM 009 V1.9.1 §6.3.17). */
import type { ReadyRegistration } from '@machinaka/ngsi'
import { refusal, type Refusal } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import type { SourceFailure } from './source-client.ts'

const nameOf = ({ registration }: ReadyRegistration): string => registration.registrationName ?? registration.id

/** As one failure among several: with the status that the source gave (§5.2.17). */
export function partialRefusal(failure: SourceFailure, source: ReadyRegistration): Refusal {
  const { code, status } = kindOf(failure)
  const type = failure.problem?.['type']
  return refusal(code, `${nameOf(source)}: ${failure.detail}`, {
    sourceStatus: failure.status ?? status,
    ...(typeof type === 'string' ? { sourceProblem: type } : {}),
  })
}

/** As the failure of the whole: 508 for a loop, 504 when the source was late, 404 when it has nothing, else 502. */
export function wholeRefusal(failure: SourceFailure, source: ReadyRegistration): Refusal {
  if (failure.status === 404) return etsi('ResourceNotFound', `${nameOf(source)}: ${failure.detail}`)
  const { code, status } = kindOf(failure)
  return refusal(code, `${nameOf(source)}: ${failure.detail}`, { sourceStatus: status })
}

/** A proxied source that does not offer the operation (§5.6). */
export const notOffered = (source: ReadyRegistration, operation: string): Refusal =>
  etsi('Conflict', `${nameOf(source)} holds this data, and does not offer ${operation} (§4.3.6.3).`)

/** Asking the source would lead back to this broker (§4.3.6.4). */
export const loop: SourceFailure = { failed: 'loop', detail: 'asking it would come back here.' }

function kindOf({ failed }: SourceFailure): { readonly code: string; readonly status: number } {
  if (failed === 'loop') return { code: 'context.source-loop', status: 508 }
  return failed === 'late' ? { code: 'context.source-late', status: 504 } : { code: 'context.source-failed', status: 502 }
}
