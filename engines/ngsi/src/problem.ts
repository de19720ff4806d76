/** The problems of NGSI-LD (ETSI GS CIM 009 V1.9.1 §5.5.2): a refusal is a value; the HTTP binding maps it (§6.3.2). */

export type ProblemType =
  | 'BadRequestData'
  | 'InvalidRequest'
  | 'AlreadyExists'
  | 'Conflict'
  | 'ResourceNotFound'
  | 'NonexistentTenant'
  | 'OperationNotSupported'
  | 'TooComplexQuery'
  | 'TooManyResults'
  | 'LdContextNotAvailable'
  | 'NoMultiTenantSupport'
  | 'InternalError'

export interface Problem {
  readonly problem: ProblemType
  /** What is wrong, where, and what to do: English sentences for the client's developer. */
  readonly detail: string
}

export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'problem' in value && 'detail' in value && !('attributes' in value)

/** Carries a problem out of a recursive parser; never leaves this engine (see `settle`). */
export class ProblemSignal extends Error {
  readonly problem: Problem
  constructor(problem: ProblemType, detail: string) {
    super(detail)
    this.name = 'ProblemSignal'
    this.problem = { problem, detail }
  }
}

/** Runs a parser that may signal a problem, and answers the problem as a value. Anything else it throws is a bug, and stays one. */
export function settle<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProblemSignal) return error.problem
    throw error
  }
}
