import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../contract.ts'
import { type Html } from './html.ts'
import { reply, type RawRequest, type Reply } from './route.ts'
import { compress, etagOf, negotiate, worthCompressing, type Encoding } from './send.ts'

/** What the server writes into the page before any script runs: readers without JavaScript, and the first glance. */
export interface Shell {
  readonly status?: 200 | 404
  /** BCP 47, for `<html lang>`. */
  readonly language?: string
  readonly title?: string
  /** Goes into `<head>`, before its first script. */
  readonly head?: Html
  /** Goes into `<div id="root">`; React replaces it. */
  readonly body?: Html
}

/** A built web app and where it is served. */
export interface WebApp {
  /** `/` or `/console/`. */
  readonly prefix: string
  /** The build's folder, with `index.html`. */
  readonly folder: string
  /** Writes plain HTML into the page for this address (path without prefix stays whole: `/places/…`). */
  readonly shell?: (request: {
    readonly context: Context
    readonly path: string
    readonly query: Readonly<Record<string, string>>
    readonly raw: RawRequest
  }) => Promise<Shell | undefined>
}

const types: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  css: 'text/css; charset=utf-8',
  gif: 'image/gif',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
}
const extensionOf = (path: string): string => /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''

/** Vite puts a hash of the content into these names, so what stands under them never changes. */
const hashed = /\/assets\/.+-[\w-]{8}\.[a-z0-9]+$/i
const rootMark = '<div id="root"></div>'

interface File {
  readonly path: string
  readonly contentType: string
  readonly immutable: boolean
  readonly bytes: () => Promise<Uint8Array>
  readonly encoded: Map<Encoding, Promise<{ readonly bytes: Uint8Array; readonly etag: string }>>
}

/** A web app whose files are known by name: an address outside of them finds nothing, however it is spelled. */
export interface OpenApp {
  readonly prefix: string
  readonly file: (path: string) => File | undefined
  readonly page: (shell: Shell) => string
  readonly shell: WebApp['shell']
}

function listFiles(folder: string, prefix: string): Map<string, File> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return new Map(
    names
      .filter((name) => !/\.(br|gz)$/.test(name))
      .map((name): [string, File] => {
        const path = prefix + name.split(sep).join('/')
        let kept: Promise<Uint8Array> | undefined
        return [
          path,
          {
            path: join(folder, name),
            contentType: types[extensionOf(name)] ?? 'application/octet-stream',
            immutable: hashed.test(path),
            bytes: () => (kept ??= readFile(join(folder, name))),
            encoded: new Map(),
          },
        ]
      }),
  )
}

/** Opens a built app for serving; refuses to start with one that was not built or that has no place for the shell. */
export function openApp({ prefix, folder, shell }: WebApp): OpenApp {
  const files = listFiles(folder, prefix)
  const index = readFileSync(join(folder, 'index.html'), 'utf8')
  if (shell !== undefined && !index.includes(rootMark))
    throw new Error(`${folder}/index.html has no ${rootMark}: the shell has nowhere to go`)
  const page = ({ language, title, head, body }: Shell): string => {
    let text = index
    if (language !== undefined) text = text.replace(/<html[^>]*>/, () => `<html lang="${language}">`)
    if (title !== undefined)
      text = text.replace(/<title>[^<]*<\/title>/, () => `<title>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>`)
    if (head !== undefined) text = text.replace(/<script|<\/head>/, (next) => `${head.html}${next}`)
    return body === undefined ? text : text.replace(rootMark, () => `<div id="root">${body.html}</div>`)
  }
  return { prefix, file: (path) => files.get(path), page, shell }
}

async function encode(file: File, encoding: Encoding): Promise<{ bytes: Uint8Array; etag: string }> {
  const plain = await file.bytes()
  const made =
    encoding === 'identity'
      ? plain
      : await readFile(`${file.path}.${encoding === 'br' ? 'br' : 'gz'}`).catch(() => compress(plain, encoding, 9))
  return { bytes: made, etag: etagOf(plain, encoding) }
}

/** A file of the app, compressed once per encoding and kept; hashed names are cached for good. */
export async function answerFile(file: File, request: FastifyRequest): Promise<Reply> {
  const plain = await file.bytes()
  const wanted = worthCompressing(file.contentType, plain.length)
  const encoding = wanted ? negotiate(request.headers['accept-encoding']) : 'identity'
  const ready = file.encoded.get(encoding) ?? encode(file, encoding)
  file.encoded.set(encoding, ready)
  const { bytes, etag } = await ready
  return reply({
    bytes,
    headers: {
      'content-type': file.contentType,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      ...(wanted ? { vary: 'accept-encoding' } : {}),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  })
}

/** The app's page with the shell in it. It depends on language and sign-in, so only this browser keeps it. */
export const answerPage = (app: OpenApp, shell: Shell): Reply =>
  reply({
    status: shell.status ?? 200,
    text: app.page(shell),
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-cache', vary: 'accept-language, cookie' },
  })

/** Whether this is somebody opening a page, not a script asking for a file that is not there. */
export const wantsPage = (method: string, path: string, accept: string | undefined): boolean =>
  (method === 'GET' || method === 'HEAD') && !/\.[a-z0-9]{1,12}$/i.test(path) && (accept === undefined || /text\/html|\*\/\*/.test(accept))
