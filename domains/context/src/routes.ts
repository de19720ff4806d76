/** HTTP of the context domain: what the console asks, and the NGSI-LD doors. */
import { isProblem, parseAttribute, presentEntity, type AttributeValue } from '@machinaka/ngsi'
import { isRefusal, route, type Caller, type Refusal, type Route } from '@machinaka/platform'
import { originOf, type Broker } from './broker.ts'
import {
  acceptProposal,
  applyEdit,
  dismissProposal,
  getEntity,
  getHistory,
  getRetention,
  getRun,
  listEdits,
  listProposals,
  listRuns,
  listSources,
  setRetention,
  undoEdit,
} from './contract.ts'
import { liveRoutes } from './live/routes.ts'
import { undeliveredRoutes } from './delivery/undelivered-routes.ts'
import { ngsiRoutes, served } from './ngsi-routes.ts'
import { subscriptionRoutes } from './subscriptions/subscription-routes.ts'
import { temporalRoutes } from './temporal/temporal-routes.ts'
import { invalid } from './write-path.ts'

/** Account ids only: history never holds a name or an address. */
const person = (caller: Caller): string => caller.id ?? 'anonymous'

export const contextRoutes = (broker: Broker): readonly Route[] => [
  route(listSources, ({ context }) => broker.sources.list(context.tenant)),
  route(listRuns, ({ context, query }) => broker.runs.list(context.tenant, query)),
  route(getRun, ({ context, params }) => broker.runs.get(context.tenant, params.id)),
  route(getEntity, async ({ context, params }) => {
    const entity = await broker.entities.get(context.tenant, params.id)
    if (isRefusal(entity)) return entity
    const origins = Object.keys({ ...entity.attributes, ...entity.origin }).map((name) => {
      const { by, id, at } = originOf(entity, name)
      return [name, { by, id, at }] as const
    })
    return {
      entity: { ...presentEntity(entity, { format: 'normalized', sysAttrs: true }) },
      origins: Object.fromEntries(origins),
      source: entity.source ?? null,
      version: entity.version,
    }
  }),
  route(getHistory, ({ context, params, query }) => broker.entities.history(context.tenant, params.id, query)),
  route(listEdits, ({ context, params }) => broker.edits.history(context.tenant, params.id)),
  route(applyEdit, ({ context, params, body }) => {
    const changes = readChanges(body.changes)
    return isRefusal(changes)
      ? changes
      : broker.edits.apply(context.tenant, {
          id: params.id,
          changes,
          actor: person(context.caller),
          ...(body.reason === undefined ? {} : { reason: body.reason }),
        })
  }),
  route(undoEdit, ({ context, params }) => broker.edits.undo(context.tenant, params.id, person(context.caller))),
  route(listProposals, ({ context, query }) => broker.proposals.list(context.tenant, query)),
  route(acceptProposal, ({ context, params }) => broker.proposals.accept(context.tenant, params.id, person(context.caller))),
  route(dismissProposal, ({ context, params }) => broker.proposals.dismiss(context.tenant, params.id, person(context.caller))),
  route(getRetention, ({ context }) => broker.retention.get(context.tenant)),
  route(setRetention, ({ context, body }) => broker.retention.set(context.tenant, body.days, person(context.caller))),
  ...liveRoutes(broker.live),
  ...broker.tiles,
  ...broker.desk,
  ...broker.ngsiv2,
  ...undeliveredRoutes(broker.notifying.undelivered),
  ...served([
    ...ngsiRoutes(broker),
    ...temporalRoutes(broker),
    ...subscriptionRoutes(broker.notifying.subscriptions, broker.contexts),
    ...broker.betweenBrokers,
  ]),
]

function readChanges(given: Readonly<Record<string, unknown>>): Readonly<Record<string, AttributeValue | null>> | Refusal {
  const changes: Record<string, AttributeValue | null> = {}
  for (const [name, json] of Object.entries(given)) {
    const value = parseAttribute(name, json)
    if (isProblem(value)) return invalid(value)
    changes[name] = value
  }
  return changes
}
