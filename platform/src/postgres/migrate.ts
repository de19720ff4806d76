import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Migrations } from '../contract.ts'
import type { Connection } from './engine.ts'
import { prepare } from './prepare.ts'

export interface MigrationFile {
  readonly schema: string
  readonly name: string
  readonly sql: string
  /** SHA-256 of the text, hex. */
  readonly checksum: string
}

/** A migration that was applied has changed, or is gone: the database and the program do not belong together. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

/** One server migrates at a time; any number that no other advisory lock of ours uses. */
const LOCK = 7_203_114

const NAME = /^\d{4}_[a-z0-9_]+\.sql$/
const SCHEMA = /^[a-z][a-z0-9_]{0,30}$/

/** Platform's own tables come first. */
export const platformMigrations: Migrations = { schema: 'platform', folder: new URL('../../migrations/', import.meta.url) }

/** Reads the SQL files of all folders, each folder in order of name. */
export async function readMigrations(all: readonly Migrations[]): Promise<readonly MigrationFile[]> {
  const files: MigrationFile[] = []
  for (const { schema, folder } of withPlatformFirst(all)) {
    if (!SCHEMA.test(schema)) throw new MigrationRefused(`"${schema}" is no name for a schema`)
    for (const name of (await readdir(fileURLToPath(folder))).filter((file) => file.endsWith('.sql')).toSorted()) {
      if (!NAME.test(name)) throw new MigrationRefused(`${schema}/${name}: a migration is named like 0001_what_it_brings.sql`)
      const sql = await readFile(new URL(name, folder), 'utf8')
      files.push({ schema, name, sql, checksum: createHash('sha256').update(sql).digest('hex') })
    }
  }
  return files
}

const withPlatformFirst = (all: readonly Migrations[]): readonly Migrations[] => [
  platformMigrations,
  ...all.filter(({ schema }) => schema !== platformMigrations.schema),
]

/**
 * Applies what is not yet applied, each file in one transaction with its row in `platform.migration`, under a lock that
 * a second server waits for. Forward only.
 *
 * @returns what was applied, as `schema/name`, and remarks for the log
 */
export async function migrate(
  connection: Connection,
  files: readonly MigrationFile[],
): Promise<{ readonly applied: readonly string[]; readonly remarks: readonly string[] }> {
  await connection.query(`set statement_timeout = 0; select pg_advisory_lock(${LOCK})`)
  try {
    const remarks = await prepare(connection)
    const known = await appliedChecksums(connection)
    refuseChanges(files, known)
    const applied: string[] = []
    for (const file of files) {
      const key = `${file.schema}/${file.name}`
      if (known.has(key)) continue
      await apply(connection, file)
      applied.push(key)
    }
    return { applied, remarks }
  } finally {
    await connection.query(`select pg_advisory_unlock(${LOCK}); reset statement_timeout`).catch(() => {})
  }
}

async function appliedChecksums(connection: Connection): Promise<ReadonlyMap<string, string>> {
  const { rows } = await connection.query('select schema, name, checksum from platform.migration')
  return new Map(rows.map((row) => [`${String(row['schema'])}/${String(row['name'])}`, String(row['checksum'])]))
}

function refuseChanges(files: readonly MigrationFile[], known: ReadonlyMap<string, string>): void {
  for (const { schema, name, checksum } of files) {
    const before = known.get(`${schema}/${name}`)
    if (before !== undefined && before !== checksum)
      throw new MigrationRefused(
        `The migration ${schema}/${name} was applied to this database and has changed since. Restore the file, and write what is new as the next number.`,
      )
  }
  for (const schema of new Set(files.map((file) => file.schema))) {
    const here = new Set(files.filter((file) => file.schema === schema).map(({ name }) => `${schema}/${name}`))
    const gone = [...known.keys()].find((key) => key.startsWith(`${schema}/`) && !here.has(key))
    if (gone !== undefined)
      throw new MigrationRefused(
        `This database has the migration ${gone}, which this program does not know: it was migrated by a newer version. Start that version.`,
      )
  }
}

async function apply(connection: Connection, file: MigrationFile): Promise<void> {
  try {
    await connection.query('begin')
    await connection.query(`create schema if not exists ${file.schema}`)
    await connection.query(file.sql)
    await connection.query('insert into platform.migration (schema, name, checksum) values ($1, $2, $3)', [
      file.schema,
      file.name,
      file.checksum,
    ])
    await connection.query('commit')
  } catch (error) {
    await connection.query('rollback').catch(() => {})
    throw new MigrationRefused(
      `The migration ${file.schema}/${file.name} failed and left nothing behind: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}
