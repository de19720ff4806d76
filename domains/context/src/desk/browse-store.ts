/** A page of the entities of a type, found by a part of their id or name: what a person looks for. */
import { defaultInstance, type Attributes, type QueryExpression } from '@machinaka/ngsi'
import type { Tenant, Tx } from '@machinaka/platform'
import { sql } from 'kysely'
import { queryCondition } from '../query-sql.ts'
import type { EntityRow as Row } from '../rules/desk-doors.ts'

export interface Browse {
  readonly type: string
  readonly find: string | undefined
  readonly q: QueryExpression | undefined
  readonly limit: number
  readonly offset: number
}

/** Attributes that say what an entity is called, in stored form; the first that is there counts. */
const NAMES = ['name', 'title', 'alternateName', 'https://schema.org/name'] as const

interface Found {
  readonly id: string
  readonly types: readonly string[]
  readonly named: Attributes
  readonly modified_at: string
  readonly lon: number | null
  readonly lat: number | null
}

export async function browseEntities(tx: Tx, tenant: Tenant, asked: Browse): Promise<{ readonly items: Row[]; readonly total: number }> {
  const where = sql.join(
    [
      sql`e.city = ${tenant} and e.types @> array[${asked.type}]::text[] and (e.expires_at is null or e.expires_at > now())`,
      ...(asked.find === undefined ? [] : [foundBy(asked.find)]),
      ...(asked.q === undefined ? [] : [queryCondition(asked.q)]),
    ],
    sql` and `,
  )
  const { rows } = await sql<Found>`
    select e.id, e.types, e.modified_at, st_x(p.point) as lon, st_y(p.point) as lat,
      coalesce((select jsonb_object_agg(n.name, e.doc -> n.name) from unnest(${[...NAMES]}::text[]) as n(name) where jsonb_exists(e.doc, n.name)), '{}') as named
    from context.entity e
    cross join lateral (select case when st_geometrytype(e.location) = 'ST_Point' then e.location else st_pointonsurface(e.location) end as point) p
    where ${where} order by e.id limit ${asked.limit} offset ${asked.offset}`.execute(tx)
  const { rows: counted } = await sql<{ count: number }>`select count(*) as count from context.entity e where ${where}`.execute(tx)
  return { items: rows.map(rowOf), total: counted[0]?.count ?? 0 }
}

/** The id, or a value of a name in any language, holds the text; capitals do not matter. */
function foundBy(find: string) {
  const like = `%${find.replaceAll(/[\\%_]/g, '\\$&')}%`
  const paths = NAMES.flatMap((name) => ['value', 'languageMap.*'].map((member) => `$.${JSON.stringify(name)}[*].${member}[*]`))
  return sql`(e.id ilike ${like} or exists (
    select from unnest(${paths}::jsonpath[]) as t(path) cross join lateral jsonb_path_query(e.doc, t.path, '{}', true) as v(value)
    where jsonb_typeof(v.value) = 'string' and v.value #>> '{}' ilike ${like}))`
}

const rowOf = ({ id, types, named, modified_at, lon, lat }: Found): Row => ({
  id,
  types: [...types],
  names: namesOf(named),
  point: lon === null || lat === null ? null : { lon, lat },
  modifiedAt: modified_at,
})

function namesOf(attributes: Attributes): Record<string, string> {
  for (const name of NAMES) {
    const instance = defaultInstance({ attributes }, name)
    if (instance?.type === 'LanguageProperty')
      return Object.fromEntries(
        Object.entries(instance.languageMap).flatMap(([language, text]) => {
          const first: unknown = Array.isArray(text) ? text[0] : text
          return typeof first === 'string' ? [[language, first]] : []
        }),
      )
    if (instance?.type === 'Property' && typeof instance.value === 'string') return { '@none': instance.value }
  }
  return {}
}
