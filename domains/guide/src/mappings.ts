import { refusal, type Clock, type Postgres, type Refusal, type Tenant } from '@machinaka/platform'
import type { Static } from 'typebox'
import type { Mapping, suggestMapping } from './contract.ts'
import { findMapping, putMapping } from './desk-store.ts'
import { isCategory } from './rules/categories.ts'
import { guessColumns, missingTargets, readRow } from './rules/table-mapping.ts'

export type MappingSuggestion = Static<(typeof suggestMapping)['response']>
type Asked = Static<(typeof suggestMapping)['body']>

/** Which column of a table is what: remembered per source, else guessed from the titles. */
export class Mappings {
  readonly #postgres: Postgres
  readonly #clock: Clock

  constructor({ postgres, clock }: { readonly postgres: Postgres; readonly clock: Clock }) {
    this.#postgres = postgres
    this.#clock = clock
  }

  async find(tenant: Tenant, source: string): Promise<Mapping | undefined> {
    return this.#postgres.tenant(tenant, (tx) => findMapping(tx, tenant, source))
  }

  /** The mapping to begin with and what it makes of the first rows. A remembered column that the file lacks is left out. */
  async suggest(tenant: Tenant, { source, columns, rows }: Asked): Promise<MappingSuggestion> {
    const kept = source === undefined ? undefined : await this.find(tenant, source)
    const known = kept === undefined ? {} : Object.fromEntries(Object.entries(kept.columns).filter(([column]) => columns.includes(column)))
    const remembered = Object.keys(known).length > 0
    const mapping: Mapping = remembered && kept !== undefined ? { ...kept, columns: known } : { columns: guessColumns(columns) }
    const preview = (rows ?? []).map((cells, i): MappingSuggestion['preview'][number] => {
      const place = readRow({ line: i + 1, cells }, mapping)
      return typeof place === 'string'
        ? { row: i + 1, problem: place }
        : {
            row: i + 1,
            ...(place.name.ja === undefined ? {} : { name: place.name.ja }),
            ...(place.category[0] === undefined ? {} : { category: place.category[0] }),
            lon: place.lon,
            lat: place.lat,
          }
    })
    return { mapping, remembered, missing: missingTargets(mapping), preview }
  }

  async remember(tenant: Tenant, source: string, mapping: Mapping): Promise<Mapping | Refusal> {
    const unknown = [mapping.defaultCategory, ...Object.values(mapping.categories ?? {})].find((c) => c !== undefined && !isCategory(c))
    if (unknown !== undefined)
      return refusal('guide.bad-category', `There is no category “${unknown}”. Take a code of /api/guide/categories.`)
    await this.#postgres.tenant(tenant, (tx) => putMapping(tx, tenant, { source, mapping, at: this.#clock.now().toISOString() }))
    return mapping
  }
}
