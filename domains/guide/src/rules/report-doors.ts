import { Type } from 'typebox'
import { reportKinds, ReportReceiptSchema, ReportSchema, reportStates } from './desk-shapes.ts'
import { id, page, states } from './query-fields.ts'
import { limits } from './limits.ts'
import { PlaceChangeSchema } from './shapes.ts'

// Routes of reports: anybody says what is wrong, the desk answers.

export const postReport = {
  method: 'POST',
  path: '/api/guide/places/:id/reports',
  summary: 'Say that something about a place is wrong',
  tag: 'guide',
  access: 'public',
  feature: 'reports',
  perMinute: 5,
  params: id,
  body: Type.Object(
    {
      kind: Type.Enum(reportKinds),
      text: Type.String({ minLength: 1, maxLength: limits.report_chars }),
      contact: Type.Optional(Type.String({ maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  /** The receipt is the only key to the answer; it is kept as a hash and cannot be shown again. */
  response: Type.Object({ receipt: Type.String(), report: ReportReceiptSchema }),
  errors: ['guide.place-absent', 'guide.too-many', 'people.feature-off'],
} as const
export const getReport = {
  method: 'GET',
  path: '/api/guide/reports/:receipt',
  summary: 'The answer to my report',
  tag: 'guide',
  access: 'public',
  params: Type.Object({ receipt: Type.String({ maxLength: 100 }) }),
  response: ReportReceiptSchema,
  errors: ['guide.report-absent'],
} as const
export const withdrawReport = {
  method: 'POST',
  path: '/api/guide/reports/:receipt/withdraw',
  summary: 'Take my report back',
  tag: 'guide',
  access: 'public',
  params: Type.Object({ receipt: Type.String({ maxLength: 100 }) }),
  response: ReportReceiptSchema,
  errors: ['guide.report-absent', 'guide.not-now'],
} as const
export const listReports = {
  method: 'GET',
  path: '/api/guide/reports',
  summary: 'Reports to answer',
  tag: 'guide-desk',
  access: 'report.answer',
  query: Type.Object({ state: states(reportStates), ...page }),
  response: Type.Object({ items: Type.Array(ReportSchema), total: Type.Integer() }),
  errors: ['guide.bad-query'],
} as const
export const getReportById = {
  method: 'GET',
  path: '/api/guide/reports/by-id/:id',
  summary: 'One report to answer',
  tag: 'guide-desk',
  access: 'report.answer',
  params: id,
  response: ReportSchema,
  errors: ['guide.report-absent'],
} as const
export const answerReport = {
  method: 'POST',
  path: '/api/guide/reports/:id/answer',
  summary: 'Answer a report, and put the place right',
  tag: 'guide-desk',
  access: 'report.answer',
  params: id,
  body: Type.Object(
    {
      decision: Type.Union([Type.Literal('accept'), Type.Literal('reject')]),
      answer: Type.String({ minLength: 1, maxLength: 1000 }),
      fix: Type.Optional(PlaceChangeSchema),
    },
    { additionalProperties: false },
  ),
  response: ReportSchema,
  errors: ['guide.report-absent', 'guide.not-now', 'guide.bad-change', 'guide.bad-hours', 'guide.bad-category'],
} as const
