/** Types and attributes that are available here and at context sources (ETSI GS CIM 009 V1.9.1 §5.7.5–§5.7.11). */
import { offers, type SourceOperation } from '@machinaka/ngsi'
import { isRefusal } from '@machinaka/platform'
import { etsi } from '../ngsi-answers.ts'
import type { AttributeInfo, Call, ConsumptionOperations, Operations, Outcome, TypeInfo, Warning } from '../operations.ts'
import { distinct, fanOut } from './fan-out.ts'
import { isLoop, warningOf, type AskSource, type SourceAnswer } from './source-client.ts'
import type { Match, Registry } from './registry.ts'
import { sourcesFor } from './sources.ts'

interface DiscoveryNeeds {
  readonly registry: Registry
  readonly ask: AskSource
  readonly alias: (tenant: Call['tenant']) => string
}
type Discovery = Pick<ConsumptionOperations, 'listTypes' | 'retrieveType' | 'listAttributes' | 'retrieveAttribute'>
type JsonMap = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

/** What sources have is added to what is here; one that does not answer is warned of. */
export function discoverDistributed(needs: DiscoveryNeeds, local: Operations): Discovery {
  return {
    listTypes: async (call) => {
      const here = await local.listTypes(call)
      if (isRefusal(here)) return here
      const found = await askAll(needs, call, {
        operations: ['retrieveEntityTypeDetails', 'retrieveEntityTypes'],
        path: '/types',
        read: readTypes,
      })
      return { value: sumTypes([...here.value, ...found.values]), warnings: distinct([...(here.warnings ?? []), ...found.warnings]) }
    },
    retrieveType: async (call, type) => {
      const here = await local.retrieveType(call, type)
      const found = await askAll(needs, call, {
        operations: ['retrieveEntityTypeInfo'],
        path: (terms) => `/types/${encodeURIComponent(terms.compact(type))}`,
        read: (answer) => (isMap(answer.json) ? [typeInfo(answer.json, answer, type)] : []),
      })
      const [sum] = sumTypes([...(isRefusal(here) ? [] : [here.value]), ...found.values])
      return one(here, sum, found.warnings, `There is no entity of type ${type}.`)
    },
    listAttributes: async (call) => {
      const here = await local.listAttributes(call)
      if (isRefusal(here)) return here
      const found = await askAll(needs, call, {
        operations: ['retrieveAttrTypeDetails', 'retrieveAttrTypes'],
        path: '/attributes',
        read: readAttributes,
      })
      return { value: sumAttributes([...here.value, ...found.values]), warnings: distinct([...(here.warnings ?? []), ...found.warnings]) }
    },
    retrieveAttribute: async (call, name) => {
      const here = await local.retrieveAttribute(call, name)
      const found = await askAll(needs, call, {
        operations: ['retrieveAttrTypeInfo'],
        path: (terms) => `/attributes/${encodeURIComponent(terms.compact(name))}`,
        read: (answer) => (isMap(answer.json) ? [attributeInfo(answer.json, answer, name)] : []),
      })
      const [sum] = sumAttributes([...(isRefusal(here) ? [] : [here.value]), ...found.values])
      return one(here, sum, found.warnings, `There is no attribute ${name}.`)
    },
  }
}

function one<T>(here: Outcome<T>, sum: T | undefined, warnings: readonly Warning[], detail: string): Outcome<T> {
  if (isRefusal(here) && here.code !== 'context.entity-absent' && here.extra?.['problem'] !== 'ResourceNotFound') return here
  return sum === undefined ? (isRefusal(here) ? here : etsi('ResourceNotFound', detail)) : { value: sum, warnings: distinct(warnings) }
}

/** Asks every source that offers one of the operations; with details where it offers the first of two. */
async function askAll<T>(
  needs: DiscoveryNeeds,
  call: Call,
  {
    operations,
    path,
    read,
  }: {
    readonly operations: readonly [SourceOperation, ...SourceOperation[]]
    readonly path: string | ((terms: Call['context']) => string)
    readonly read: (answer: SourceAnswer) => readonly T[]
  },
): Promise<{ readonly values: readonly T[]; readonly warnings: readonly Warning[] }> {
  const matches = await sourcesFor(needs, call, { spec: { entities: [] }, operations })
  if (matches.length === 0 || isLoop(call, needs.alias(call.tenant))) return { values: [], warnings: [] }
  type Heard = { readonly values: readonly T[]; readonly warnings: readonly Warning[] }
  const silent = (match: Match, failure: Parameters<typeof warningOf>[0]): Heard => ({
    values: [],
    warnings: [warningOf(failure, match.source)].filter((warning) => warning !== undefined),
  })
  const all = await fanOut(
    matches,
    async (match): Promise<Heard> => {
      const details = operations.length > 1 && offers(match.source, operations[0]) ? '?details=true' : ''
      const answer = await needs.ask(call, match.source, {
        method: 'GET',
        path: (terms) => (typeof path === 'string' ? path + details : path(terms)),
      })
      return answer.failed === undefined ? { values: read(answer), warnings: answer.warnings } : silent(match, answer)
    },
    (match) => silent(match, { failed: 'late', detail: 'Not asked in time' }),
  )
  return { values: all.flatMap(({ values }) => values), warnings: all.flatMap(({ warnings }) => warnings) }
}

/** EntityTypeList, or a list of EntityType (§5.2.24, §5.2.25). */
function readTypes(answer: SourceAnswer): readonly TypeInfo[] {
  const { json, terms } = answer
  if (isMap(json)) return texts(json['typeList']).map((name) => ({ type: terms.stored(name), count: 0, attributes: [] }))
  return (Array.isArray(json) ? (json as readonly unknown[]) : []).flatMap((entry) => {
    if (!isMap(entry)) return []
    const name = entry['typeName'] ?? entry['id']
    if (typeof name !== 'string') return []
    const attributes = texts(entry['attributeNames']).map((attribute) => ({
      name: terms.stored(attribute),
      kinds: [],
      types: [terms.stored(name)],
      count: 0,
    }))
    return [{ type: terms.stored(name), count: 0, attributes }]
  })
}

/** AttributeList, or a list of Attribute (§5.2.27, §5.2.28). */
function readAttributes(answer: SourceAnswer): readonly AttributeInfo[] {
  const { json, terms } = answer
  if (isMap(json)) return texts(json['attributeList']).map((name) => ({ name: terms.stored(name), kinds: [], types: [], count: 0 }))
  return (Array.isArray(json) ? (json as readonly unknown[]) : []).flatMap((entry) => {
    if (!isMap(entry)) return []
    const name = entry['attributeName'] ?? entry['id']
    return typeof name === 'string' ? [attributeInfo(entry, answer, terms.stored(name))] : []
  })
}

function typeInfo(json: JsonMap, { terms }: SourceAnswer, type: string): TypeInfo {
  const details = Array.isArray(json['attributeDetails']) ? (json['attributeDetails'] as readonly unknown[]) : []
  return {
    type,
    count: count(json['entityCount']),
    attributes: details.flatMap((entry) =>
      isMap(entry) && typeof entry['attributeName'] === 'string'
        ? [attributeInfo(entry, { terms }, terms.stored(entry['attributeName']))]
        : [],
    ),
  }
}

function attributeInfo(json: JsonMap, { terms }: Pick<SourceAnswer, 'terms'>, name: string): AttributeInfo {
  return {
    name,
    kinds: texts(json['attributeTypes']),
    types: texts(json['typeNames']).map((type) => terms.stored(type)),
    count: count(json['attributeCount']),
  }
}

function sumTypes(all: readonly TypeInfo[]): readonly TypeInfo[] {
  const byType = new Map<string, TypeInfo>()
  for (const info of all) {
    const before = byType.get(info.type)
    byType.set(
      info.type,
      before === undefined
        ? info
        : { ...before, count: before.count + info.count, attributes: sumAttributes([...before.attributes, ...info.attributes]) },
    )
  }
  return [...byType.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
}

function sumAttributes(all: readonly AttributeInfo[]): readonly AttributeInfo[] {
  const byName = new Map<string, AttributeInfo>()
  for (const info of all) {
    const before = byName.get(info.name)
    byName.set(
      info.name,
      before === undefined
        ? info
        : {
            name: info.name,
            kinds: [...new Set([...before.kinds, ...info.kinds])],
            types: [...new Set([...before.types, ...info.types])],
            count: before.count + info.count,
          },
    )
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
