/** Parts of entities, fragments and patches: with some of their attributes only. */
import type { Entity, EntityPatch, Fragment } from '@machinaka/ngsi'
import { typesFor, type Share } from './shares.ts'

/** An entity with some of its attributes. */
export const reduced = (entity: Entity, names: readonly string[]): Entity => ({
  ...entity,
  attributes: Object.fromEntries(Object.entries(entity.attributes).filter(([name]) => names.includes(name))),
})

/** The part of an entity that goes to a source. */
export function shareOfEntity({ source, names, whole }: Share, entity: Entity): Entity {
  const { scope: _scope, expiresAt: _expiresAt, ...bare } = entity
  return { ...reduced(whole ? entity : bare, names), types: typesFor(source, entity) }
}

/** A patch with some of its attributes, its other members kept. */
export const withNames = <P extends EntityPatch>(patch: P, names: readonly string[]): P => ({
  ...patch,
  attributes: Object.fromEntries(Object.entries(patch.attributes).filter(([name]) => names.includes(name))),
})

/** A fragment with some of its attributes. */
export const fragmentWith = <F extends Fragment>(fragment: F, names: readonly string[]): F => ({
  ...fragment,
  attributes: Object.fromEntries(Object.entries(fragment.attributes).filter(([name]) => names.includes(name))),
  ...(fragment.removals === undefined
    ? {}
    : { removals: Object.fromEntries(Object.entries(fragment.removals).filter(([name]) => names.includes(name))) }),
})

/** Attributes that a fragment sets or removes. */
export const fragmentNames = ({ attributes, removals }: Fragment): readonly string[] => [
  ...new Set([...Object.keys(attributes), ...Object.keys(removals ?? {})]),
]
