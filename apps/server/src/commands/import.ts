import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { importKinds, type ImportKind, type ImportRequest, type ImportView } from '@machinaka/context/contract'
import type { Config } from '@machinaka/platform'
import type { Arguments } from '../arguments.ts'
import { runningServer } from '../instance.ts'
import type { OperatorImport } from '../imports/routes.ts'
import type { Progress } from '../progress.ts'
import { ask, RemoteRefused } from '../remote.ts'
import { progressLine, reportLines } from '../report.ts'

/** What is wrong with the words typed, and what to type. */
class Usage extends Error {}

const CITY = /^[a-z][a-z0-9-]{0,39}$/

function requestOf(read: Arguments): OperatorImport {
  const [, kind, place] = read.words
  const known = importKinds.find((name) => name === kind)
  if (known === undefined) throw new Usage(`What kind of file? machinaka import ${importKinds.join('|')} FILE|URL --city CITY`)
  if (place === undefined) throw new Usage(`Which file? machinaka import ${known} FILE|URL --city CITY`)
  if (read.words.length > 3) throw new Usage(`One file at a time: "${read.words.slice(3).join(' ')}" is one too many.`)
  if (read.city === undefined) throw new Usage('Which city? Add --city CITY, a short name in small letters such as shibuya.')
  if (!CITY.test(read.city))
    throw new Usage(`"${read.city}" cannot be a city’s short name: small letters, digits and hyphens, beginning with a letter, at most 40.`)
  return { city: read.city, ...(read.name === undefined ? {} : { name: read.name }), request: fileRequest(read, known, place) }
}

function fileRequest(read: Arguments, kind: ImportKind, place: string): ImportRequest {
  const isUrl = /^https?:\/\//i.test(place)
  const path = resolve(place)
  if (!isUrl && !existsSync(path)) throw new Usage(`There is no file ${path}. Check the path, or give a URL beginning with https://.`)
  return {
    kind,
    ...(isUrl ? { url: place } : { path }),
    removeMissing: read.removeMissing,
    ...(read.source === undefined ? {} : { source: read.source }),
    ...(read.title === undefined ? {} : { title: read.title }),
    ...(read.mapping === undefined ? {} : { mapping: readMapping(read.mapping) }),
  }
}

function readMapping(path: string): NonNullable<ImportRequest['mapping']> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  } catch (error) {
    throw new Usage(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new Usage(`${path} must hold one JSON object, such as {"columns": {"店名": "name"}}.`)
}

const done = (view: ImportView): boolean => view.state === 'published' || view.state === 'failed'
const pause = (): Promise<void> =>
  new Promise((again) => {
    setTimeout(again, 300)
  })

/** What the one who typed the command sees, and how they stop it. */
interface Watch {
  readonly show: (view: ImportView) => void
  readonly say: (text: string) => void
  readonly stopping: AbortSignal
}

async function through(socket: string, operator: OperatorImport, { show, stopping }: Watch): Promise<ImportView> {
  let view = await ask<ImportView>(socket, 'POST', '/api/operator/imports', operator)
  const path = `/api/operator/imports/${view.id}?city=${operator.city}`
  while (!done(view)) {
    show(view)
    await pause()
    view = await ask<ImportView>(socket, stopping.aborted ? 'DELETE' : 'GET', path)
  }
  return view
}

async function directly(config: Config, operator: OperatorImport, { show, say, stopping }: Watch): Promise<ImportView> {
  const { openTown } = await import('../town.ts')
  say('Opening the database …')
  const town = await openTown(config, { say })
  try {
    const begun = await town.importing.begin({ ...operator, local: true })
    if ('refused' in begun) throw new RemoteRefused(begun.code, begun.detail)
    let ended = false
    const end = town.imports.finished(begun.id).finally(() => {
      ended = true
    })
    while (!ended) {
      if (stopping.aborted) town.imports.cancel(begun.id)
      show(town.imports.view(begun.id) ?? begun)
      await Promise.race([end, pause()])
    }
    const view = await end
    await town.outbox.drain()
    return view
  } finally {
    await town.close()
  }
}

/** Aborted by Ctrl-C; a second Ctrl-C ends the process as usual. */
function interrupted(progress: Progress): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      if (!controller.signal.aborted) progress.say('Stopping; what was there before stays …')
      controller.abort()
    })
  }
  return controller.signal
}

/** `machinaka import …`: exit code 0 when something was imported, 1 when nothing was, 2 for words it does not know, 130 when stopped. */
export async function importCommand(read: Arguments, config: Config, progress: Progress): Promise<number> {
  try {
    const operator = requestOf(read)
    const show = (view: ImportView): void => {
      if (!read.json) progress.update(progressLine(view))
    }
    const watch = {
      show,
      say: (text: string): void => {
        if (!read.json) progress.say(text)
      },
      stopping: interrupted(progress),
    }
    const running = await runningServer(config)
    if (running !== undefined && !read.json) progress.say(`Through the running server at ${running.url}`)
    const view = running === undefined ? await directly(config, operator, watch) : await through(running.socket, operator, watch)
    if (read.json) process.stdout.write(`${JSON.stringify(view)}\n`)
    else for (const line of reportLines(view)) progress.say(line)
    return view.state === 'published' ? 0 : watch.stopping.aborted ? 130 : 1
  } catch (error) {
    if (!(error instanceof Usage) && !(error instanceof RemoteRefused)) throw error
    process.stderr.write(`${error.message}\n`)
    return error instanceof Usage ? 2 : 1
  }
}
