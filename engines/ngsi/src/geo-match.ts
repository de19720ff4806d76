/** Evaluates geo-queries on an entity in memory (ETSI GS CIM 009 V1.9.1 §4.10); as the store's SQL does. */
import { instancesOf, type Entity, type Geometry } from './model.ts'
import type { GeoQuery, GeoRelation } from './query.ts'
import { equals, intersects, overlaps, within } from './relate.ts'
import { shapeOf, type Shape } from './shape.ts'
import { isWithinDistance } from './spheroid.ts'

export type GeoTest = (entity: Pick<Entity, 'attributes'>) => boolean

/** A geo-query, ready for many entities. Of several instances of the property, one that fits suffices. */
export function compileGeo({ relation, geometry, property = 'location' }: GeoQuery): GeoTest {
  const test = compileRelation(relation, geometry)
  return (entity) => instancesOf(entity, property).some((one) => one.type === 'GeoProperty' && test(one.value))
}

const compiled = new WeakMap<GeoQuery, GeoTest>()
/** Whether the entity fits; the query is compiled once, as long as it lives. */
export function matchesGeo(query: GeoQuery, entity: Pick<Entity, 'attributes'>): boolean {
  const test = compiled.get(query) ?? compileGeo(query)
  compiled.set(query, test)
  return test(entity)
}

/** A relation to a reference geometry, ready for many target geometries. */
export function compileRelation(relation: GeoRelation, reference: Geometry): (target: Geometry) => boolean {
  const fixed = shapeOf(reference)
  return (target) => holds(relation, shapeOf(target), fixed)
}

function holds(relation: GeoRelation, target: Shape, reference: Shape): boolean {
  switch (relation.op) {
    case 'near':
      return (
        (relation.maxDistance_m === undefined || isWithinDistance(target, reference, relation.maxDistance_m)) &&
        (relation.minDistance_m === undefined || !isWithinDistance(target, reference, relation.minDistance_m))
      )
    case 'within':
      return within(target, reference)
    case 'contains':
      return within(reference, target)
    case 'intersects':
      return intersects(target, reference)
    case 'disjoint':
      return !intersects(target, reference)
    case 'equals':
      return equals(target, reference)
    case 'overlaps':
      return overlaps(target, reference)
  }
}
