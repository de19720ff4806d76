/** The NGSIv2 doors of types, and the root (Orion API: /v2, /v2/types). */
import { problemOfV2Name, storedFromV2, v2FromAttribute, v2FromStored, isInstanceList } from '@machinaka/ngsi'
import { isRefusal, refusal, route, type Refusal, type Route } from '@machinaka/platform'
import type { Call, ReadEntity, TypeInfo } from '../operations.ts'
import { v2Doors as doors } from '../rules/v2-doors.ts'
import { answerV2, asV2 } from './v2-answers.ts'
import type { Reads } from './v2-reading.ts'
import { pageOfV2, readV2, settled } from './v2-request.ts'

/** Types of attributes are read from so many entities of a type. */
const SAMPLE = 100

export const v2TypeRoutes = (
  reads: Reads & { readonly retrieveType: (call: Call, type: string) => Promise<{ readonly value: TypeInfo } | Refusal> },
): readonly Route[] => [
  route(
    doors.root,
    ({ raw }) =>
      answerV2(raw, {
        entities_url: '/v2/entities',
        types_url: '/v2/types',
        subscriptions_url: '/v2/subscriptions',
      }),
    asV2,
  ),
  route(
    doors.listTypes,
    async (incoming) => {
      const asked = readV2(incoming, { options: ['count', 'values', 'noAttrDetail'] })
      const page = isRefusal(asked) ? asked : pageOfV2(asked)
      if (isRefusal(asked) || isRefusal(page)) return page as Refusal
      const all = await reads.listTypes(asked.call)
      if (isRefusal(all)) return all
      const shown = all.value.slice(page.offset, page.offset + page.limit)
      const headers = page.count ? { 'fiware-total-count': String(all.value.length) } : undefined
      const named = shown.map(({ type }) => v2FromStored(type, 'type'))
      if (asked.options.has('values')) return answerV2(asked.raw, named, headers)
      const detail = asked.options.has('noAttrDetail') ? undefined : reads
      const types: object[] = []
      for (const [i, info] of shown.entries()) types.push({ type: named[i], ...(await detailsOf(detail, asked.call, info)) })
      return answerV2(asked.raw, types, headers)
    },
    asV2,
  ),
  route(
    doors.retrieveType,
    async (incoming) => {
      const asked = readV2(incoming, {})
      const wrong = isRefusal(asked) ? asked : settled(problemOfV2Name({ type: incoming.params.type }))
      if (isRefusal(asked) || isRefusal(wrong)) return wrong as Refusal
      const info = await reads.retrieveType(asked.call, storedFromV2(incoming.params.type, 'type'))
      if (isRefusal(info)) return info.code === 'context.entity-absent' ? refusal('context.entity-absent', 'Entity type not found') : info
      return answerV2(asked.raw, await detailsOf(reads, asked.call, info.value))
    },
    asV2,
  ),
]

/** Attributes with the types that they have in NGSIv2, and how many entities there are. */
async function detailsOf(reads: Reads | undefined, call: Call, { type, count, attributes }: TypeInfo): Promise<object> {
  const sample = reads === undefined ? undefined : await reads.queryEntities(call, { selectors: [{ types: [type] }], limit: SAMPLE })
  const seen = typesIn(sample === undefined || isRefusal(sample) ? [] : sample.value.entities)
  const attrs = attributes.map(({ name }) => [v2FromStored(name, 'attribute'), { types: [...(seen.get(name) ?? [])].toSorted() }])
  return { attrs: Object.fromEntries(attrs), count }
}

function typesIn(entities: readonly ReadEntity[]): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>()
  for (const { attributes } of entities)
    for (const [name, value] of Object.entries(attributes)) {
      const [one] = isInstanceList(value) ? value : [value]
      if (one === undefined) continue
      const types = seen.get(name) ?? new Set<string>()
      seen.set(name, types.add(v2FromAttribute(one).type))
    }
  return seen
}
