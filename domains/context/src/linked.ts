/** Linked entity retrieval (ETSI GS CIM 009 V1.9.1 §4.5.23): what relationships lead to, level by level, each entity once. */
import { isInstanceList, type Attribute, type AttributeValue, type Entity } from '@machinaka/ngsi'
import { limits } from './contract.ts'
import type { Join } from './operations.ts'

/** Entities by id, as far as they are known and may be shown. */
export type ReadMany<E extends Entity> = (ids: readonly string[]) => Promise<ReadonlyMap<string, E>>

/** Entities behind the relationships of these, by id; `containedBy` and the roots themselves are not fetched again. */
export async function linkedEntities<E extends Entity>(
  roots: readonly E[],
  join: Join,
  read: ReadMany<E>,
): Promise<ReadonlyMap<string, E>> {
  const seen = new Set([...roots.map(({ id }) => id), ...join.containedBy])
  const linked = new Map<string, E>()
  let edge: readonly E[] = roots
  for (let level = 0; level < join.level && edge.length > 0; level += 1) {
    const wanted = [...new Set(edge.flatMap(targets))].filter((id) => !seen.has(id)).slice(0, limits.linkedEntities - linked.size)
    if (wanted.length === 0) break
    for (const id of wanted) seen.add(id)
    const found = await read(wanted)
    for (const [id, entity] of found) linked.set(id, entity)
    edge = [...found.values()]
  }
  return linked
}

const targets = ({ attributes }: Pick<Entity, 'attributes'>): readonly string[] => Object.values(attributes).flatMap(targetsOf)

function targetsOf(value: AttributeValue): readonly string[] {
  return (isInstanceList(value) ? value : [value]).flatMap((one) => [...objectsOf(one), ...targets({ attributes: one.attributes ?? {} })])
}

/** Ids that an instance points to. */
export function objectsOf(one: Attribute): readonly string[] {
  if (one.type === 'Relationship') return typeof one.object === 'string' ? [one.object] : one.object
  return one.type === 'ListRelationship' ? one.objectList : []
}
