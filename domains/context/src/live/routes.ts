import { isProblem, isUri, parseGeo, parseQ, parseScopeQ, parseTypes, presentEntity, type Format } from '@machinaka/ngsi'
import { isRefusal, refusal, reply, route, type Refusal, type Route } from '@machinaka/platform'
import { streamChanges } from '../rules/live-doors.ts'
import { isMoment } from './changes-since.ts'
import type { Live, LiveEvent, LiveQuery } from '../broker.ts'

type Given = Readonly<Partial<Record<'type' | 'id' | 'q' | 'scopeQ' | 'georel' | 'geometry' | 'coordinates' | 'geoproperty', string>>>

function queryOf(given: Given): LiveQuery | Refusal {
  const read = {
    types: given.type === undefined || given.type === '*' ? undefined : parseTypes(given.type),
    q: given.q === undefined ? undefined : parseQ(given.q),
    scopeQ: given.scopeQ === undefined ? undefined : parseScopeQ(given.scopeQ),
    geo: parseGeo(given),
  }
  const wrong = Object.values(read).find((part) => isProblem(part))
  if (isProblem(wrong)) return refusal('context.query-invalid', wrong.detail, { problem: wrong.problem })
  const { types, q, scopeQ, geo } = read
  const ids = given.id?.split(',')
  if (ids?.every(isUri) === false) return refusal('context.query-invalid', 'id must be a list of URIs, separated by commas.')
  return {
    ...(isProblem(types) || types === undefined ? {} : { types }),
    ...(isProblem(q) || q === undefined ? {} : { q }),
    ...(isProblem(scopeQ) || scopeQ === undefined ? {} : { scopeQ }),
    ...(isProblem(geo) || geo === undefined ? {} : { geo }),
    ...(ids === undefined ? {} : { ids }),
  }
}

/** One event as text. `id` comes before the data, so that a broken line is never taken for a told event. */
function textOf(event: LiveEvent, format: Format): string {
  if (event.kind === 'quiet') return `id: ${event.moment}\n: quiet\n\n`
  const data =
    event.kind === 'many'
      ? {}
      : { entities: event.entities.map((entity) => presentEntity(entity, { format, sysAttrs: false })), gone: event.gone }
  return `id: ${event.moment}\nevent: ${event.kind}\ndata: ${JSON.stringify(data)}\n\n`
}

async function* textsOf(events: AsyncIterable<LiveEvent>, format: Format): AsyncGenerator<string> {
  yield 'retry: 2000\n\n'
  for await (const event of events) yield textOf(event, format)
}

export const liveRoutes = (live: Live): readonly Route[] => [
  route(streamChanges, ({ context, query, headers, signal }) => {
    const asked = queryOf(query)
    if (isRefusal(asked)) return asked
    const since = headers['last-event-id'] ?? query.since
    if (since !== undefined && since !== '' && !isMoment(since))
      return refusal('context.moment-invalid', 'Last-Event-ID is none of this stream: leave it out to begin now.')
    const events = live.listen(context.tenant, asked, { since: since === '' ? undefined : since, signal })
    return reply({
      stream: textsOf(events, query.format ?? 'simplified'),
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    })
  }),
]
