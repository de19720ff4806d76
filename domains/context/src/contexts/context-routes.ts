/** The NGSI-LD doors for stored @contexts (ETSI GS CIM 009 V1.9.1 §6.29, §6.30). */
import { coreDocument, coreVersionOf } from '@machinaka/ngsi'
import { isRefusal, refusal, reply, route, type RawRequest, type Refusal, type Reply, type Route } from '@machinaka/platform'
import { answerBare, etsi, tenantHeaders } from '../ngsi-answers.ts'
import { asNgsi } from '../ngsi-body.ts'
import { checkParameters, type Parameters } from '../ngsi-parameters.ts'
import { chooseMedia, PLAIN } from '../ngsi-media.ts'
import { checkLength, linkedContext } from '../ngsi-request.ts'
import { ngsiDoors as doors } from '../rules/ngsi-doors.ts'
import type { ContextInfo, ContextKind, Contexts } from './contexts.ts'

const KINDS: readonly ContextKind[] = ['Cached', 'Hosted', 'ImplicitlyCreated']
const PATH = '/ngsi-ld/v1/jsonldContexts'

export function storedContextRoutes(contexts: Contexts): readonly Route[] {
  return [
    route(
      doors.addContext,
      async ({ context, raw, body }) => {
        const wrong = checkLength(raw) ?? checkParameters(raw.query, []) ?? unlinked(raw)
        const id = wrong ?? (await contexts.add(context.tenant, body))
        return isRefusal(id) ? id : answerBare(raw, 201, { location: `${PATH}/${id}` })
      },
      asNgsi,
    ),
    route(
      doors.listContexts,
      async ({ context, raw }) => {
        const asked = checkParameters(raw.query, ['details', 'kind']) ?? listing(raw.query)
        if (isRefusal(asked)) return asked
        const found = await contexts.list(context.tenant, asked.kind)
        return plain(raw, asked.details ? found.map((info) => metadata(raw, info)) : found.map((info) => urlOf(raw, info)))
      },
      asNgsi,
    ),
    route(
      doors.serveContext,
      async ({ context, raw, params }) => {
        const wrong = checkParameters(raw.query, ['details'])
        const details = wrong ?? flag(raw.query, 'details')
        if (isRefusal(details)) return details
        const core = coreVersionOf(params.id)
        if (core !== undefined)
          return details
            ? plain(raw, { URL: params.id, localId: params.id, kind: 'Cached', createdAt: contexts.builtInSince })
            : plain(raw, coreDocument(core))
        const found = await contexts.find(context.tenant, params.id)
        if (found === undefined) return refusal('context.context-absent', `There is no @context ${params.id.slice(0, 300)} here.`)
        if (details) return plain(raw, metadata(raw, found))
        return found.kind === 'Cached'
          ? etsi('OperationNotSupported', 'A cached @context is served by the server it came from (§5.13.4).')
          : plain(raw, found.body)
      },
      asNgsi,
    ),
    route(
      doors.deleteContext,
      async ({ context, raw, params }) => {
        const wrong = checkParameters(raw.query, ['reload'])
        const reload = wrong ?? flag(raw.query, 'reload')
        if (isRefusal(reload)) return reload
        return (await contexts.remove(context.tenant, params.id, reload)) ?? answerBare(raw, 204)
      },
      asNgsi,
    ),
  ]
}

/** The document is taken as it is: it needs no @context to be read with. */
function unlinked(raw: RawRequest): Refusal | undefined {
  const linked = linkedContext(raw)
  return isRefusal(linked) ? linked : undefined
}

function flag(given: Parameters, name: 'details' | 'reload'): boolean | Refusal {
  const text = given[name] ?? 'false'
  return text === 'true' || text === 'false' ? text === 'true' : etsi('BadRequestData', `${name} is true or false (§5.13).`)
}

function listing(given: Parameters): { readonly details: boolean; readonly kind: ContextKind | undefined } | Refusal {
  const details = flag(given, 'details')
  if (isRefusal(details)) return details
  const kind = KINDS.find((one) => one === given['kind'])
  return given['kind'] === undefined || kind !== undefined
    ? { details, kind }
    : etsi('BadRequestData', `kind is ${KINDS.join(', ')} (§5.13.3).`)
}

/** Where the document is: at its origin, or here. */
const urlOf = (raw: RawRequest, { url, id }: ContextInfo): string => url ?? `${raw.origin}${PATH}/${id}`

const metadata = (raw: RawRequest, info: ContextInfo): object => ({
  URL: urlOf(raw, info),
  localId: info.id,
  kind: info.kind,
  createdAt: info.createdAt,
  ...(info.expiresAt === undefined ? {} : { expiresAt: info.expiresAt }),
  ...(info.lastUsage === undefined ? {} : { lastUsage: info.lastUsage }),
  // Of copies and implicit ones the count says little: requests that bring them count apart from those they were made for.
  ...(info.kind === 'Hosted' ? { numberOfHits: info.hits } : {}),
})

function plain(raw: RawRequest, json: unknown): Reply | Refusal {
  const media = chooseMedia(raw.headers['accept'], PLAIN)
  if (isRefusal(media)) return media
  return reply({ headers: { 'content-type': media, 'cache-control': 'no-cache', ...tenantHeaders(raw) }, json })
}
