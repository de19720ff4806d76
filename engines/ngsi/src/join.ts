/** Following relationships: what an answer needs besides its entities, and flat answers (ETSI GS CIM 009 V1.9.1 §4.5.23). */
import { isInstanceList } from './model.ts'
import { presenter, targetsOf, type JsonObject, type Linked, type OutputOptions, type PresentableEntity } from './output.ts'
import { shows, type Projection } from './projection.ts'

export const joinLimits = { level: 10, entities: 5_000 } as const

/** One relationship to follow from an entity, and what is shown at its end. */
export interface Link {
  readonly attribute: string
  readonly target: string
  /** The type the relationship says its targets have. */
  readonly objectType: string | undefined
  readonly pick: Projection | undefined
  readonly omit: Projection | undefined
}

/** The relationships of an entity that the projections show. */
export function linksOf(
  entity: PresentableEntity,
  { pick, omit }: { readonly pick?: Projection | undefined; readonly omit?: Projection | undefined } = {},
): readonly Link[] {
  const links: Link[] = []
  for (const [attribute, value] of Object.entries(entity.attributes)) {
    if (!shows(attribute, pick, omit)) continue
    for (const one of isInstanceList(value) ? value : [value])
      for (const target of targetsOf(one))
        links.push({
          attribute,
          target,
          objectType: 'objectType' in one ? one.objectType : undefined,
          pick: pick?.members.get(attribute),
          omit: omit?.members.get(attribute),
        })
  }
  return links
}

/**
 * The entities and, after them, those that they lead to, level by level, each once (§4.5.23.3). Each is shown with the
 * projection of the first way that led to it.
 */
export function presentFlat(entities: readonly PresentableEntity[], options: OutputOptions, linked: Linked): readonly JsonObject[] {
  const { pick, omit } = options
  const show = presenter({ ...options, inline: undefined })
  const shown = entities.map(show)
  const met = new Set([...(linked.containedBy ?? []), ...entities.map(({ id }) => id)])
  let edge = entities.flatMap((entity) => linksOf(entity, { pick, omit }))
  for (let level = 0; level < linked.level && edge.length > 0; level += 1) {
    const next: Link[] = []
    for (const link of edge) {
      const target = met.has(link.target) ? undefined : linked.find(link.target)
      if (target === undefined) continue
      met.add(link.target)
      const way = { pick: link.pick, omit: link.omit }
      shown.push(presenter({ ...options, ...way, inline: undefined })(target))
      next.push(...linksOf(target, way))
    }
    edge = next
  }
  return shown
}
