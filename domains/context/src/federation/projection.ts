/** The part of an entity that sources need to be asked for (ETSI GS CIM 009 V1.9.1 §4.21); the presenter cuts the answer. */
import type { ReadEntity, Reduction } from '../operations.ts'

/** Attributes that a request can do with, where it says so. */
export function wantedAttributes({ pick, attrs }: Reduction): readonly string[] | undefined {
  if (attrs !== undefined) return attrs
  const picked = pick === undefined ? [] : [...pick.members.keys()].filter((name) => !['id', 'type', 'scope'].includes(name))
  return picked.length === 0 ? undefined : picked
}

/** The entity with the attributes that `attrs` names; undefined where it has none of them (§5.7.1.4, §5.7.2.4). */
export function projected(entity: ReadEntity, { attrs }: Reduction): ReadEntity | undefined {
  if (attrs === undefined) return entity
  const attributes = Object.fromEntries(Object.entries(entity.attributes).filter(([name]) => attrs.includes(name)))
  return Object.keys(attributes).length === 0 ? undefined : { ...entity, attributes }
}
