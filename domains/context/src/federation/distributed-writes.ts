/**
 * Writes to one entity, shared out among this broker and its context sources
 * (ETSI GS CIM 009 V1.9.1 §4.3.6.2, §4.3.6.3, §5.6.1–§5.6.6, §5.6.17–§5.6.19, §6.3.17).
 */
import { offers, type SourceOperation } from '@machinaka/ngsi'
import { isRefusal, refusal, type Refusal } from '@machinaka/platform'
import type { BatchResult, Call, Outcome, UpdateResult } from '../operations.ts'
import type { Registry } from './registry.ts'
import { sharesOf, wholeShares, type Share, type Shares } from './shares.ts'
import {
  aliasOf,
  isLoop,
  sourceLimits,
  type AskSource,
  type SourceAnswer,
  type SourceFailure,
  type SourceRequest,
} from './source-client.ts'
import { loop, notOffered, partialRefusal, wholeRefusal } from './source-refusals.ts'

export interface WriteNeeds {
  readonly registry: Registry
  readonly ask: AskSource
  readonly alias: (tenant: Call['tenant']) => string
}

/** One write, as it is asked of this broker and of others. */
export interface SingleWrite<T> {
  readonly id: string
  /** Types of the entity where the request says them. */
  readonly types: readonly string[] | undefined
  /** Attributes that it is about; undefined for the entity as a whole. */
  readonly names: readonly string[] | undefined
  readonly operation: SourceOperation
  /** What a source is asked with its share. */
  readonly request: (share: Share) => SourceRequest
  /** This broker's own part, with these attributes left (undefined: all of it). */
  readonly here: (names: readonly string[] | undefined) => Promise<Outcome<T>>
  readonly combine: Combine<T>
}

/** How results become one. */
export interface Combine<T> {
  /** What a source that did its share adds. */
  readonly done: (share: Share, answer: SourceAnswer) => T
  readonly merge: (results: readonly T[], failures: readonly Failure[]) => T
  /** Whether a source that has no such entity, or this broker, is no failure as long as another part succeeded. */
  readonly absentIsFine: boolean
}
export interface Failure {
  /** Undefined: this broker itself. */
  readonly share: Share | undefined
  readonly refusal: Refusal
  /** How it is refused where nothing else was done. */
  readonly whole: Refusal
  readonly absent: boolean
}

/** Sources that cover the entity, and those among them that were asked before (§4.3.6.4). */
async function sourcesOf(
  { registry, alias }: WriteNeeds,
  call: Call,
  entity: { readonly id: string; readonly types: readonly string[] | undefined },
) {
  const all = await registry.covering(call.tenant, entity)
  const visited = new Set(call.via.map(aliasOf))
  const here = isLoop(call, alias(call.tenant))
  return { all, isVisited: ({ source }: Share): boolean => here || visited.has(source.registration.contextSourceAlias ?? '') }
}

/** Does one write everywhere it belongs. */
export async function writeDistributed<T>(needs: WriteNeeds, call: Call, write: SingleWrite<T>): Promise<Outcome<T>> {
  if (call.local || call.snapshot !== undefined) return write.here(undefined)
  const { all, isVisited } = await sourcesOf(needs, call, write)
  if (all.length === 0) return write.here(undefined)
  const entity = { id: write.id, types: write.types }
  const shares: Shares =
    write.names === undefined ? { ...wholeShares(all, entity), rest: [], here: true } : sharesOf(all, entity, write.names)
  const inclusive = shares.inclusive.filter((share) => offers(share.source, write.operation) && !isVisited(share))
  const asked = [...shares.proxied, ...inclusive]
  if (asked.length === 0) return write.here(undefined)
  if (asked.length > sourceLimits.sources) return tooMany(asked.length)
  const remote = asked.map(async (share): Promise<Done<T> | Failure> => {
    if (!offers(share.source, write.operation)) return conflict(share, write.operation)
    if (isVisited(share)) return failed(share, loop)
    const answer = await needs.ask(call, share.source, write.request(share))
    return answer.failed === undefined ? { result: write.combine.done(share, answer) } : failed(share, answer)
  })
  const local = shares.here ? here(write.here(write.names === undefined ? undefined : shares.rest)) : undefined
  const [own, ...results] = await Promise.all([local, ...remote])
  return outcome([...results, ...(own === undefined ? [] : [own])], write.combine, shares.proxied.length > 0)
}

interface Done<T> {
  readonly result: T
}

async function here<T>(work: Promise<Outcome<T>>): Promise<Done<T> | Failure> {
  const done = await work
  return isRefusal(done)
    ? {
        share: undefined,
        refusal: done,
        whole: done,
        absent: done.code === 'context.entity-absent' || done.extra?.['problem'] === 'ResourceNotFound',
      }
    : { result: done.value }
}

export const failed = (share: Share, failure: SourceFailure): Failure => ({
  share,
  refusal: partialRefusal(failure, share.source),
  whole: wholeRefusal(failure, share.source),
  absent: failure.status === 404,
})
export const conflict = (share: Share, operation: string): Failure => {
  const refused = notOffered(share.source, operation)
  return { share, refusal: refused, whole: refused, absent: false }
}
export const tooMany = (count: number): Refusal =>
  refusal('context.query-invalid', `The write concerns ${count} context sources, more than the limit of ${sourceLimits.sources}.`, {
    problem: 'TooComplexQuery',
    limit: sourceLimits.sources,
  })

function outcome<T>(all: readonly (Done<T> | Failure)[], combine: Combine<T>, proxied: boolean): Outcome<T> {
  const done = all.flatMap((one) => ('result' in one ? [one.result] : []))
  const failures = all.flatMap((one) => ('result' in one ? [] : [one]))
  // What lies at a source need not lie here; and the other way round where the operation says so.
  const accompanied = failures.length > 1 || done.length > 0
  const forgiven = failures.filter(
    (one) => !(one.absent && accompanied && ((done.length > 0 && combine.absentIsFine) || (proxied && one.share === undefined))),
  )
  const [first, ...others] = forgiven
  if (first === undefined) return { value: combine.merge(done, []) }
  if (done.length === 0 && (others.length === 0 || forgiven.every(({ absent }) => absent))) return first.whole
  return { value: combine.merge(done, forgiven) }
}

/** Results per entity (§5.2.16). */
export function entityResults(id: string, kind: 'created' | 'updated' | 'deleted'): Combine<BatchResult> {
  const none: BatchResult = { created: [], updated: [], deleted: [], failed: [] }
  return {
    absentIsFine: false,
    done: () => ({ ...none, [kind]: [id] }),
    merge: (results, failures) => ({
      created: union(results, 'created'),
      updated: union(results, 'updated'),
      deleted: union(results, 'deleted'),
      failed: [
        ...results.flatMap((one) => one.failed),
        ...failures.map((one) => ({ id, refusal: one.refusal, registration: one.share?.source.registration.id })),
      ],
    }),
  }
}
const union = (results: readonly BatchResult[], kind: 'created' | 'updated' | 'deleted'): readonly string[] => [
  ...new Set(results.flatMap((one) => one[kind])),
]

/** Results per attribute (§5.2.18): one that was done in one place, and not in another, is in both lists (§6.3.17). */
export function attributeResults(names: readonly string[]): Combine<UpdateResult> {
  return {
    absentIsFine: false,
    done: (share, answer) => {
      const told = refusedNames(answer, share)
      return { updated: (share.whole ? names : share.names).filter((name) => !told.some((one) => one.name === name)), notUpdated: told }
    },
    merge: (results, failures) => {
      const updated = [...new Set(results.flatMap((one) => one.updated))]
      const failing = failures.flatMap(({ share, refusal: { detail } }) =>
        (share === undefined || share.names.length === 0 ? names : share.names).map((name) => ({
          name,
          reason: detail,
          registration: share?.source.registration.id,
        })),
      )
      return { updated, notUpdated: [...results.flatMap((one) => one.notUpdated), ...failing] }
    },
  }
}

/** What a source that answered 207 did not do (UpdateResult, §5.2.18, §5.2.19). */
function refusedNames({ status, json, terms }: SourceAnswer, { source }: Share): UpdateResult['notUpdated'] {
  if (status !== 207 || typeof json !== 'object' || json === null) return []
  const list = (json as Readonly<Record<string, unknown>>)['notUpdated']
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((one) => {
    const { attributeName, reason } = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>
    return typeof attributeName === 'string'
      ? [
          {
            name: terms.stored(attributeName),
            reason: typeof reason === 'string' ? reason : 'The source did not update it.',
            registration: source.registration.id,
          },
        ]
      : []
  })
}
