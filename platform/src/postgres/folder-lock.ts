import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Who has an embedded database open. */
export interface Holder {
  readonly pid: number
  /** When that process started, as the system tells it: a pid is given again to other processes. */
  readonly started: string
  /** Machine and container: a pid says something only within. From elsewhere, the age of the lock's heartbeat counts. */
  readonly place: string
  /** Where its server answers, and the socket for the command line, where it has them. */
  readonly url?: string
  readonly socket?: string
}

/** Another process has the folder. Two owners would destroy the data without an error. */
export class FolderHeld extends Error {
  override readonly name = 'FolderHeld'
  readonly holder: Holder
  constructor(folder: string, holder: Holder) {
    const where = holder.url === undefined ? '' : `, serving ${holder.url}`
    const there = holder.place === placeOf() ? '' : ` on another machine or in another container (${holder.place})`
    super(`The database in ${folder} is in use by process ${holder.pid}${there}${where}. Stop that process first, or work through it.`)
    this.holder = holder
  }
}

export interface FolderLock {
  release(): Promise<void>
}

const LOCK = 'held-by.json'
const HEARTBEAT_MS = 5_000
const SILENT_MS = 30_000

/**
 * Takes the folder for this process. The lock is a file that appears whole (written aside, then linked: linking fails
 * where a file is already), and that names its holder. A lock whose process is gone is taken over.
 *
 * @throws FolderHeld
 */
export async function holdFolder(folder: string, holder: Pick<Holder, 'url' | 'socket'>): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, LOCK)
  const mine = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid),
    place: placeOf(),
    mark: randomBytes(8).toString('hex'),
    ...holder,
  })
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await appears(path, mine)) return keepAlive(path, mine)
    await removeStale(folder, path)
  }
  throw new Error(`The lock ${path} could not be taken: other processes keep taking it`)
}

function keepAlive(path: string, mine: string): FolderLock {
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS).unref()
  return {
    release: async () => {
      clearInterval(heartbeat)
      if ((await textOf(path)) === mine) await rm(path, { force: true })
    },
  }
}

/** Who has the folder now, or undefined when nobody living has. */
export async function findHolder(folder: string): Promise<Holder | undefined> {
  const path = join(folder, LOCK)
  const holder = parse(await textOf(path))
  return holder !== undefined && (await lives(holder, path)) ? holder : undefined
}

async function removeStale(folder: string, path: string): Promise<void> {
  const text = await textOf(path)
  if (text === undefined) return
  const holder = parse(text)
  if (holder !== undefined && (await lives(holder, path))) throw new FolderHeld(folder, holder)
  // One of several that found it stale removes it: who links the marker first. The marker carries the text it removes,
  // so that a marker left by a process that died in between is of no use to a later lock.
  const marker = `${path}.${parseMark(text)}.stale`
  if (!(await appears(marker, text))) {
    await pause(50)
    if ((await textOf(path)) === text && (await olderThan(marker, 2_000))) await rm(marker, { force: true })
    return
  }
  if ((await textOf(path)) === text) await rm(path, { force: true })
  await rm(marker, { force: true })
}

/** Makes the file with all of its text at once, or answers false when there is one. */
async function appears(path: string, text: string): Promise<boolean> {
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(aside, text, { mode: 0o600 })
  try {
    await link(aside, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
}

const pause = (duration_ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, duration_ms)
  })

async function olderThan(path: string, age_ms: number): Promise<boolean> {
  const info = await stat(path).catch(() => undefined)
  return info !== undefined && Date.now() - info.mtimeMs > age_ms
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

function parse(text: string | undefined): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number' ? (value as Holder) : undefined
  } catch {
    return undefined
  }
}

const parseMark = (text: string): string => /"mark":"([0-9a-f]+)"/.exec(text)?.[1] ?? 'unreadable'

async function lives(holder: Holder, path: string): Promise<boolean> {
  if (holder.place !== placeOf()) return !(await olderThan(path, SILENT_MS))
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const started = startOf(holder.pid)
  return started === '' || holder.started === '' || started === holder.started
}

/** The machine's name, and the namespace that its process ids count in. */
function placeOf(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** Field 22 of /proc/PID/stat (ticks since boot) with the boot's id; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie has ended: it holds nothing.
    if (fields[0] === 'Z') return 'ended'
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19] ?? ''}`
  } catch {
    return ''
  }
}
