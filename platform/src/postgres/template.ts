import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { EmbeddedEngine } from './embedded.ts'
import { migrate, type MigrationFile } from './migrate.ts'

/** How many templates of older migrations are kept: switching between branches stays fast. */
const KEPT = 6

/** Making a database takes about 10 s (initdb and `create extension postgis`); copying one takes 0.3 s. */
const LIMITS = { queryLimit_ms: 600_000, turnLimit_ms: 600_000 }

/**
 * Puts a freshly migrated database at `target`, unless one is there. It is a copy of a template, which is made when
 * these migrations have none yet: from the template without migrations, which depends on PGlite's version alone.
 */
export async function layTemplate(options: {
  readonly templates: string
  readonly target: string
  readonly migrations: readonly MigrationFile[]
  readonly report?: (line: string) => void
}): Promise<void> {
  const { templates, target, migrations } = options
  if (await isThere(join(target, 'PG_VERSION'))) return
  const bare = await template(templates, `bare-${await versions()}`, async (folder) => {
    options.report?.('making a new database (about 10 s, once per version)')
    await build(folder, [])
  })
  const sum = createHash('sha256')
    .update(await versions())
    .update(migrations.map(({ schema, name, checksum }) => `${schema}/${name} ${checksum}`).join('\n'))
    .digest('hex')
    .slice(0, 16)
  const migrated = await template(templates, `migrated-${sum}`, async (folder) => {
    await copy(bare, folder)
    await build(folder, migrations)
  })
  const aside = `${target}.${randomBytes(4).toString('hex')}`
  await copy(migrated, aside)
  await rename(aside, target)
  await removeOld(templates)
}

/** A template appears by a rename: two processes that make the same one do not see each other's half. */
async function template(templates: string, name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const ready = join(templates, name)
  if (await isThere(ready)) {
    await utimes(ready, new Date(), new Date()).catch(() => {})
    return ready
  }
  await mkdir(templates, { recursive: true })
  const aside = join(templates, `making-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await make(aside)
    await rename(aside, ready).catch(async (error: unknown) => {
      if (!(await isThere(ready))) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return ready
}

async function build(folder: string, migrations: readonly MigrationFile[]): Promise<void> {
  const engine = await EmbeddedEngine.open({ folder, ...LIMITS })
  try {
    const connection = await engine.lend()
    await migrate(connection, migrations).finally(() => connection.release())
    const vacuum = await engine.lend()
    await vacuum.query('checkpoint').finally(() => vacuum.release())
  } finally {
    await engine.close()
  }
}

const copy = (from: string, to: string): Promise<void> => cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

let known: string | undefined
async function versions(): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  // The package does not export its package.json; its door is dist/index.cjs.
  const versionOf = async (name: string): Promise<string> =>
    String((JSON.parse(await readFile(join(resolve(name), '../../package.json'), 'utf8')) as { version: string }).version)
  known ??= `${await versionOf('@electric-sql/pglite')}-${await versionOf('@electric-sql/pglite-postgis')}`
  return known
}

async function removeOld(templates: string): Promise<void> {
  const names = (await readdir(templates)).filter((name) => name.startsWith('migrated-') || name.startsWith('making-'))
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(templates, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  )
  const migrated = dated
    .filter(({ name }) => name.startsWith('migrated-'))
    .toSorted((a, b) => b.at - a.at)
    .slice(KEPT)
  const abandoned = dated.filter(({ name, at }) => name.startsWith('making-') && Date.now() - at > 600_000)
  for (const { name } of [...migrated, ...abandoned]) await rm(join(templates, name), { recursive: true, force: true })
}
