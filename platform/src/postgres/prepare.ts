import { DatabaseUnusable, type Connection } from './engine.ts'
import { EXTENSIONS, FOUNDATION, LEAKPROOF, ROLES } from './foundation.ts'

/** PostgreSQL's codes: insufficient_privilege; role exists already (made by another server in the same moment). */
const FORBIDDEN = '42501'
const EXISTS: readonly string[] = ['42710', '23505']

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined

/**
 * Brings the database to where migrations can run: roles, membership in them, extensions, platform's functions.
 * What this user may not do is refused with the statements that the administrator has to run.
 *
 * @returns remarks for the log: what works, but slower than it could
 */
export async function prepare(connection: Connection): Promise<readonly string[]> {
  const missing: string[] = []
  const attempt = async (sql: string): Promise<void> => {
    try {
      await connection.query(sql)
    } catch (error) {
      const code = codeOf(error)
      if (code === FORBIDDEN || code === '58P01' || code === '0A000') missing.push(`${sql};`)
      else if (code === undefined || !EXISTS.includes(code)) throw error
    }
  }
  for (const role of ROLES)
    if (!(await exists(connection, `select from pg_roles where rolname = '${role}'`))) await attempt(`create role ${role} nologin`)
  const user = await quotedUser(connection)
  const member = await exists(
    connection,
    `select where ${ROLES.map((role) => `exists (select from pg_roles where rolname = '${role}' and pg_has_role(oid, 'member'))`).join(' and ')}`,
  )
  if (!member) await attempt(`grant ${ROLES.join(', ')} to ${user}`)
  for (const name of EXTENSIONS)
    if (!(await exists(connection, `select from pg_extension where extname = '${name}'`)))
      await attempt(`create extension if not exists ${name}`)
  if (missing.length > 0)
    throw new DatabaseUnusable(
      `The database user ${user} may not prepare the database (or the server lacks PostGIS). Ask its administrator to install PostGIS and to run in this database, as a superuser: ${missing.join(' ')}`,
    )
  await connection.query(FOUNDATION)
  return leakproof(connection)
}

const exists = async (connection: Connection, sql: string): Promise<boolean> =>
  (await connection.query(`select exists (${sql}) as yes`)).rows[0]?.['yes'] === true

async function quotedUser(connection: Connection): Promise<string> {
  return String((await connection.query('select quote_ident(current_user) as name')).rows[0]?.['name'])
}

async function leakproof(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query(LEAKPROOF)
  const statements = rows.map((row) => `alter function ${String(row['signature'])} leakproof`)
  if (statements.length === 0) return []
  try {
    await connection.query(statements.join('; '))
    return []
  } catch (error) {
    if (codeOf(error) !== FORBIDDEN) throw error
    return [`Spatial searches will be slow in big cities until a superuser runs in this database: ${statements.join('; ')};`]
  }
}
