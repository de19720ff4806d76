/** Temporal queries (ETSI GS CIM 009 V1.9.1 §4.11, §5.2.21) and parameters of aggregation (§4.5.19, §5.2.44): values in, or a problem. */
import { instant } from './names.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'
import { parseDuration, type Duration } from './temporal-duration.ts'
import { timeProperties, type TimeProperty } from './temporal.ts'

/** What is asked of the temporal property. `before` is exclusive, `after` inclusive, `between` holds its start and not its end. */
export type TimeRelation =
  | { readonly op: 'before'; readonly at: string }
  | { readonly op: 'after'; readonly at: string }
  | { readonly op: 'between'; readonly at: string; readonly end: string }

export interface TemporalQuery {
  readonly relation?: TimeRelation | undefined
  /** As given; a relation is about observedAt when absent. Instances without the property do not match. */
  readonly property?: TimeProperty | undefined
  /** Only the last instances of each attribute. */
  readonly lastN?: number | undefined
}

/** The property that instances must have to match; undefined when nothing is asked of time. */
export const askedProperty = ({ relation, property }: TemporalQuery): TimeProperty | undefined =>
  property ?? (relation === undefined ? undefined : 'observedAt')

export const aggregationMethods = ['avg', 'distinctCount', 'max', 'min', 'stddev', 'sum', 'sumsq', 'totalCount'] as const
export type AggregationMethod = (typeof aggregationMethods)[number]

export interface Aggregation {
  readonly methods: readonly [AggregationMethod, ...AggregationMethod[]]
  readonly period: Duration
}

/** As they come in a URL (text), or as members of a TemporalQuery. */
export type TemporalParameters = Readonly<
  Partial<Record<'timerel' | 'timeAt' | 'endTimeAt' | 'timeproperty' | 'lastN' | 'aggrMethods' | 'aggrPeriodDuration', unknown>>
>

export const temporalLimits = { lastN: 1_000_000 } as const

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

/** Reads a temporal query; an empty one when none of its parameters is there. */
export function parseTemporalQuery(parameters: TemporalParameters): TemporalQuery | Problem {
  return settle(() => {
    const relation = relationOf(parameters)
    const { timeproperty } = parameters
    const property = timeproperty === undefined ? undefined : timeProperties.find((one) => one === timeproperty)
    if (timeproperty !== undefined && property === undefined)
      throw bad(`timeproperty is ${shown(timeproperty)}; known are ${timeProperties.join(', ')} (§4.11).`)
    const lastN = countOf(parameters.lastN)
    return {
      ...(relation === undefined ? {} : { relation }),
      ...(property === undefined ? {} : { property }),
      ...(lastN === undefined ? {} : { lastN }),
    } satisfies TemporalQuery
  })
}

function relationOf({ timerel, timeAt, endTimeAt }: TemporalParameters): TimeRelation | undefined {
  if (timerel === undefined) {
    if (timeAt !== undefined || endTimeAt !== undefined) throw bad('timeAt and endTimeAt need a timerel: before, after or between (§4.11).')
    return undefined
  }
  if (timerel !== 'before' && timerel !== 'after' && timerel !== 'between')
    throw bad(`timerel is ${shown(timerel)}; known are before, after and between (§4.11).`)
  const at = dateTime('timeAt', timeAt)
  if (timerel === 'between') return { op: timerel, at, end: dateTime('endTimeAt', endTimeAt) }
  if (endTimeAt !== undefined) throw bad('endTimeAt belongs to timerel=between (§4.11).')
  return { op: timerel, at }
}

function dateTime(name: string, value: unknown): string {
  if (value === undefined) throw bad(`${name} is missing: the timerel needs it (§4.11).`)
  const at = typeof value === 'string' ? instant(value) : undefined
  if (at === undefined) throw bad(`${name} is ${shown(value)}; it must be a DateTime in UTC, such as 2026-04-01T09:00:00Z (§4.6.3).`)
  return at
}

function countOf(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const count = typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(count) || count < 1 || count > temporalLimits.lastN)
    throw bad(`lastN is ${shown(value)}; it must be a whole number from 1 to ${temporalLimits.lastN} (§5.7.3).`)
  return count
}

/** Reads the parameters of an aggregated representation; the period is the whole range when absent. */
export function parseAggregation({ aggrMethods, aggrPeriodDuration }: TemporalParameters): Aggregation | Problem {
  return settle(() => {
    const [first, ...others] = methodsOf(aggrMethods)
    if (first === undefined) throw bad(`The aggregated representation needs aggrMethods: ${aggregationMethods.join(', ')} (§4.5.19).`)
    if (aggrPeriodDuration !== undefined && typeof aggrPeriodDuration !== 'string')
      throw bad('aggrPeriodDuration must be text such as PT1H (§4.5.19.1).')
    const period = parseDuration(aggrPeriodDuration ?? 'PT0S')
    if ('problem' in period) throw bad(period.detail)
    return { methods: [first, ...others], period } satisfies Aggregation
  })
}

function methodsOf(value: unknown): readonly AggregationMethod[] {
  const said: readonly unknown[] =
    value === undefined ? [] : Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value]
  const methods = said.map((one) => {
    const method = aggregationMethods.find((known) => known === (typeof one === 'string' ? one.trim() : one))
    if (method === undefined) throw bad(`aggrMethods holds ${shown(one)}; known are ${aggregationMethods.join(', ')} (§4.5.19.1).`)
    return method
  })
  return [...new Set(methods)]
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100)
