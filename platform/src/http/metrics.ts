import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Labels = Readonly<Record<string, string>>
export type Reading = number | readonly { readonly labels: Labels; readonly value: number }[]

/** Numbers about this process in Prometheus' text format. Names start with `machinaka_`, end with their unit. */
export interface Metrics {
  /** A value that is read when it is asked for: one number, or samples with these labels. */
  gauge(name: string, help: string, labels: readonly string[], read: () => Reading | Promise<Reading>): void
  /** A number that only grows; answers how to add to it. */
  counter(name: string, help: string, labels: readonly string[]): (labels: Labels, by?: number) => void
  /** How durations in seconds are distributed; answers how to observe one. */
  histogram(name: string, help: string, labels: readonly string[]): (labels: Labels, seconds: number) => void
  text(): Promise<string>
  readonly contentType: string
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * A registry of its own, so that two servers in one process do not mix.
 * @param aboutProcess whether to tell about the process too: memory, CPU, lag of the event loop, garbage collection
 */
export function createMetrics({ aboutProcess }: { readonly aboutProcess: boolean } = { aboutProcess: true }): Metrics {
  const registry = new Registry()
  if (aboutProcess) collectDefaultMetrics({ register: registry })
  return {
    gauge(name, help, labels, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        async collect() {
          const value = await read()
          gauge.reset()
          if (typeof value === 'number') gauge.set(value)
          else for (const sample of value) gauge.set({ ...sample.labels }, sample.value)
        },
      })
    },
    counter(name, help, labels) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
      return (values, by = 1) => counter.inc({ ...values }, by)
    },
    histogram(name, help, labels) {
      const histogram = new Histogram({ name, help, labelNames: [...labels], buckets, registers: [registry] })
      return (values, seconds) => histogram.observe({ ...values }, seconds)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
