/** What could not be delivered, for the console. */
import { isRefusal, route, type Route } from '@machinaka/platform'
import * as doors from '../rules/undelivered-doors.ts'
import type { UndeliveredRow } from './undelivered-store.ts'
import type { Undelivered } from './undelivered.ts'

const shown = ({ created_at, tried_at, ...row }: UndeliveredRow): doors.UndeliveredNotification => ({
  ...row,
  entities: [...row.entities],
  createdAt: created_at,
  triedAt: tried_at,
})

export const undeliveredRoutes = (undelivered: Undelivered): readonly Route[] => [
  route(doors.listUndelivered, async ({ context, query }) => (await undelivered.list(context.tenant, query)).map(shown)),
  route(doors.getUndelivered, async ({ context, params }) => {
    const found = await undelivered.get(context.tenant, params.id)
    if (isRefusal(found)) return found
    const { notification, ...row } = found
    return { ...shown(row), notification }
  }),
  route(doors.replayUndelivered, async ({ context, body }) => ({ count: await undelivered.replay(context.tenant, body) })),
  route(doors.discardUndelivered, async ({ context, body }) => ({ count: await undelivered.discard(context.tenant, body) })),
]
