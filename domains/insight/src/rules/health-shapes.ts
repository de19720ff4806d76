/** How the system itself is, for the console: what an office of five looks at in the morning. Answered by the server's composition. */
import Type, { type Static } from 'typebox'

export const HealthSchema = Type.Object({
  version: Type.String(),
  startedAt: Type.String(),
  now: Type.String(),
  database: Type.Object({ engine: Type.Enum(['embedded', 'postgresql']), answered_ms: Type.Number() }),
  memory_MB: Type.Number(),
  disk: Type.Object({ free_GB: Type.Number(), data_MB: Type.Number() }),
  mail: Type.Enum(['smtp', 'folder']),
  /** Facts that a consumer could not take, and those that wait behind them. */
  parked: Type.Array(
    Type.Object({
      consumer: Type.String(),
      factId: Type.String(),
      kind: Type.String(),
      attempts: Type.Integer(),
      error: Type.String(),
      parkedAt: Type.String(),
    }),
  ),
  counts: Type.Object({
    places: Type.Integer(),
    events: Type.Integer(),
    openReports: Type.Integer(),
    openClaims: Type.Integer(),
    openProposals: Type.Integer(),
    draftsToApprove: Type.Integer(),
  }),
})
export type Health = Static<typeof HealthSchema>

export const getHealth = {
  method: 'GET',
  path: '/api/health',
  summary: 'How the system is',
  tag: 'health',
  access: 'health.read',
  response: HealthSchema,
  errors: [],
} as const
export const retryParked = {
  method: 'POST',
  path: '/api/health/parked/retry',
  summary: 'Try a parked fact, and those behind it, again',
  tag: 'health',
  access: 'operate',
  body: Type.Object(
    { consumer: Type.String({ maxLength: 100 }), factId: Type.String({ maxLength: 100 }) },
    { additionalProperties: false },
  ),
  errors: [],
} as const
