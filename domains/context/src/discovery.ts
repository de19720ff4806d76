/** Which types and attributes there are (ETSI GS CIM 009 V1.9.1 §5.7.5–§5.7.11). */
import { expandedName } from '@machinaka/ngsi'
import type { Postgres, Tenant } from '@machinaka/platform'
import type { AttributeInfo, TypeInfo } from './operations.ts'
import { readTallies, type Tally } from './tally-store.ts'

export interface Discovery {
  /** Ordered by IRI. */
  types(tenant: Tenant): Promise<readonly TypeInfo[]>
  attributes(tenant: Tenant): Promise<readonly AttributeInfo[]>
}

/** Answers from the tallies that every write keeps (see tally-store.ts). */
export function createDiscovery({ postgres }: { readonly postgres: Postgres }): Discovery {
  const read = (tenant: Tenant): Promise<readonly Tally[]> => postgres.tenant(tenant, (tx) => readTallies(tx, tenant))
  return {
    types: async (tenant) => typesOf(await read(tenant)),
    attributes: async (tenant) => attributesOf(await read(tenant)),
  }
}

const byIri =
  <T>(name: (one: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [expandedName(name(a)), expandedName(name(b))]
    return left < right ? -1 : left > right ? 1 : 0
  }

/** Rows without an attribute count entities; the others, instances of the attribute by kind. */
function typesOf(tallies: readonly Tally[]): readonly TypeInfo[] {
  const found = new Map<string, { count: number; attributes: Map<string, AttributeInfo> }>()
  for (const { type, attribute, kind, count } of tallies) {
    if (type === '') continue
    const info = found.get(type) ?? { count: 0, attributes: new Map<string, AttributeInfo>() }
    found.set(type, info)
    if (attribute === '') info.count += count
    else info.attributes.set(attribute, grown(info.attributes.get(attribute), { name: attribute, kinds: [kind], types: [type], count }))
  }
  return [...found]
    .filter(([, { count }]) => count > 0)
    .map(([type, { count, attributes }]) => ({ type, count, attributes: [...attributes.values()].toSorted(byIri(({ name }) => name)) }))
    .toSorted(byIri(({ type }) => type))
}

/** Rows without a type count instances over all entities, each once. */
function attributesOf(tallies: readonly Tally[]): readonly AttributeInfo[] {
  const found = new Map<string, AttributeInfo>()
  for (const { type, attribute, kind, count } of tallies) {
    if (attribute === '') continue
    const info =
      type === '' ? { name: attribute, kinds: [kind], types: [], count } : { name: attribute, kinds: [], types: [type], count: 0 }
    found.set(attribute, grown(found.get(attribute), info))
  }
  return [...found.values()].filter(({ count }) => count > 0).toSorted(byIri(({ name }) => name))
}

const grown = (before: AttributeInfo | undefined, more: AttributeInfo): AttributeInfo =>
  before === undefined
    ? more
    : {
        name: more.name,
        kinds: [...new Set([...before.kinds, ...more.kinds])].toSorted(),
        types: [...new Set([...before.types, ...more.types])].toSorted(),
        count: before.count + more.count,
      }
