import { existsSync, globSync, readFileSync } from 'node:fs'

const verbs =
  /\b(?:from|join|into|update|only|table|truncate|references|index\s+on|on)\s+(?:if\s+(?:not\s+)?exists\s+)?([a-z_]+)\.([a-z_]+)/g
const schemas = new Set(['people', 'context', 'guide', 'citymodel', 'insight', 'platform', 'pgboss'])

/** Names of another domain's tables that this domain's SQL uses; `text` is a source or a migration of `domain`. */
export function foreignTables(domain: string, text: string): string[] {
  const found = [...text.matchAll(verbs)].map(([, schema = '', table = '']) => ({ schema, table }))
  return [
    ...new Set(found.filter(({ schema }) => schemas.has(schema) && schema !== domain).map(({ schema, table }) => `${schema}.${table}`)),
  ]
}

/** The tables that a domain's migrations create. */
export function ownTables(domain: string): string[] {
  const sql = globSync(`domains/${domain}/migrations/*.sql`)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  return [...sql.matchAll(/create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([a-z_]+\.[a-z_]+)/gi)].map(([, name = '']) => name)
}

/** Every SQL template or migration of the domains that names another domain's table. One writer, and one reader, per table. */
export function trespasses(): string[] {
  const files = globSync(['domains/*/src/**/*.ts', 'domains/*/migrations/*.sql'])
  return files
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const domain = file.split('/')[1] ?? ''
      const text = readFileSync(file, 'utf8')
      const sql = file.endsWith('.sql') ? text : [...text.matchAll(/sql(?:<[^`]*>)?`([^`]*)`/g)].map(([, body = '']) => body).join('\n')
      return foreignTables(domain, sql).map((table) => `${file} names ${table}: ask its domain`)
    })
}

/** What is missing in the READMEs of the rooms: one each, at most 40 lines; a domain's names its tables. */
export function readmeGaps(): string[] {
  const rooms = [...globSync('{engines,domains}/*/package.json'), ...globSync('{platform,ui,demo}/package.json')].map((file) =>
    file.replace('/package.json', ''),
  )
  return rooms.flatMap((room) => {
    const file = `${room}/README.md`
    if (!existsSync(file)) return [`${file} is missing`]
    const text = readFileSync(file, 'utf8')
    const lines = text.trimEnd().split('\n').length
    const domain = room.startsWith('domains/') ? room.slice('domains/'.length) : undefined
    const untold =
      domain === undefined ? [] : ownTables(domain).filter((table) => !text.includes(table) && !text.includes(table.split('.')[1] ?? table))
    return [...(lines > 40 ? [`${file} has ${lines} lines: at most 40`] : []), ...untold.map((table) => `${file} does not name ${table}`)]
  })
}
