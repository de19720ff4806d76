/**
 * One harness for all benchmarks: repetitions after a warm-up, median and spread, a reference in the same run, machine facts.
 * What takes a minute or more in a process of its own (the imports) is measured once, without a warm-up, and its note says so.
 */
import { arch, cpus, platform, totalmem } from 'node:os'

/** What a row promises, as its table says it: `goal` is kept word for word, `meets` decides. */
export interface RowSpec {
  readonly id: string
  readonly work: string
  readonly unit: string
  readonly goal: string
  readonly meets: (value: number) => boolean
}

export interface Measured {
  readonly value: number
  /** Every repetition, where there was more than one. */
  readonly samples?: readonly number[]
  /** A peer or a yardstick measured in the same run, in the same unit. */
  readonly reference?: { readonly name: string; readonly value: number }
  readonly note?: string
  /** What the goal asks besides the value (a ratio, a percentile): false means that it was missed. */
  readonly also?: boolean
}

export interface Row {
  readonly id: string
  readonly value: number | null
  readonly unit: string
  readonly goal: string
  readonly reference: { readonly name: string; readonly value: number } | null
  readonly ratio: number | null
}

export interface Finished extends Row {
  readonly work: string
  readonly met: boolean
  readonly spread: string
  readonly note: string
}

/** Measures rows by id; a row that cannot be measured here is reported as such, never left out. */
export interface Bench {
  readonly name: string
  readonly rows: readonly RowSpec[]
  readonly measure: (say: (text: string) => void) => AsyncIterable<readonly [id: string, measured: Measured | Error]>
}

export const median = (samples: readonly number[]): number => percentile(samples, 50)

/** The nearest-rank percentile; NaN of nothing. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** Runs `work` `times` times after one warm-up and gives what each repetition measured. */
export async function repeat(times: number, work: () => Promise<number> | number): Promise<number[]> {
  await work()
  const samples: number[] = []
  for (let i = 0; i < times; i++) samples.push(await work())
  return samples
}

const rounded = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(4)) : value)

export function finish(spec: RowSpec, measured: Measured | Error | undefined): Finished {
  const base = { id: spec.id, unit: spec.unit, goal: spec.goal, work: spec.work }
  if (measured === undefined || measured instanceof Error)
    return { ...base, value: null, reference: null, ratio: null, met: false, spread: '', note: measured?.message ?? 'not measured' }
  const { value, samples = [], reference } = measured
  return {
    ...base,
    value: rounded(value),
    reference: reference === undefined ? null : { name: reference.name, value: rounded(reference.value) },
    ratio: reference === undefined || reference.value === 0 ? null : rounded(value / reference.value),
    met: spec.meets(value) && measured.also !== false,
    spread: samples.length > 1 ? `${rounded(Math.min(...samples))}–${rounded(Math.max(...samples))}` : '',
    note: measured.note ?? '',
  }
}

export const machine = (): Readonly<Record<string, string | number>> => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memory_GiB: Math.round(totalmem() / 2 ** 30),
  os: `${platform()} ${arch()}`,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
})
