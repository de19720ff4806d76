/** Entities, fragments and patches as other brokers read them: normalized JSON (ETSI GS CIM 009 V1.9.1 §4.5.1, §4.3.6.1). */
import { NGSI_NULL, presentEntity, VALUE_MEMBER } from '@machinaka/ngsi'
import type { AttributePatch, AttributeValue, Entity, EntityPatch, Fragment, InstancePatch, TermContext } from '@machinaka/ngsi'

type JsonMap = Readonly<Record<string, unknown>>

/** A whole entity. */
export const entityJson = (entity: Entity, terms: TermContext): JsonMap => ({
  ...presentEntity(entity, { format: 'normalized', sysAttrs: false, context: terms }),
  ...(entity.expiresAt === undefined ? {} : { expiresAt: entity.expiresAt }),
})

/** One attribute. */
export function attributeJson(name: string, value: AttributeValue, terms: TermContext): unknown {
  const { id: _id, type: _type, ...shown } = entityJson({ id: 'urn:x:1', types: [], attributes: { [name]: value } }, terms)
  return Object.values(shown)[0]
}

/** A fragment with some of its attributes; types, scope and expiry only where `whole`. */
export function fragmentJson(
  fragment: Fragment,
  names: readonly string[],
  how: { readonly whole: boolean; readonly terms: TermContext },
): JsonMap {
  const { terms, whole } = how
  const json: Record<string, unknown> = whole ? membersJson(fragment, terms) : {}
  for (const name of names) {
    const value = fragment.attributes[name]
    const gone = fragment.removals?.[name] ?? []
    const removed = gone.map((datasetId) => ({ type: 'Property', value: NGSI_NULL, datasetId }))
    const shown = value === undefined ? [] : value === null ? [NGSI_NULL] : [attributeJson(name, value, terms)]
    const all = [...shown.flat(), ...removed]
    if (all.length > 0) json[terms.compact(name)] = all.length === 1 ? all[0] : all
  }
  return json
}

function membersJson(
  { types, scope, expiresAt }: Pick<Fragment, 'types' | 'scope' | 'expiresAt'>,
  terms: TermContext,
): Record<string, unknown> {
  return {
    ...(types === undefined ? {} : { type: types.map((type) => terms.compact(type)) }),
    ...(scope === undefined ? {} : { scope: scope ?? NGSI_NULL }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt ?? NGSI_NULL }),
  }
}

/** A merge patch with some of its attributes; its other members only where `whole`. */
export function patchJson(
  patch: EntityPatch,
  names: readonly string[],
  { terms, whole }: { readonly whole: boolean; readonly terms: TermContext },
): JsonMap {
  const shown = names.map((name) => [terms.compact(name), attributePatchJson(patch.attributes[name] ?? [], terms)] as const)
  return { ...(whole ? membersJson(patch, terms) : {}), ...Object.fromEntries(shown) }
}

/** What a patch says of one attribute. */
export function attributePatchJson(patch: AttributePatch, terms: TermContext): unknown {
  const all = patch.map((one) => instanceJson(one, terms))
  return all.length === 1 ? all[0] : all
}

function instanceJson(patch: InstancePatch, terms: TermContext): unknown {
  const { type, guessed, datasetId, value, removed, members, attributes } = patch
  if (removed) return datasetId === undefined ? NGSI_NULL : { type: type ?? 'Property', value: NGSI_NULL, datasetId }
  const more = {
    ...(datasetId === undefined ? {} : { datasetId }),
    ...Object.fromEntries(Object.entries(members).map(([name, one]) => [name, one ?? NGSI_NULL])),
    ...Object.fromEntries(Object.entries(attributes).map(([name, one]) => [terms.compact(name), attributePatchJson(one, terms)])),
  }
  if (guessed && Object.keys(more).length === 0) return value
  const said = value === undefined ? {} : { [type === undefined ? 'value' : VALUE_MEMBER[type]]: value }
  return { ...(type === undefined || guessed ? {} : { type }), ...said, ...more }
}
