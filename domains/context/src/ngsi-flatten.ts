/** The flattened representation of linked entities (ETSI GS CIM 009 V1.9.1 §4.5.23.3): beside the linking ones, each once. */
import { isInstanceList, shows, type Projection } from '@machinaka/ngsi'
import { objectsOf } from './linked.ts'
import type { ReadEntity } from './operations.ts'

/** What is shown of one linked entity: what the projection says below the relationship that led to it (§4.21). */
export interface Cut {
  readonly pick?: Projection | undefined
  readonly omit?: Projection | undefined
}
export interface Flattened {
  readonly entity: ReadEntity
  readonly cut: Cut
}

/** Entities that the shown relationships lead to, level by level. */
export function flattened(
  roots: readonly ReadEntity[],
  { linked, level, cut }: { readonly linked: ReadonlyMap<string, ReadEntity>; readonly level: number; readonly cut: Cut },
): readonly Flattened[] {
  const seen = new Set(roots.map(({ id }) => id))
  const all: Flattened[] = []
  let edge: readonly Flattened[] = roots.map((entity) => ({ entity, cut }))
  for (let step = 0; step < level && edge.length > 0; step += 1) {
    edge = edge.flatMap(next).filter(({ entity: { id } }) => !seen.has(id) && seen.add(id))
    all.push(...edge)
  }
  return all

  function next({ entity, cut: { pick, omit } }: Flattened): readonly Flattened[] {
    return Object.entries(entity.attributes).flatMap(([name, value]) => {
      if (!shows(name, pick, omit)) return []
      const below = { pick: pick?.members.get(name), omit: omit?.members.get(name) }
      return (isInstanceList(value) ? value : [value])
        .flatMap(objectsOf)
        .flatMap((id) => linked.get(id) ?? [])
        .map((found) => ({ entity: found, cut: below }))
    })
  }
}
