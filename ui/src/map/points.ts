/** A place as the map draws it. */
export interface MapPoint {
  readonly id: string
  readonly lon: number
  readonly lat: number
  /** Its name in the person's language. */
  readonly label: string
  /** A symbol's name (`icons/paths.ts`). */
  readonly icon: string
  /** The guide's group; chooses the colour of the mark. */
  readonly group: string
  /** 1 is drawn first and from afar; 4 only when near. */
  readonly rank: number
  /** Closed at this moment: a little quieter, never gone. */
  readonly muted?: boolean
}

export type PointProperties = Omit<MapPoint, 'lon' | 'lat'>

interface PointFeature {
  readonly type: 'Feature'
  readonly geometry: { readonly type: 'Point'; readonly coordinates: [number, number] }
  readonly properties: PointProperties
}

const featureOf = ({ lon, lat, ...properties }: MapPoint): PointFeature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lon, lat] },
  properties,
})

/** Points as GeoJSON for the map's source. */
export const pointsOf = (points: readonly MapPoint[]): { readonly type: 'FeatureCollection'; readonly features: PointFeature[] } => ({
  type: 'FeatureCollection',
  features: points.map(featureOf),
})

/** West, south, east, north round the points; undefined for none. */
export function boundsOf(
  points: readonly { readonly lon: number; readonly lat: number }[],
): readonly [number, number, number, number] | undefined {
  if (points.length === 0) return undefined
  return points.reduce<[number, number, number, number]>(
    ([w, s, e, n], { lon, lat }) => [Math.min(w, lon), Math.min(s, lat), Math.max(e, lon), Math.max(n, lat)],
    [180, 90, -180, -90],
  )
}
