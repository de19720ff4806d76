/**
 * Writes of the NGSIv2 doors. What an update makes of an entity is decided while the entity is locked, in the one path of all
 * writes; creations and removals are operations of the broker like any other.
 */
import {
  entityFromV2,
  isProblem,
  storedFromV2,
  updateFromV2,
  v2FromStored,
  v2Identity,
  type AttributeValue,
  type V2AttributesInput,
  type V2EntityInput,
  type V2Identity,
  type V2UpdateKind,
} from '@machinaka/ngsi'
import { isRefusal, refusal, type Refusal } from '@machinaka/platform'
import type { Call, ProvisionOperations } from '../operations.ts'
import type { HeldEntity } from '../rules/apply.ts'
import { adoptChanges, replaceEntity, type Writer } from '../rules/merge.ts'
import type { DecidedWrite, WriteAny } from '../write-path.ts'
import type { Written } from '../write.ts'
import { entityAbsent, locate, type Reads, type V2Target } from './v2-reading.ts'
import { badRequest } from './v2-request.ts'

export interface V2Desk {
  readonly operations: Reads & Pick<ProvisionOperations, 'createEntity' | 'deleteEntity' | 'deleteAttribute'>
  readonly writeAny: WriteAny
}

/** What is done to the attributes of an entity. */
export interface V2Change {
  readonly kind: V2UpdateKind | 'replace'
  readonly attributes: V2AttributesInput
  readonly override?: boolean | undefined
}

const writerOf = ({ actor, now }: Call): Writer => ({ by: actor.kind, id: actor.id, at: now.toISOString() })

/** Why part of an update was not done, by what was asked. */
export const partial = (id: V2Identity, kind: V2Change['kind'], names: readonly string[]): string =>
  `${kind === 'appendStrict' ? 'already exist' : 'do not exist'}: ${id.id}/${id.type} - [ ${names.join(', ')} ]`

export interface Decision extends DecidedWrite {
  /** Names that the update could not reach, once it was decided. */
  readonly failed: () => readonly string[]
}

/** An update of the entity with this URI, as a write that is decided under its lock; `at` is where the request stands. */
export function decision(
  call: Call,
  target: { readonly uri: string; readonly id: string; readonly paths: readonly string[] },
  change: V2Change,
): Decision {
  let failed: readonly string[] = []
  const writer = writerOf(call)
  return {
    id: target.uri,
    writer,
    failed: () => failed,
    decide: (held) => {
      const standing = v2Identity(held)
      if (standing.id !== target.id || !isWithin(standing.servicePath, target.paths)) return collision(target, standing)
      if (change.kind === 'replace') return replaced(held, change.attributes, writer)
      const next = updateFromV2(held, { kind: change.kind, attributes: change.attributes, override: change.override === true })
      if (isProblem(next)) return badRequest(next.detail)
      failed = next.failed
      return { ...adopted(held, next.attributes, writer), ...(next.expiresAt === undefined ? {} : { expiresAt: next.expiresAt }) }
    },
  }
}

const adopted = (held: HeldEntity, attributes: Readonly<Record<string, AttributeValue>>, writer: Writer): ReturnType<typeof adoptChanges> =>
  adoptChanges(held, { ...held, attributes: { ...held.attributes, ...attributes } }, Object.keys(attributes), writer)

/** All attributes of NGSIv2 are replaced; id, type and path stay. */
function replaced(held: HeldEntity, attributes: V2AttributesInput, writer: Writer): ReturnType<DecidedWrite['decide']> {
  const next = updateFromV2({ attributes: {} }, { kind: 'append', attributes, override: true })
  if (isProblem(next)) return badRequest(next.detail)
  const { id, types, scope } = held
  return {
    ...replaceEntity(held, { id, types, ...(scope.length === 0 ? {} : { scope }), attributes: next.attributes }, writer),
    ...(next.expiresAt === undefined ? {} : { expiresAt: next.expiresAt }),
  }
}

const isWithin = (path: string, paths: readonly string[]): boolean =>
  paths.some((one) => (one.endsWith('/#') ? path === one.slice(0, -2) || path.startsWith(one.slice(0, -1)) : path === one))

/** The text names the entity in the way: decisions/0010-ngsiv2.md. */
const collision = (wanted: { readonly uri: string; readonly id: string }, standing: V2Identity): Refusal =>
  refusal(
    'context.entity-collision',
    `The entity ${wanted.id} would be ${wanted.uri} in NGSI-LD, and that is the entity ${standing.id} of the type ${standing.type} in the service path ${standing.servicePath}. Choose another id: the service path is no part of an entity's identity here`,
  )

/** Makes an entity; where one stands, says whether it is this one (context.entity-exists) or another in its way. */
export async function createV2(
  desk: V2Desk,
  call: Call,
  { given, path }: { readonly given: V2EntityInput; readonly path: string },
): Promise<string | Refusal> {
  const entity = entityFromV2(given, path)
  if (isProblem(entity)) return badRequest(entity.detail)
  const made = await desk.operations.createEntity(call, entity)
  if (!isRefusal(made)) {
    const [failure] = made.value.failed
    return failure === undefined ? entity.id : failure.refusal
  }
  if (made.code !== 'context.entity-exists') return made
  const standing = await standingAt(desk, call, entity.id)
  const wanted = v2Identity(entity)
  const same = standing === undefined || (standing.id === wanted.id && standing.type === wanted.type && standing.servicePath === path)
  return same ? refusal('context.entity-exists', 'Already Exists') : collision({ uri: entity.id, id: wanted.id }, standing)
}

/** Whose URI it is, wherever that is filed. */
async function standingAt({ operations }: V2Desk, call: Call, uri: string): Promise<V2Identity | undefined> {
  const found = await operations.queryEntities(call, { selectors: [{ ids: [uri] }], limit: 1 })
  const [entity] = isRefusal(found) ? [] : found.value.entities
  return entity === undefined ? undefined : v2Identity(entity)
}

/** Creates, or updates as an append where the entity is there: `options=upsert`. */
export async function upsertV2(
  desk: V2Desk,
  call: Call,
  asked: { readonly given: V2EntityInput; readonly path: string },
): Promise<'created' | 'updated' | Refusal> {
  const made = await createV2(desk, call, asked)
  if (!isRefusal(made)) return 'created'
  if (made.code !== 'context.entity-exists') return made
  const { id, type = 'Thing', attributes } = asked.given
  const refused = await changeV2(desk, call, { target: { id, type, paths: [asked.path] }, change: { kind: 'append', attributes } })
  return refused ?? 'updated'
}

/** Changes the attributes of an entity that is there. */
export async function changeV2(
  desk: V2Desk,
  call: Call,
  { target, change }: { readonly target: V2Target; readonly change: V2Change },
): Promise<undefined | Refusal> {
  const entity = await locate(desk.operations, call, target)
  if (isRefusal(entity)) return entity
  const write = decision(call, { uri: entity.id, id: target.id, paths: target.paths }, change)
  const [result] = await desk.writeAny(call.tenant, [write])
  if (result === undefined) throw new Error('A write answered nothing')
  return refusedChange(result, { write, identity: v2Identity(entity), change })
}

/** What is told of a change that was not done, or not all of it. */
export function refusedChange(
  result: Written | Refusal,
  { write, identity, change }: { readonly write: Decision; readonly identity: V2Identity; readonly change: V2Change },
): undefined | Refusal {
  if (isRefusal(result))
    return result.code === 'context.entity-absent' || result.code === 'context.entity-collision' ? entityAbsent() : result
  const failed = write.failed()
  return failed.length === 0 ? undefined : refusal('context.update-partial', partial(identity, change.kind, failed))
}

/** Removes one attribute, with all its data sets. */
export async function removeAttributeV2(
  desk: V2Desk,
  call: Call,
  { target, name }: { readonly target: V2Target; readonly name: string },
): Promise<undefined | Refusal> {
  const entity = await locate(desk.operations, call, target)
  if (isRefusal(entity)) return entity
  const done = await desk.operations.deleteAttribute(call, { id: entity.id, name: storedFromV2(name, 'attribute'), all: true })
  return isRefusal(done) && done.code === 'context.attribute-absent' ? attributeAbsent() : isRefusal(done) ? done : undefined
}

export const attributeAbsent = (): Refusal => refusal('context.attribute-absent', 'The entity does not have such an attribute')

export async function removeEntityV2(desk: V2Desk, call: Call, target: V2Target): Promise<undefined | Refusal> {
  const entity = await locate(desk.operations, call, target)
  if (isRefusal(entity)) return entity
  const done = await desk.operations.deleteEntity(call, { id: entity.id })
  return isRefusal(done) ? done : done.value.failed[0]?.refusal
}

/** Names of an entity's attributes in NGSIv2. */
export const namesOfV2 = ({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }): readonly string[] =>
  Object.keys(attributes).map((stored) => v2FromStored(stored, 'attribute'))
