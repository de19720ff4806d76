import type { LonLat } from '@machinaka/geo'
import type { Point } from '../town/model.ts'

/** South-west corner of the town, lon lat (WGS 84): open water in Suruga Bay, so that no real town is meant. */
const corner: LonLat = [138.5, 34.8]
const phi = (corner[1] * Math.PI) / 180
const perLat_m = 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi)
const perLon_m = 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi)

/** Metres of the town as lon lat, with seven decimals as OSM keeps them. */
export const onEarth = ([x, y]: Point): LonLat => [seven(corner[0] + x / perLon_m), seven(corner[1] + y / perLat_m)]

const seven = (degrees: number): number => Math.round(degrees * 1e7) / 1e7
