/** The doors of snapshots (ETSI GS CIM 009 V1.9.1 §6.36–§6.38). */
import { isRefusal, route, type Route } from '@machinaka/platform'
import { answerBare } from '../ngsi-answers.ts'
import { asNgsi } from '../ngsi-body.ts'
import type { NgsiDesk } from '../ngsi-desk.ts'
import { readRequest, type Incoming } from '../ngsi-request.ts'
import { federationDoors as doors } from '../rules/federation-doors.ts'
import { show } from './registration-routes.ts'
import { pathSegment } from './page-links.ts'
import { presentSnapshot, type Snapshots } from './snapshots.ts'

const PATH = '/ngsi-ld/v1/snapshots'

export function snapshotRoutes({
  contexts,
  snapshots,
}: {
  readonly contexts: NgsiDesk['contexts']
  readonly snapshots: Snapshots
}): readonly Route[] {
  const read = (incoming: Incoming, parameters: readonly string[] = []) => readRequest(contexts, incoming, { parameters })
  const at = (id: string): { readonly location: string } => ({ location: `${PATH}/${pathSegment(id)}` })
  return [
    route(
      doors.createSnapshot,
      async (incoming) => {
        const asked = await read(incoming)
        const made = isRefusal(asked) ? asked : await snapshots.create(asked.call, asked.json)
        return isRefusal(made) ? made : answerBare(incoming.raw, 201, at(made.id))
      },
      asNgsi,
    ),
    route(
      doors.cloneSnapshot,
      async (incoming) => {
        const asked = await read(incoming)
        const made = isRefusal(asked) ? asked : await snapshots.clone(asked.call, incoming.params.id, asked.json)
        return isRefusal(made) ? made : answerBare(incoming.raw, 201, at(made.id))
      },
      asNgsi,
    ),
    route(
      doors.retrieveSnapshot,
      async (incoming) => {
        const asked = await read(incoming)
        if (isRefusal(asked)) return asked
        const one = await snapshots.get(asked.call, incoming.params.id)
        return isRefusal(one) ? one : show(asked, presentSnapshot(one))
      },
      asNgsi,
    ),
    route(
      doors.updateSnapshot,
      async (incoming) => {
        const asked = await read(incoming)
        if (isRefusal(asked)) return asked
        const one = await snapshots.update(asked.call, incoming.params.id, asked.json)
        return isRefusal(one) ? one : show(asked, presentSnapshot(one))
      },
      asNgsi,
    ),
    route(
      doors.deleteSnapshot,
      async (incoming) => {
        const asked = await read(incoming)
        if (isRefusal(asked)) return asked
        return (await snapshots.remove(asked.call, incoming.params.id)) ?? answerBare(asked.raw, 204)
      },
      asNgsi,
    ),
    route(
      doors.purgeSnapshots,
      async (incoming) => {
        const asked = await read(incoming, ['q'])
        const gone = isRefusal(asked) ? asked : await snapshots.purge(asked.call, asked.parameters['q'])
        return isRefusal(gone) ? gone : answerBare(incoming.raw, 204)
      },
      asNgsi,
    ),
  ]
}
