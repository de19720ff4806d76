/**
 * OSM objects to features of the base map, by the tables in `map-areas`, `map-lines` and `map-labels`.
 * One object may give several: a park gives its ground and its name.
 */
import type { OsmNode, OsmObject, Tags } from '@machinaka/formats'
import { pointInside, type LonLat } from '@machinaka/geo'
import { featureId, isSet, metresOf, namesOf, saying, type BaseFeature, type LonLatPolygon } from './base-feature.ts'
import { mapArea } from './map-areas.ts'
import { mapLabel } from './map-labels.ts'
import { leafOf, mapLine } from './map-lines.ts'

/** What the base map draws of this object; empty for most shops. */
export function baseFeaturesOf(object: OsmObject): BaseFeature[] {
  switch (object.kind) {
    case 'node':
      return fromNode(object)
    case 'way': {
      if (object.coordinates.length < 2) return named(object, object.center)
      return object.closed && isArea(object.tags) ? fromPolygons(object, [[object.coordinates]]) : fromLine(object, object.coordinates)
    }
    case 'relation':
      return object.polygons.length === 0 || object.tags['type'] === 'boundary' ? [] : fromPolygons(object, object.polygons)
  }
}

/**
 * Whether a closed way is an area: OSM's own convention, by key (wiki: "Key:area"). Streets, tracks and walls that
 * close are loops unless `area=yes`; grounds and buildings are areas unless `area=no`.
 */
function isArea(tags: Tags): boolean {
  if (tags['area'] === 'no') return false
  if (tags['area'] === 'yes') return true
  if (isSet(tags['building'])) return true
  if (tags['highway'] !== undefined) return tags['highway'] === 'platform'
  if (tags['railway'] !== undefined && !/^(platform|station)$/.test(tags['railway'])) return false
  if (/^(coastline|cliff|tree_row)$/.test(tags['natural'] ?? '') || tags['man_made'] === 'embankment' || tags['aerialway'] !== undefined)
    return false
  if (tags['waterway'] !== undefined) return /^(riverbank|dock)$/.test(tags['waterway'])
  return tags['barrier'] === undefined || tags['landuse'] !== undefined || tags['leisure'] !== undefined
}

function fromNode(node: OsmNode): BaseFeature[] {
  const at: LonLat = [node.lon, node.lat]
  const detail = detailOf(node.tags)
  const point = node.tags['natural'] === 'tree' ? treeOf(node.tags) : detail
  return point === undefined ? named(node, at) : [{ ...point, id: featureId(node), geometry: { kind: 'point', at } }, ...named(node, at)]
}

const treeOf = (tags: Tags): Pick<BaseFeature, 'layer' | 'properties' | 'minZoom'> => ({
  layer: 'tree',
  properties: saying({ leaf: leafOf(tags), height_m: metresOf(tags['height']), crown_m: metresOf(tags['diameter_crown']) }),
  minZoom: 15,
})

/** Nodes on the way that matter on foot. */
function detailOf(tags: Tags): Pick<BaseFeature, 'layer' | 'properties' | 'minZoom'> | undefined {
  const kind =
    tags['railway'] === 'subway_entrance'
      ? 'subway-entrance'
      : tags['highway'] === 'elevator'
        ? 'elevator'
        : tags['highway'] === 'traffic_signals'
          ? 'traffic-signals'
          : tags['highway'] === 'crossing'
            ? 'crossing'
            : tags['man_made'] === 'torii'
              ? 'torii'
              : /^(bollard|cycle_barrier|block)$/.test(tags['barrier'] ?? '')
                ? 'bollard'
                : /^(gate|lift_gate|swing_gate|sliding_gate)$/.test(tags['barrier'] ?? '')
                  ? 'gate'
                  : /^(yes|main|shop)$/.test(tags['entrance'] ?? '')
                    ? 'entrance'
                    : undefined
  return kind === undefined ? undefined : { layer: 'detail', properties: saying({ kind, ref: tags['ref'], ...namesOf(tags) }), minZoom: 16 }
}

function fromLine(object: OsmObject, line: readonly LonLat[]): BaseFeature[] {
  const mapped = mapLine(object.tags)
  return mapped === undefined ? [] : [{ ...mapped, id: featureId(object), geometry: { kind: 'line', line } }]
}

function fromPolygons(object: OsmObject, polygons: readonly LonLatPolygon[]): BaseFeature[] {
  const mapped = mapArea(object.tags, polygons)
  const drawn: BaseFeature[] = mapped === undefined ? [] : [{ ...mapped, id: featureId(object), geometry: { kind: 'polygon', polygons } }]
  const label = mapLabel(object.tags, polygons)
  if (label === undefined) return drawn
  const at = (object.kind === 'node' ? undefined : object.center) ?? pointInside(polygons[0] ?? [])
  return at === undefined ? drawn : [...drawn, { ...label, id: featureId(object), geometry: { kind: 'point', at } }]
}

function named(object: OsmObject, at: LonLat): BaseFeature[] {
  const label = mapLabel(object.tags)
  return label === undefined ? [] : [{ ...label, id: featureId(object), geometry: { kind: 'point', at } }]
}
