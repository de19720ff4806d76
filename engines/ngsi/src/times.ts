/** When instances of attributes came to be and last changed (ETSI GS CIM 009 V1.9.1 §4.8). */
import type { TimedEntity, Times } from './model.ts'

/** Under which key `times` of an entity holds those of an instance: names and URIs hold no space. */
export const timesKey = (attribute: string, datasetId?: string): string =>
  datasetId === undefined ? attribute : `${attribute} ${datasetId}`

/** The times of an instance. What `times` does not list came with the entity and has not changed since. */
export function timesOf(entity: Pick<TimedEntity, 'createdAt' | 'times'>, attribute: string, datasetId?: string): Times {
  const key = timesKey(attribute, datasetId)
  const known = entity.times !== undefined && Object.hasOwn(entity.times, key) ? entity.times[key] : undefined
  return known ?? { createdAt: entity.createdAt, modifiedAt: entity.createdAt }
}
