/** Operations on the data of a snapshot (ETSI GS CIM 009 V1.9.1 §5.5.15, §6.3.22). */
import { isRefusal } from '@machinaka/platform'
import type { Call, Operations, Outcome } from '../operations.ts'
import type { Snapshots } from './snapshots.ts'

type Choose = <A extends readonly unknown[], T>(
  of: (operations: Operations) => (call: Call, ...rest: A) => Promise<Outcome<T>>,
) => (call: Call, ...rest: A) => Promise<Outcome<T>>

/** The operations, each asked of the snapshot that the call names, where it names one. */
export function withSnapshots(live: Operations, kept: Operations, snapshots: Pick<Snapshots, 'within'>): Operations {
  const choose: Choose =
    (of) =>
    async (call, ...rest) => {
      if (call.snapshot === undefined) return of(live)(call, ...rest)
      const inside = await snapshots.within(call)
      return isRefusal(inside) ? inside : of(kept)(inside, ...rest)
    }
  return { ...writes(choose), ...batches(choose), ...reads(choose) }
}

const writes = (choose: Choose) => ({
  createEntity: choose((all) => (call: Call, one: Parameters<Operations['createEntity']>[1]) => all.createEntity(call, one)),
  updateAttributes: choose((all) => (call: Call, one: Parameters<Operations['updateAttributes']>[1]) => all.updateAttributes(call, one)),
  appendAttributes: choose((all) => (call: Call, one: Parameters<Operations['appendAttributes']>[1]) => all.appendAttributes(call, one)),
  updateAttribute: choose((all) => (call: Call, one: Parameters<Operations['updateAttribute']>[1]) => all.updateAttribute(call, one)),
  deleteAttribute: choose((all) => (call: Call, one: Parameters<Operations['deleteAttribute']>[1]) => all.deleteAttribute(call, one)),
  deleteEntity: choose((all) => (call: Call, one: Parameters<Operations['deleteEntity']>[1]) => all.deleteEntity(call, one)),
  mergeEntity: choose((all) => (call: Call, one: Parameters<Operations['mergeEntity']>[1]) => all.mergeEntity(call, one)),
  replaceEntity: choose((all) => (call: Call, one: Parameters<Operations['replaceEntity']>[1]) => all.replaceEntity(call, one)),
  replaceAttribute: choose((all) => (call: Call, one: Parameters<Operations['replaceAttribute']>[1]) => all.replaceAttribute(call, one)),
})

const batches = (choose: Choose) => ({
  purgeEntities: choose((all) => (call: Call, one: Parameters<Operations['purgeEntities']>[1]) => all.purgeEntities(call, one)),
  batchCreate: choose((all) => (call: Call, one: Parameters<Operations['batchCreate']>[1]) => all.batchCreate(call, one)),
  batchUpsert: choose((all) => (call: Call, one: Parameters<Operations['batchUpsert']>[1]) => all.batchUpsert(call, one)),
  batchUpdate: choose((all) => (call: Call, one: Parameters<Operations['batchUpdate']>[1]) => all.batchUpdate(call, one)),
  batchDelete: choose((all) => (call: Call, one: Parameters<Operations['batchDelete']>[1]) => all.batchDelete(call, one)),
  batchMerge: choose((all) => (call: Call, one: Parameters<Operations['batchMerge']>[1]) => all.batchMerge(call, one)),
})

const reads = (choose: Choose) => ({
  retrieveEntity: choose((all) => (call: Call, one: Parameters<Operations['retrieveEntity']>[1]) => all.retrieveEntity(call, one)),
  queryEntities: choose((all) => (call: Call, one: Parameters<Operations['queryEntities']>[1]) => all.queryEntities(call, one)),
  retrieveType: choose((all) => (call: Call, one: Parameters<Operations['retrieveType']>[1]) => all.retrieveType(call, one)),
  retrieveAttribute: choose((all) => (call: Call, one: Parameters<Operations['retrieveAttribute']>[1]) => all.retrieveAttribute(call, one)),
  listTypes: choose((all) => (call: Call) => all.listTypes(call)),
  listAttributes: choose((all) => (call: Call) => all.listAttributes(call)),
})
