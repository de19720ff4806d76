/** All NGSIv2 doors (decisions/0010-ngsiv2.md). */
import { reply, route, type Route, type RouteDescriptor } from '@machinaka/platform'
import type { ConsumptionOperations } from '../operations.ts'
import { v2AttributeRoutes } from './attribute-routes.ts'
import { v2EntityRoutes } from './entity-routes.ts'
import { v2OpRoutes } from './op-routes.ts'
import { v2SubscriptionRoutes, type V2SubscriptionDesk } from './subscription-routes.ts'
import { v2TypeRoutes } from './type-routes.ts'
import type { V2Desk } from './v2-writing.ts'

export type V2Doors = V2Desk & V2SubscriptionDesk & { readonly operations: Pick<ConsumptionOperations, 'retrieveType'> }

export function v2Routes(desk: V2Doors): readonly Route[] {
  const doors = [
    ...v2EntityRoutes(desk),
    ...v2AttributeRoutes(desk),
    ...v2TypeRoutes(desk.operations),
    ...v2OpRoutes(desk),
    ...v2SubscriptionRoutes(desk),
  ]
  return [...doors, ...refusedMethods(doors)]
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** 405 with `Allow` for the other methods of each address. */
function refusedMethods(doors: readonly Route[]): readonly Route[] {
  return [...Map.groupBy(doors, ({ descriptor }) => descriptor.path)].flatMap(([path, routes]) => {
    const allowed = routes.map(({ descriptor }) => descriptor.method)
    return METHODS.filter((method) => !allowed.includes(method)).map((method) => notAllowed(method, path, allowed))
  })
}

const notAllowed = (method: RouteDescriptor['method'], path: string, allowed: readonly string[]): Route =>
  route({ method, path, summary: 'NGSIv2: method not allowed', tag: 'ngsi-v2', access: 'public', errors: [], hidden: true }, () =>
    reply({
      status: 405,
      headers: { allow: allowed.join(', '), 'content-type': 'application/json', 'cache-control': 'no-store' },
      // Orion's own spelling.
      json: { error: 'MethodNotAlowed', description: 'method not allowed' },
    }),
  )
