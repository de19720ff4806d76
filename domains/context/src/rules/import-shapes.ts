/**
 * Bringing a file in: look at it first (`uploads`), then import it (`imports`), then follow how far it is.
 *
 * The server's composition answers these routes, because an import fans out over several domains; the shapes stand here,
 * where both the console and the command line can read them.
 */
import { Type, type Static } from 'typebox'
import { RunSchema } from './run-shapes.ts'

/** What a file is read as: map data, a municipal standard data set, or any table with a column mapping. */
export const importKinds = ['osm', 'opendata', 'table'] as const
export const ImportKindSchema = Type.Enum([...importKinds])
export type ImportKind = (typeof importKinds)[number]

/** Column of the file → what it is (`name`, `lon`, `lat`, `category`, …), as the guide's mappings say it. */
export const ColumnMappingSchema = Type.Record(Type.String({ maxLength: 60 }), Type.Unknown())

/** What was recognised in a file before anything is imported; it is kept for an hour. */
export const UploadSchema = Type.Object({
  id: Type.String(),
  filename: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  /** Null: nothing here can read it; `problem` says why and what to do. */
  kind: Type.Union([ImportKindSchema, Type.Null()]),
  format: Type.Union([Type.String(), Type.Null()], { description: 'osm-xml, osm-pbf, overpass, csv, xlsx, geojson' }),
  dataset: Type.Union([Type.String(), Type.Null()], { description: 'which municipal standard data set' }),
  encoding: Type.Union([Type.String(), Type.Null()]),
  columns: Type.Array(Type.String()),
  /** The first rows, for a look. */
  rows: Type.Array(Type.Record(Type.String(), Type.String())),
  problem: Type.Union([
    Type.Object({ code: Type.String(), where: Type.String(), reason: Type.String(), next: Type.String() }),
    Type.Null(),
  ]),
  /** The source this file most likely updates. */
  source: Type.String(),
})
export type UploadView = Static<typeof UploadSchema>

/** A file on its way from an address; once it is here, `upload` is the look at it. */
export const DownloadSchema = Type.Object({
  id: Type.String(),
  /** Without user, password and query. */
  url: Type.String(),
  state: Type.Enum(['fetching', 'ready', 'failed']),
  bytesRead: Type.Integer(),
  bytesTotal: Type.Union([Type.Integer(), Type.Null()]),
  upload: Type.Union([UploadSchema, Type.Null()]),
  problem: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
})
export type DownloadView = Static<typeof DownloadSchema>

export const ImportRequestSchema = Type.Object(
  {
    upload: Type.Optional(Type.String({ maxLength: 64, description: 'an upload of the last hour' })),
    url: Type.Optional(Type.String({ maxLength: 2000, description: 'or an address to read from' })),
    path: Type.Optional(Type.String({ maxLength: 4000, description: 'or a file of the server: only for its own command line' })),
    kind: ImportKindSchema,
    source: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._:-]{0,99}$' })),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    mapping: Type.Optional(ColumnMappingSchema),
    removeMissing: Type.Optional(Type.Boolean({ description: 'remove what this source no longer has' })),
  },
  { additionalProperties: false },
)
export type ImportRequest = Static<typeof ImportRequestSchema>

export const importStates = ['reading', 'publishing', 'published', 'failed'] as const

/** How far an import is; `run` is the report once it has ended. */
export const ImportViewSchema = Type.Object({
  id: Type.String(),
  kind: ImportKindSchema,
  filename: Type.String(),
  source: Type.String(),
  state: Type.Enum([...importStates]),
  startedAt: Type.String(),
  bytesRead: Type.Integer(),
  bytesTotal: Type.Union([Type.Integer(), Type.Null()]),
  objects: Type.Integer(),
  taken: Type.Integer(),
  skipped: Type.Integer(),
  run: Type.Union([RunSchema, Type.Null()]),
  problem: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
})
export type ImportView = Static<typeof ImportViewSchema>

export const importRefusals = {
  'context.upload-absent': { kind: 'absent', title: 'The upload is not here (any more)' },
  'context.upload-too-large': { kind: 'too-large', title: 'The file is larger than the limit' },
  'context.import-absent': { kind: 'absent', title: 'No such import' },
  'context.import-invalid': { kind: 'invalid', title: 'The import request does not say what to read' },
  'context.import-busy': { kind: 'too-many', title: 'Too many imports at once' },
  'context.file-unreadable': { kind: 'unprocessable', title: 'The file cannot be read' },
  'context.url-refused': { kind: 'unprocessable', title: 'The address cannot be read from' },
} as const

export const postUpload = {
  method: 'POST',
  path: '/api/imports/uploads',
  summary: 'Look at a file before importing it',
  tag: 'imports',
  access: 'source.import',
  status: 201,
  query: Type.Object({ filename: Type.Optional(Type.String({ maxLength: 255 })) }),
  upload: true,
  response: UploadSchema,
  errors: ['context.upload-too-large'],
} as const
export const postDownload = {
  method: 'POST',
  path: '/api/imports/downloads',
  summary: 'Fetch a file from an address, to look at it before importing it',
  description: 'Answers as soon as the other server does; what it sends is fetched in the background.',
  tag: 'imports',
  access: 'source.import',
  status: 202,
  body: Type.Object({ url: Type.String({ minLength: 1, maxLength: 2000 }) }, { additionalProperties: false }),
  response: DownloadSchema,
  errors: ['context.url-refused', 'context.upload-too-large', 'context.import-busy'],
  perMinute: 20,
} as const
export const getDownload = {
  method: 'GET',
  path: '/api/imports/downloads/:id',
  summary: 'How far a file from an address is',
  tag: 'imports',
  access: 'source.import',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  response: DownloadSchema,
  errors: ['context.upload-absent'],
} as const
export const startImport = {
  method: 'POST',
  path: '/api/imports',
  summary: 'Import a file or an address; answers at once, and goes on',
  tag: 'imports',
  access: 'source.import',
  status: 202,
  body: ImportRequestSchema,
  response: ImportViewSchema,
  errors: [
    'context.upload-absent',
    'context.import-invalid',
    'context.url-refused',
    'context.source-busy',
    'context.import-busy',
    'context.file-unreadable',
  ],
} as const
export const listImports = {
  method: 'GET',
  path: '/api/imports',
  summary: 'Imports that run or ended lately in this process',
  tag: 'imports',
  access: 'source.import',
  response: Type.Array(ImportViewSchema),
  errors: [],
} as const
export const getImport = {
  method: 'GET',
  path: '/api/imports/:id',
  summary: 'How far an import is',
  tag: 'imports',
  access: 'source.import',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  response: ImportViewSchema,
  errors: ['context.import-absent'],
} as const
