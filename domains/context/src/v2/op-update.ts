/** POST /v2/op/update: one action on many entities, in one transaction; each for itself (Orion API, NGSIv2 batch operations). */
import { isProblem, entityFromV2, storedFromV2, uriFromV2, v2Identity, type V2EntityInput, type V2Identity } from '@machinaka/ngsi'
import { isRefusal, refusal, type Refusal } from '@machinaka/platform'
import { limits } from '../contract.ts'
import type { Call } from '../operations.ts'
import type { AnyWrite } from '../write-path.ts'
import { attributeAbsent, createV2, decision, refusedChange, type Decision, type V2Change, type V2Desk } from './v2-writing.ts'
import { entityAbsent, locate } from './v2-reading.ts'
import { badRequest } from './v2-request.ts'

export const v2Actions = ['append', 'appendStrict', 'update', 'delete', 'replace'] as const
export type V2Action = (typeof v2Actions)[number]

/** `APPEND_STRICT` and the like are the words of NGSIv1, which clients still send. */
export function actionOf(said: unknown): V2Action | Refusal {
  const word = typeof said === 'string' ? said : ''
  const known = v2Actions.find((one) => one === word || one.toLowerCase() === word.toLowerCase().replace('_', ''))
  return known ?? badRequest(`invalid update action type: actionType is one of ${v2Actions.join(', ')}`)
}

export interface V2Batch {
  readonly action: V2Action
  readonly entities: readonly V2EntityInput[]
  readonly override: boolean
  readonly path: string
}

/** What one entity of a batch came to: undefined where all is well. */
type Result = { readonly given: V2EntityInput; readonly refusal: Refusal | undefined }

/** Does it, and says what was not done: nothing, all (404), or a part (422). */
export async function updateMany(desk: V2Desk, call: Call, batch: V2Batch): Promise<undefined | Refusal> {
  if (batch.entities.length > limits.batchEntities)
    return refusal(
      'context.batch-too-large',
      `A batch has at most ${limits.batchEntities} entities; this one has ${batch.entities.length}`,
      { limit: limits.batchEntities },
    )
  const located = await locateAll(desk, call, batch)
  if (isRefusal(located)) return located
  const results: Result[] = []
  const writes: {
    readonly given: V2EntityInput
    readonly identity: V2Identity
    readonly write: AnyWrite
    readonly change?: V2Change
    readonly decision?: Decision
  }[] = []
  for (const given of batch.entities) {
    const standing = located.get(given)
    if (isRefusal(standing)) results.push({ given, refusal: standing })
    else if (standing === undefined) results.push({ given, refusal: await created(desk, call, { batch, given }) })
    else {
      const removal = batch.action === 'delete' ? removalOf(call, standing, given) : undefined
      if (removal !== undefined) writes.push(...removal.map((write) => ({ given, identity: standing, write })))
      else {
        const change: V2Change = {
          kind: batch.action === 'delete' ? 'update' : batch.action,
          attributes: given.attributes,
          override: batch.override,
        }
        const decided = decision(call, { uri: standing.uri, id: standing.id, paths: [batch.path] }, change)
        writes.push({ given, identity: standing, write: decided, change, decision: decided })
      }
    }
  }
  const done = await desk.writeAny(
    call.tenant,
    writes.map(({ write }) => write),
  )
  for (const [i, { given, identity, change, decision: write }] of writes.entries()) {
    const result = done[i]
    if (result === undefined) throw new Error('A write answered nothing')
    const refused =
      change !== undefined && write !== undefined
        ? refusedChange(result, { write, identity, change })
        : isRefusal(result)
          ? missing(result)
          : undefined
    results.push({ given, refusal: refused })
  }
  return summed(results)
}

const missing = (refused: Refusal): Refusal => (refused.code === 'context.attribute-absent' ? attributeAbsent() : refused)

type Standing = V2Identity & { readonly uri: string }

/** Where the entities stand; undefined where there is none. */
async function locateAll(
  desk: V2Desk,
  call: Call,
  { entities, path }: V2Batch,
): Promise<ReadonlyMap<V2EntityInput, Standing | undefined | Refusal> | Refusal> {
  const found = new Map<V2EntityInput, Standing | undefined | Refusal>()
  const typed = entities.filter(({ type }) => type !== undefined)
  const uris = [...new Set(typed.map(({ id, type = '' }) => uriFromV2(id, type)))]
  const answer =
    uris.length === 0 ? undefined : await desk.operations.queryEntities(call, { selectors: [{ ids: uris }], limit: uris.length })
  if (isRefusal(answer)) return answer
  const byUri = new Map((answer?.value.entities ?? []).map((entity) => [entity.id, entity]))
  for (const given of entities) {
    const { id, type } = given
    if (type === undefined) {
      const one = await locate(desk.operations, call, { id, paths: [path] })
      found.set(given, isRefusal(one) ? (one.code === 'context.entity-absent' ? undefined : one) : { ...v2Identity(one), uri: one.id })
    } else {
      const entity = byUri.get(uriFromV2(id, type))
      const identity = entity === undefined ? undefined : v2Identity(entity)
      const here =
        entity !== undefined && identity?.id === id && identity.servicePath === path && entity.types.includes(storedFromV2(type, 'type'))
      found.set(given, here ? { ...identity, uri: entity.id } : undefined)
    }
  }
  return found
}

/** Appends make what is not there; the other actions need it. */
async function created(
  desk: V2Desk,
  call: Call,
  { batch, given }: { readonly batch: V2Batch; readonly given: V2EntityInput },
): Promise<Refusal | undefined> {
  if (batch.action !== 'append' && batch.action !== 'appendStrict') return entityAbsent()
  const made = await createV2(desk, call, { given, path: batch.path })
  if (!isRefusal(made)) return undefined
  if (made.code !== 'context.entity-exists') return made
  // Named twice in this batch, or made meanwhile by another client.
  const type = given.type ?? 'Thing'
  const entity = entityFromV2({ ...given, type }, batch.path)
  if (isProblem(entity)) return badRequest(entity.detail)
  const change: V2Change = { kind: batch.action, attributes: given.attributes, override: batch.override }
  const write = decision(call, { uri: entity.id, id: given.id, paths: [batch.path] }, change)
  const [result] = await desk.writeAny(call.tenant, [write])
  return result === undefined ? undefined : refusedChange(result, { write, identity: v2Identity(entity), change })
}

/** Without attributes the entity goes, else they do. */
function removalOf({ actor }: Call, { uri }: Standing, { attributes }: V2EntityInput): readonly AnyWrite[] {
  const names = Object.keys(attributes)
  if (names.length === 0) return [{ id: uri, actor, command: { kind: 'delete' } }]
  return names.map((name) => ({ id: uri, actor, command: { kind: 'deleteAttribute', name: storedFromV2(name, 'attribute'), all: true } }))
}

function summed(results: readonly Result[]): Refusal | undefined {
  const failed = results.filter((one): one is Result & { readonly refusal: Refusal } => one.refusal !== undefined)
  const [first] = failed
  if (first === undefined) return undefined
  if (results.length === 1) return first.refusal
  const absent = failed.every((one) => one.refusal.code === 'context.entity-absent')
  if (absent && failed.length === results.length) return entityAbsent()
  return refusal(
    'context.update-partial',
    failed.map(({ given, refusal: { detail } }) => `${given.id}${given.type === undefined ? '' : `/${given.type}`}: ${detail}`).join('; '),
  )
}
