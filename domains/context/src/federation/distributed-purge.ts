/** Purge here and at context sources (ETSI GS CIM 009 V1.9.1 §5.6.21.4). */
import { narrowed, offers, type ReadyInfo } from '@machinaka/ngsi'
import { isRefusal } from '@machinaka/platform'
import type { BatchResult, Call, Operations, Outcome, PurgeRequest } from '../operations.ts'
import { specificationOf } from './distributed-reads.ts'
import { tooMany, type WriteNeeds } from './distributed-writes.ts'
import { fanOut } from './fan-out.ts'
import type { Match } from './registry.ts'
import { aliasOf, isLoop, sourceLimits, type SourceFailure } from './source-client.ts'
import { loop, notOffered, partialRefusal } from './source-refusals.ts'
import { attributesIn, queryString } from './wire-query.ts'

export async function purgeDistributed(
  needs: WriteNeeds,
  local: Operations,
  call: Call,
  request: PurgeRequest,
): Promise<Outcome<BatchResult>> {
  const matches = call.local || call.snapshot !== undefined ? [] : await purgeMatches(needs, call, request)
  if (matches.length === 0) return local.purgeEntities(call, request)
  if (matches.length > sourceLimits.sources) return tooMany(matches.length)
  const [here, remote] = await Promise.all([
    local.purgeEntities(call, request),
    fanOut(
      matches,
      (match) => purgeAt(needs, call, match, request),
      (match) => [failure(match, { failed: 'late', detail: 'it was not asked in time.' })],
    ),
  ])
  if (isRefusal(here)) return here
  return { ...here, value: { ...here.value, failed: [...here.value.failed, ...remote.flat()] } }
}

async function purgeMatches({ registry }: WriteNeeds, call: Call, { query }: PurgeRequest): Promise<readonly Match[]> {
  const { q, geo, scopeQ, csf } = query
  const asked = attributesIn(q)
  const spec = { entities: query.selectors.map(specificationOf), attributes: asked.length === 0 ? undefined : asked }
  const matches = await registry.matching(call.tenant, spec, { geo, scopeQ, csf })
  return matches.filter(
    ({ source: { registration, operations } }) =>
      registration.mode !== 'auxiliary' && (registration.mode !== 'inclusive' || operations.has('purgeEntity')),
  )
}

type Failures = BatchResult['failed']

const failure = ({ source }: Match, said: SourceFailure): Failures[number] => ({
  id: source.registration.id,
  refusal: partialRefusal(said, source),
  registration: source.registration.id,
})

/** One request per selector, narrowed to what the registration is for: never more is removed than was registered (§4.3.6.1). */
async function purgeAt(needs: WriteNeeds, call: Call, match: Match, { query, drop, keep }: PurgeRequest): Promise<Failures> {
  const { source, infos } = match
  const { id } = source.registration
  if (!offers(source, 'purgeEntity')) return [{ id, refusal: notOffered(source, 'purgeEntity'), registration: id }]
  const visited = call.via.some((entry) => aliasOf(entry) === source.registration.contextSourceAlias)
  if (visited || isLoop(call, needs.alias(call.tenant))) return source.registration.mode === 'inclusive' ? [] : [failure(match, loop)]
  const specs = query.selectors.length === 0 ? [{}] : query.selectors.map(specificationOf)
  const members = purgedMembers(infos, { drop, keep })
  const { q, geo, scopeQ, expandValues, jsonKeys } = query
  const answers = await Promise.all(
    specs.map((spec) =>
      needs.ask(call, source, {
        method: 'DELETE',
        path: (terms) => {
          const more = Object.fromEntries(
            Object.entries(members).map(([name, names]) => [name, names.map((one) => terms.compact(one)).join(',')]),
          )
          return `/entities${queryString({ entity: narrowed(spec, infos), q, geo, scopeQ, expandValues, jsonKeys, more }, terms)}`
        },
      }),
    ),
  )
  // A source that has nothing that fits is no failure.
  return answers.flatMap((answer) => (answer.failed === undefined || answer.status === 404 ? [] : [failure(match, answer)]))
}

function purgedMembers(
  infos: readonly ReadyInfo[],
  { drop, keep }: Pick<PurgeRequest, 'drop' | 'keep'>,
): Readonly<Record<string, readonly string[]>> {
  if (infos.some(({ names }) => names === undefined))
    return { ...(drop === undefined ? {} : { drop }), ...(keep === undefined ? {} : { keep }) }
  const registered = [...new Set(infos.flatMap(({ names }) => [...(names ?? [])]))]
  if (keep !== undefined) return { drop: registered.filter((name) => !keep.includes(name)) }
  return { drop: drop === undefined ? registered : registered.filter((name) => drop.includes(name)) }
}
