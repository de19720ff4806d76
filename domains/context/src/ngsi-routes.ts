/** All NGSI-LD doors of entities, discovery and @contexts (ETSI GS CIM 009 V1.9.1 §6), and what an address refuses. */
import { reply, route, type Route, type RouteDescriptor } from '@machinaka/platform'
import { storedContextRoutes } from './contexts/context-routes.ts'
import { etsi } from './ngsi-answers.ts'
import { attributeRoutes } from './ngsi-attribute-routes.ts'
import { batchRoutes } from './ngsi-batch-routes.ts'
import { asNgsi } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { discoveryRoutes } from './ngsi-discovery-routes.ts'
import { entityRoutes } from './ngsi-entity-routes.ts'
import { queryRoutes } from './ngsi-query-routes.ts'

export const ngsiRoutes = (desk: NgsiDesk): readonly Route[] => [
  ...entityRoutes(desk),
  ...attributeRoutes(desk),
  ...batchRoutes(desk),
  ...queryRoutes(desk),
  ...discoveryRoutes(desk),
  ...storedContextRoutes(desk.contexts),
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * The doors as they are served: reachable with and without a trailing slash (§6.2 prints one, the OpenAPI document none), and
 * answering 405 with `Allow` to any other method (§6.3.2).
 */
export function served(doors: readonly Route[]): readonly Route[] {
  const paths = Map.groupBy(doors, ({ descriptor }) => descriptor.path)
  const refused = [...paths].flatMap(([path, routes]) => {
    const allowed = routes.map(({ descriptor }) => descriptor.method)
    return METHODS.filter((method) => !allowed.includes(method)).map((method) => notAllowed(method, path, allowed))
  })
  return [...doors, ...refused].flatMap((one) =>
    one.descriptor.path.endsWith('*') ? [one] : [one, slashed(isWithoutId(one) ? withoutId(one) : one)],
  )
}

/** `PATCH /entities/` means an entity, and does not say which (§5.6.17, §5.6.18): it is no wrong method. */
const isWithoutId = ({ descriptor: { path, method } }: Route): boolean =>
  path === '/ngsi-ld/v1/entities' && (method === 'PUT' || method === 'PATCH')
const withoutId = ({ descriptor }: Route): Route =>
  route(
    { ...descriptor, errors: ['context.entity-invalid'] },
    () => etsi('BadRequestData', 'The address does not say which entity is meant.'),
    asNgsi,
  )

const slashed = (one: Route): Route => ({
  ...one,
  descriptor: { ...one.descriptor, path: `${one.descriptor.path}/`, hidden: true } satisfies RouteDescriptor,
})

const notAllowed = (method: RouteDescriptor['method'], path: string, allowed: readonly string[]): Route =>
  route({ method, path, summary: 'Method not allowed (§6.3.2)', tag: 'ngsi-ld', access: 'public', errors: [], hidden: true }, () =>
    reply({
      status: 405,
      headers: { allow: allowed.join(', '), 'content-type': 'application/json', 'cache-control': 'no-store' },
      json: { type: 'about:blank', title: 'Method Not Allowed', detail: `This address takes ${allowed.join(', ')}.`, status: 405 },
    }),
  )
