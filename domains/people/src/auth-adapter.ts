import { createAdapterFactory, type CleanedWhere, type CustomAdapter } from '@better-auth/core/db/adapter'
import type { Postgres, Tx } from '@machinaka/platform'
import { sql, type RawBuilder } from 'kysely'

/** better-auth's models in our schema: `accounts` of it are ways in of other services, which we call credentials. */
export const tables: Readonly<Record<string, string>> = {
  user: 'people.account',
  session: 'people.session',
  account: 'people.credential',
  verification: 'people.verification',
  passkey: 'people.passkey',
}

/** `credentialID` → `credential_id`, `userId` → `user_id`. */
export const columnOf = (field: string): string => field.replace(/ID$/, 'Id').replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

type Row = Record<string, unknown>

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const pattern = (value: unknown): string => String(value).replaceAll(/[\\%_]/g, (c) => `\\${c}`)

function condition({ field, value, operator, mode }: CleanedWhere): RawBuilder<unknown> {
  const folded = mode === 'insensitive' && typeof value === 'string'
  const column = folded ? sql`lower(${sql.ref(columnOf(field))})` : sql`${sql.ref(columnOf(field))}`
  const given = folded ? value.toLowerCase() : value
  switch (operator) {
    case undefined:
    case 'eq':
      return given === null ? sql`${column} is null` : sql`${column} = ${given}`
    case 'ne':
      return given === null ? sql`${column} is not null` : sql`${column} is distinct from ${given}`
    case 'lt':
      return sql`${column} < ${given}`
    case 'lte':
      return sql`${column} <= ${given}`
    case 'gt':
      return sql`${column} > ${given}`
    case 'gte':
      return sql`${column} >= ${given}`
    case 'in':
      return list(given).length === 0 ? sql`false` : sql`${column} in (${sql.join(list(given))})`
    case 'not_in':
      return list(given).length === 0 ? sql`true` : sql`${column} not in (${sql.join(list(given))})`
    case 'contains':
      return sql`${column} like ${`%${pattern(given)}%`}`
    case 'starts_with':
      return sql`${column} like ${`${pattern(given)}%`}`
    case 'ends_with':
      return sql`${column} like ${`%${pattern(given)}`}`
  }
}

/** better-auth joins conditions from the left: `a OR b AND c` is `(a or b) and c`. */
const where = (conditions: readonly CleanedWhere[] | undefined): RawBuilder<unknown> =>
  (conditions ?? [])
    .map((c) => ({ connector: c.connector, part: condition(c) }))
    .reduce(
      (all, { connector, part }, i) => (i === 0 ? part : connector === 'OR' ? sql`(${all} or ${part})` : sql`(${all} and ${part})`),
      sql`true`,
    )

const assignments = (values: Row): RawBuilder<unknown> =>
  sql.join(Object.entries(values).map(([field, value]) => sql`${sql.ref(columnOf(field))} = ${value}`))

function tableOf(model: string): RawBuilder<unknown> {
  const table = tables[model]
  if (table === undefined) throw new Error(`better-auth asks for the model ${model}, which has no table`)
  return sql.table(table)
}

/**
 * better-auth on our database: each operation is one short transaction as `app_system`, because accounts belong to no
 * city. Nothing here is better-auth's own SQL; the tables are in our migrations.
 */
export const authAdapter = (postgres: Postgres): ReturnType<typeof createAdapterFactory> =>
  createAdapterFactory({
    config: {
      adapterId: 'machinaka',
      adapterName: 'Machinaka',
      supportsBooleans: true,
      supportsDates: true,
      customTransformOutput: ({ data, fieldAttributes }: { data: unknown; fieldAttributes: { type?: unknown } }) =>
        fieldAttributes.type === 'date' && typeof data === 'string' ? new Date(data) : data,
    },
    adapter: ({ schema, getDefaultModelName }) => {
      const run = (query: RawBuilder<unknown>): Promise<readonly Row[]> =>
        postgres.system(async (tx: Tx) => (await query.execute(tx)).rows as readonly Row[])
      const named = (model: string, row: Row): Row => {
        const fields = ['id', ...Object.keys(schema[getDefaultModelName(model)]?.fields ?? {})]
        return Object.fromEntries(fields.map((field) => [field, row[columnOf(field)]]))
      }
      const one = async (model: string, query: RawBuilder<unknown>): Promise<Row | null> => {
        const [row] = await run(query)
        return row === undefined ? null : named(model, row)
      }
      const first = (model: string, conditions: readonly CleanedWhere[]): RawBuilder<unknown> =>
        sql`id = (select id from ${tableOf(model)} where ${where(conditions)} limit 1 for update)`
      const adapter = {
        create: ({ model, data }: { model: string; data: Row }) =>
          one(
            model,
            sql`insert into ${tableOf(model)} (${sql.join(Object.keys(data).map((f) => sql.ref(columnOf(f))))}) values (${sql.join(Object.values(data))}) returning *`,
          ),
        findOne: ({ model, where: w }: { model: string; where: CleanedWhere[] }) =>
          one(model, sql`select * from ${tableOf(model)} where ${where(w)} limit 1`),
        findMany: async ({
          model,
          where: w,
          limit,
          sortBy,
          offset,
        }: {
          model: string
          where?: CleanedWhere[]
          limit: number
          sortBy?: { field: string; direction: 'asc' | 'desc' }
          offset?: number
        }) => {
          const order =
            sortBy === undefined
              ? sql`id`
              : sql`${sql.ref(columnOf(sortBy.field))} ${sql.raw(sortBy.direction === 'desc' ? 'desc' : 'asc')}`
          return (
            await run(sql`select * from ${tableOf(model)} where ${where(w)} order by ${order} limit ${limit} offset ${offset ?? 0}`)
          ).map((row) => named(model, row))
        },
        count: async ({ model, where: w }: { model: string; where?: CleanedWhere[] }) =>
          Number((await run(sql`select count(*)::int as n from ${tableOf(model)} where ${where(w)}`))[0]?.['n'] ?? 0),
        update: ({ model, where: w, update }: { model: string; where: CleanedWhere[]; update: Row }) =>
          one(model, sql`update ${tableOf(model)} set ${assignments(update)} where ${first(model, w)} returning *`),
        updateMany: async ({ model, where: w, update }: { model: string; where: CleanedWhere[]; update: Row }) =>
          (await run(sql`update ${tableOf(model)} set ${assignments(update)} where ${where(w)} returning id`)).length,
        delete: async ({ model, where: w }: { model: string; where: CleanedWhere[] }) =>
          void (await run(sql`delete from ${tableOf(model)} where ${where(w)}`)),
        deleteMany: async ({ model, where: w }: { model: string; where: CleanedWhere[] }) =>
          (await run(sql`delete from ${tableOf(model)} where ${where(w)} returning id`)).length,
        consumeOne: ({ model, where: w }: { model: string; where: CleanedWhere[] }) =>
          one(model, sql`delete from ${tableOf(model)} where ${first(model, w)} returning *`),
      }
      // better-auth types rows as whatever its caller wishes; what a row is, the schema says.
      return adapter as unknown as CustomAdapter
    },
  })
