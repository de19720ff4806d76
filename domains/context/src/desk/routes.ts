/** Doors of the console's pages for the town's data. */
import { isName, isProblem, parseQ, storedName } from '@machinaka/ngsi'
import { refusal, route, type Postgres, type Route } from '@machinaka/platform'
import type { Entities } from '../broker.ts'
import { deskDoors } from '../rules/desk-doors.ts'
import { browseEntities } from './browse-store.ts'

export const deskRoutes = (postgres: Postgres, entities: Pick<Entities, 'types'>): readonly Route[] => [
  route(deskDoors.countTypes, async ({ context }) => {
    const all = await entities.types(context.tenant, 'counts')
    return all.map(({ type, count }) => ({ type, count }))
  }),
  route(deskDoors.browseEntities, async ({ context, query: { type, find, q, limit = 50, offset = 0 } }) => {
    if (!isName(type)) return refusal('context.query-invalid', `"${type}" is no name of an entity type.`)
    const condition = q === undefined || q.trim() === '' ? undefined : parseQ(q.trim())
    if (isProblem(condition)) return refusal('context.query-invalid', condition.detail, { problem: condition.problem })
    const words = find?.trim()
    const asked = { type: storedName(type), find: words === '' ? undefined : words, q: condition, limit, offset }
    return await postgres.tenant(context.tenant, (tx) => browseEntities(tx, context.tenant, asked))
  }),
]
