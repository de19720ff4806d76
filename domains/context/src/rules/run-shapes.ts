/** An import run and its report. */
import { Type, type Static } from 'typebox'

export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const SkippedSchema = Type.Object({
  line: Type.Optional(Type.Integer({ minimum: 0 })),
  id: Type.Optional(Type.String()),
  /** What a screen translates, where the reader of the file names one; `reason` says it in English. */
  code: Type.Optional(Type.String({ maxLength: 60 })),
  reason: Type.String(),
})
export type Skipped = Static<typeof SkippedSchema>

/** What a run did. Before it is published the counts say what publishing would do. */
export const RunReportSchema = Type.Object({
  taken: Type.Integer({ description: 'entities the run brought' }),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  proposals: Type.Integer({ description: 'values that differ from what a person wrote' }),
  missing: Type.Integer({ description: 'entities of the source that this run did not bring' }),
  removed: Type.Integer({ description: 'of those, how many were removed because the run was told to' }),
  skippedCount: Type.Integer(),
  skipped: Type.Array(SkippedSchema, { description: 'the first of the records left out, with reasons' }),
  counts: Type.Record(Type.String(), Type.Number(), { description: 'what the importer counted besides' }),
  notes: Type.Array(Type.String()),
  file: Type.Optional(Type.Object({ name: Type.String(), bytes: Type.Optional(Type.Number()), sha256: Type.Optional(Type.String()) })),
  duration_s: Type.Number(),
})
export type RunReport = Static<typeof RunReportSchema>

export const runStates = ['running', 'published', 'failed', 'interrupted'] as const
export type RunState = (typeof runStates)[number]

export const RunSchema = Type.Object({
  id: Type.String(),
  source: Type.String(),
  state: Type.Enum([...runStates]),
  startedAt: Instant,
  endedAt: Nullable(Instant),
  actor: Nullable(Type.String()),
  reason: Nullable(Type.String({ description: 'why it failed' })),
  report: RunReportSchema,
})
export type Run = Static<typeof RunSchema>
