/** What writes came to, as HTTP: 201 and 204 where all went well, else 207 with the parts (ETSI GS CIM 009 V1.9.1 §5.2.16–§5.2.19). */
import { expandedName } from '@machinaka/ngsi'
import { isRefusal, type RawRequest, type Refusal, type Reply } from '@machinaka/platform'
import { answerBare, answerMixed, problemOf } from './ngsi-answers.ts'
import type { BatchResult, EntityFailure, Outcome, UpdateResult } from './operations.ts'

/** BatchOperationResult, with full names of everything (§6.3.6). */
export const batchResult = ({ created, updated, deleted }: BatchResult, failed: readonly EntityFailure[]): object => ({
  success: [...new Set([...created, ...updated, ...deleted])],
  errors: failed.map(({ id, refusal, registration }) => ({
    ...(id === '' ? {} : { entityId: id }),
    ...(registration === undefined ? {} : { registrationId: registration }),
    error: problemOf(refusal),
  })),
})

/** 204, or 207 where a part failed: what an operation on one entity answers. */
export function answerEntityWrite(raw: RawRequest, outcome: Outcome<BatchResult>): Reply | Refusal {
  if (isRefusal(outcome)) return outcome
  const { failed } = outcome.value
  return failed.length === 0 ? answerBare(raw, 204) : answerMixed(raw, batchResult(outcome.value, failed))
}

/** 204, or 207 with an UpdateResult. */
export function answerUpdate(raw: RawRequest, outcome: Outcome<UpdateResult>): Reply | Refusal {
  if (isRefusal(outcome)) return outcome
  const { updated, notUpdated } = outcome.value
  if (notUpdated.length === 0) return answerBare(raw, 204)
  return answerMixed(raw, {
    updated: updated.map(expandedName),
    notUpdated: notUpdated.map(({ name, reason, registration }) => ({
      attributeName: expandedName(name),
      reason,
      ...(registration === undefined ? {} : { registrationId: registration }),
    })),
  })
}
