/**
 * The operations of the broker, distributed: what concerns registered context sources is asked of them, everything else of
 * this broker alone (ETSI GS CIM 009 V1.9.1 §4.3.6).
 */
import { printTypes, type EntityPatch, type TermContext, type TypeExpression } from '@machinaka/ngsi'
import type { BatchResult, Call, Operations, Outcome, ProvisionOperations, Target, UpdateResult } from '../operations.ts'
import { batchOperations } from './distributed-batches.ts'
import { discoverDistributed } from './distributed-discovery.ts'
import { queryDistributed, retrieveDistributed, type ReadNeeds } from './distributed-reads.ts'
import { attributeResults, entityResults, writeDistributed, type SingleWrite, type WriteNeeds } from './distributed-writes.ts'
import { fragmentNames, fragmentWith, reduced, shareOfEntity, withNames } from './batch-parts.ts'
import type { Share } from './shares.ts'
import type { SourceRequest } from './source-client.ts'
import { attributeJson, attributePatchJson, entityJson, fragmentJson, patchJson } from './wire-entity.ts'

export type FederationNeeds = ReadNeeds & WriteNeeds & { readonly local: Operations }

/** Decorates the operations of this broker. */
export function federate(needs: FederationNeeds): Operations {
  const { local } = needs
  return {
    ...entityWrites(needs, local),
    ...attributeWrites(needs, local),
    ...batchOperations(needs, local),
    retrieveEntity: (call, request) => retrieveDistributed(needs, call, request),
    queryEntities: (call, request) => queryDistributed(needs, call, request),
    ...discoverDistributed(needs, local),
  }
}

const pathOf = (id: string, rest = ''): string => `/entities/${encodeURIComponent(id)}${rest}`
/** The `type` parameter goes along where the request has it (§4.17). */
const guarded = (
  path: string,
  type: TypeExpression | undefined,
  terms: TermContext,
  more: Readonly<Record<string, string | undefined>> = {},
): string => {
  const parameters = Object.entries({ type: type === undefined ? undefined : printTypes(type, (name) => terms.compact(name)), ...more })
  const given = parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
  return given.length === 0 ? path : `${path}?${given.join('&')}`
}
const typesOf = (type: TypeExpression | undefined): readonly string[] | undefined => (type?.op === 'type' ? [type.type] : undefined)

function entityWrites(
  needs: FederationNeeds,
  local: Operations,
): Pick<ProvisionOperations, 'createEntity' | 'deleteEntity' | 'mergeEntity' | 'replaceEntity'> {
  const write = (call: Call, one: SingleWrite<BatchResult>): Promise<Outcome<BatchResult>> => writeDistributed(needs, call, one)
  return {
    createEntity: (call, entity) =>
      write(call, {
        id: entity.id,
        types: entity.types,
        names: Object.keys(entity.attributes),
        operation: 'createEntity',
        request: (share) => ({ method: 'POST', path: () => '/entities', body: (terms) => entityJson(shareOfEntity(share, entity), terms) }),
        here: (names) => local.createEntity(call, names === undefined ? entity : reduced(entity, names)),
        combine: entityResults(entity.id, 'created'),
      }),
    deleteEntity: (call, target) =>
      write(call, {
        id: target.id,
        types: typesOf(target.type),
        names: undefined,
        operation: 'deleteEntity',
        request: () => ({ method: 'DELETE', path: (terms) => guarded(pathOf(target.id), target.type, terms) }),
        here: () => local.deleteEntity(call, target),
        combine: entityResults(target.id, 'deleted'),
      }),
    mergeEntity: (call, request) =>
      write(call, {
        id: request.id,
        types: typesOf(request.type),
        names: Object.keys(request.patch.attributes),
        operation: 'mergeEntity',
        request: (share) => mergeRequest(request, share),
        here: (names) => local.mergeEntity(call, names === undefined ? request : { ...request, patch: withNames(request.patch, names) }),
        combine: entityResults(request.id, 'updated'),
      }),
    replaceEntity: (call, request) => {
      const { entity, type } = request
      return write(call, {
        id: entity.id,
        types: entity.types,
        names: Object.keys(entity.attributes),
        operation: 'replaceEntity',
        request: (share) => ({
          method: 'PUT',
          path: (terms) => guarded(pathOf(entity.id), type, terms),
          body: (terms) => entityJson(shareOfEntity(share, entity), terms),
        }),
        here: (names) => local.replaceEntity(call, names === undefined ? request : { ...request, entity: reduced(entity, names) }),
        combine: entityResults(entity.id, 'updated'),
      })
    },
  }
}

/** Bare values alone: the kinds that are stored stand (§5.6.17). */
const isSimplified = (patch: EntityPatch, names: readonly string[]): boolean =>
  names.length > 0 &&
  names.every((name) => (patch.attributes[name] ?? []).every((one) => one.guessed && !one.removed && Object.keys(one.members).length === 0))

const mergeRequest = (request: Parameters<Operations['mergeEntity']>[1], { names, whole }: Share): SourceRequest => ({
  method: 'PATCH',
  path: (terms) =>
    guarded(pathOf(request.id), request.type, terms, {
      format: isSimplified(request.patch, names) ? 'simplified' : undefined,
      lang: request.lang,
      observedAt: request.observedAt,
    }),
  body: (terms) => patchJson(request.patch, names, { whole, terms }),
})

type AttributeWrites = Pick<
  ProvisionOperations,
  'updateAttributes' | 'appendAttributes' | 'updateAttribute' | 'deleteAttribute' | 'replaceAttribute'
>
function attributeWrites(needs: FederationNeeds, local: Operations): AttributeWrites {
  const base = (target: Target, names: readonly string[]) => ({
    id: target.id,
    types: typesOf(target.type),
    names,
    combine: attributeResults(names),
  })
  return {
    updateAttributes: (call, request) =>
      writeDistributed(needs, call, {
        ...base(request, fragmentNames(request.fragment)),
        operation: 'updateEntity',
        request: ({ names, whole }) => ({
          method: 'PATCH',
          path: (terms) => guarded(pathOf(request.id, '/attrs/'), request.type, terms),
          body: (terms) => fragmentJson(request.fragment, names, { whole, terms }),
        }),
        here: (names) =>
          local.updateAttributes(call, names === undefined ? request : { ...request, fragment: fragmentWith(request.fragment, names) }),
      }),
    appendAttributes: (call, request) =>
      writeDistributed(needs, call, {
        ...base(request, fragmentNames(request.fragment)),
        operation: 'appendAttrs',
        request: ({ names, whole }) => ({
          method: 'POST',
          path: (terms) => guarded(pathOf(request.id, '/attrs/'), request.type, terms, request.overwrite ? {} : { options: 'noOverwrite' }),
          body: (terms) => fragmentJson(request.fragment, names, { whole, terms }),
        }),
        here: (names) =>
          local.appendAttributes(call, names === undefined ? request : { ...request, fragment: fragmentWith(request.fragment, names) }),
      }),
    ...singleAttributeWrites(needs, local, base),
  }
}

function singleAttributeWrites(
  needs: FederationNeeds,
  local: Operations,
  base: (target: Target, names: readonly string[]) => Pick<SingleWrite<UpdateResult>, 'id' | 'types' | 'names' | 'combine'>,
): Pick<AttributeWrites, 'updateAttribute' | 'deleteAttribute' | 'replaceAttribute'> {
  const at = (
    request: Target & { readonly name: string },
    terms: TermContext,
    more?: Readonly<Record<string, string | undefined>>,
  ): string => guarded(pathOf(request.id, `/attrs/${encodeURIComponent(terms.compact(request.name))}`), request.type, terms, more)
  return {
    updateAttribute: (call, request) =>
      writeDistributed(needs, call, {
        ...base(request, [request.fragment.name]),
        operation: 'updateAttrs',
        request: () => ({
          method: 'PATCH',
          path: (terms) => at({ ...request, name: request.fragment.name }, terms),
          body: (terms) => attributePatchJson(request.fragment.instances, terms),
        }),
        here: () => local.updateAttribute(call, request),
      }),
    deleteAttribute: (call, request) =>
      writeDistributed(needs, call, {
        ...base(request, [request.name]),
        operation: 'deleteAttrs',
        request: () => ({
          method: 'DELETE',
          path: (terms) => at(request, terms, { datasetId: request.datasetId, ...(request.all ? { deleteAll: 'true' } : {}) }),
        }),
        here: () => local.deleteAttribute(call, request),
      }),
    replaceAttribute: (call, request) =>
      writeDistributed(needs, call, {
        ...base(request, [request.name]),
        operation: 'replaceAttrs',
        request: () => ({
          method: 'PUT',
          path: (terms) => at(request, terms),
          body: (terms) => attributeJson(request.name, request.value, terms),
        }),
        here: () => local.replaceAttribute(call, request),
      }),
  }
}
