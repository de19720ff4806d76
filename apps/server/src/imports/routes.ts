import { Type, type Static } from 'typebox'
import {
  getDownload,
  getImport,
  ImportRequestSchema,
  ImportViewSchema,
  listImports,
  postDownload,
  postUpload,
  startImport,
} from '@machinaka/context/contract'
import { isRefusal, refusal, route, type Refusal, type Route, type Tenant } from '@machinaka/platform'
import type { ImportDesk } from './desk.ts'
import type { Downloads } from './downloads.ts'
import type { Importing } from './importing.ts'
import { recognise } from './recognise.ts'
import type { Uploads } from './uploads.ts'

const errors = [
  'context.upload-absent',
  'context.import-invalid',
  'context.url-refused',
  'context.source-busy',
  'context.import-busy',
  'context.file-unreadable',
  'context.upload-too-large',
] as const
const OperatorImportSchema = Type.Object(
  {
    city: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    request: ImportRequestSchema,
  },
  { additionalProperties: false },
)
/** What the command line asks of the running server: also for cities that do not exist yet, and for files of this machine. */
export type OperatorImport = Static<typeof OperatorImportSchema>

const operatorImport = {
  method: 'POST',
  path: '/api/operator/imports',
  summary: 'Import, as this machine’s operator',
  tag: 'imports',
  access: 'operate',
  status: 202,
  hidden: true,
  body: OperatorImportSchema,
  response: ImportViewSchema,
  errors: [...errors],
} as const
const operatorView = {
  method: 'GET',
  path: '/api/operator/imports/:id',
  summary: 'How far an import is',
  tag: 'imports',
  access: 'operate',
  hidden: true,
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  query: Type.Object({ city: Type.String({ maxLength: 40 }) }),
  response: ImportViewSchema,
  errors: ['context.import-absent'],
} as const
const operatorStop = { ...operatorView, method: 'DELETE', summary: 'Stop an import that is not publishing yet' } as const
const notLocal = (): Refusal => refusal('platform.forbidden', 'This door is for the command line of the server’s own machine.')

export interface ImportRouteParts {
  readonly importing: Importing
  readonly desk: ImportDesk
  readonly uploads: Uploads
  readonly downloads: Downloads
}

/** Looking at a file, importing it, following it; and the command line's own door, through the control socket only. */
export function importRoutes({ importing, desk, uploads, downloads }: ImportRouteParts): Route[] {
  return [
    route(postUpload, async ({ context, upload }) => {
      const kept = await uploads.keep(context.tenant, upload.filename, upload.bytes)
      return isRefusal(kept) ? kept : await recognise(kept)
    }),
    route(postDownload, ({ context, body }) => downloads.begin(context.tenant, body.url)),
    route(getDownload, async ({ context, params }) => downloads.find(context.tenant, params.id)),
    route(startImport, async ({ context, body, raw }) => {
      const actor = context.caller.id === undefined ? {} : { actor: context.caller.id }
      return await importing.begin({ city: context.tenant, request: body, local: raw.local, ...actor })
    }),
    route(listImports, async ({ context }) => [...desk.list(context.tenant)]),
    route(getImport, async ({ context, params }) => desk.find(context.tenant, params.id)),
    route(operatorImport, async ({ body, raw }) => (raw.local ? await importing.begin({ ...body, local: true }) : notLocal())),
    route(operatorStop, async ({ params, query, raw }) => {
      if (!raw.local) return notLocal()
      const view = desk.find(query.city as Tenant, params.id)
      if (!isRefusal(view)) desk.cancel(view.id)
      return view
    }),
    route(operatorView, async ({ params, query, raw }) => (raw.local ? desk.find(query.city as Tenant, params.id) : notLocal())),
  ]
}
