/** Tenants of a broker that stands alone: named by whoever writes first (ETSI GS CIM 009 V1.9.1 §4.14, §5.5.10). */
import { createHash } from 'node:crypto'
import type { People } from '@machinaka/people'
import { defaultSettings } from '@machinaka/people/contract'
import { isRefusal, type Caller, type Context, type RawRequest, type Refusal, type Tenant } from '@machinaka/platform'

/** The tenant of a request that names none (§4.14). */
export const defaultTenant = 'default' as Tenant

const slug = /^[a-z][a-z0-9-]{0,39}$/
/** The operations that may open a tenant: those that create something (§5.5.10), and NGSIv2's writes, which always did. */
const opening =
  /^\/(?:ngsi-ld\/v1\/(?:entities|entityOperations\/(?:create|upsert)|temporal\/entities|subscriptions|csourceRegistrations|csourceSubscriptions|jsonldContexts)|v2\/(?:entities|op\/update|op\/notify|subscriptions))\/?(?:\?|$)/

const headers = ['ngsild-tenant', 'fiware-service'] as const

/** A tenant's name as our own id: itself where it fits, else a short hash of it (names are other people's words). */
export const tenantId = (name: string): string =>
  slug.test(name) ? name : `t-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`

/** Anybody on this machine: what an open broker lets them do. */
const anybody: Caller = {
  kind: 'key',
  id: 'open-broker',
  roles: [],
  scopes: ['context.read', 'context.write', 'source.read', 'key.manage', 'city.manage'],
}

const named = (raw: RawRequest): RawRequest => {
  const header = headers.find((name) => raw.headers[name] !== undefined && raw.headers[name] !== '')
  const name = header === undefined ? undefined : raw.headers[header]
  return { ...raw, headers: { ...raw.headers, [header ?? 'ngsild-tenant']: name === undefined ? defaultTenant : tenantId(name) } }
}

/** Opens a tenant if it is not there; two requests at once open it once. */
export async function openTenant(people: Pick<People, 'findCity' | 'createCity'>, tenant: string): Promise<Refusal | undefined> {
  if ((await people.findCity(tenant)) !== undefined) return undefined
  const made = await people.createCity({
    city: tenant,
    settings: { ...defaultSettings, name: { ja: tenant, en: tenant }, centre: [139.767, 35.681], bounds: [122, 20, 154, 46] },
    demo: false,
  })
  return isRefusal(made) && made.code !== 'people.city-exists' ? made : undefined
}

/**
 * Who asks, and of which tenant. On an open broker anybody on this machine may read and write, and a tenant exists from its
 * first write; elsewhere tenants are opened by an operator and writers bring a key, as in a town.
 */
export function brokerResolver(people: Pick<People, 'resolve' | 'findCity' | 'createCity'>, { open }: { readonly open: boolean }) {
  return async (raw: RawRequest): Promise<Context | Refusal> => {
    const request = named(raw)
    const tenant = request.headers['ngsild-tenant'] ?? request.headers['fiware-service'] ?? defaultTenant
    if (open && raw.loopback && raw.method === 'POST' && opening.test(raw.url)) {
      const refused = await openTenant(people, tenant)
      if (refused !== undefined) return refused
    }
    const context = await people.resolve(request)
    if (isRefusal(context) || !open || !raw.loopback || context.caller.kind !== 'anonymous') return context
    return { ...context, caller: anybody }
  }
}
