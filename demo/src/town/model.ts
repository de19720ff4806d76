/** Metres from the town's south-west corner: x east, y north. */
export type Point = readonly [x: number, y: number]

/** A position on the drawing board, before the warp of `plan.ts` bends the town along its river and shore. */
export type PlanPoint = readonly [u: number, v: number]

/** One name in every language of the town; `kana` is hiragana with a space between words. */
export interface Names {
  readonly ja: string
  readonly kana: string
  readonly en: string
  readonly zh: string
  readonly ko: string
}

export type StreetClass =
  | 'primary'
  | 'secondary'
  | 'tertiary'
  | 'residential'
  | 'service'
  | 'pedestrian'
  | 'footway'
  | 'ramp'
  | 'steps'
  | 'rail'

/** A street as people know it. Streets that meet share a vertex exactly. */
export interface Street {
  readonly id: number
  readonly class: StreetClass
  readonly names?: Names
  readonly line: readonly Point[]
  /** Space between the buildings on both sides, metres. */
  readonly width_m: number
  readonly tags: Readonly<Record<string, string>>
}

/** A point on a street that carries facts of its own: a crossing, a gate, a lift. */
export interface StreetPoint {
  readonly at: Point
  readonly tags: Readonly<Record<string, string>>
}

/** A surface: water, green, ground of a school, a quay. */
export interface Area {
  readonly id: number
  readonly ring: readonly Point[]
  readonly names?: Names
  readonly tags: Readonly<Record<string, string>>
}

/** A line that is not a street: a breakwater, the middle of the river, a hedge. */
export interface Line {
  readonly id: number
  readonly line: readonly Point[]
  readonly names?: Names
  readonly tags: Readonly<Record<string, string>>
}

/** Where in town something stands; places ask for a quarter. */
export type Quarter = 'arcade' | 'station' | 'market' | 'harbour' | 'main' | 'castle' | 'hill' | 'river' | 'home' | 'north'

export type BuildingUse = 'house' | 'apartments' | 'shop' | 'office' | 'warehouse' | 'public'

export interface Building {
  readonly id: number
  readonly ring: readonly Point[]
  readonly use: BuildingUse
  readonly quarter: Quarter
  readonly levels: number
  readonly height_m: number
  /** The middle of the side that faces the street. */
  readonly door: Point
  readonly centre: Point
  /** Which landmark it is, where one is meant (`city-hall`, `fish-market`, …). */
  readonly site?: string
  readonly address: Address
  readonly tags: Readonly<Record<string, string>>
}

export interface Address {
  readonly quarter: Names
  readonly block: number
  readonly house: number
}

/** A single thing in the street: tree, bench, vending machine. */
export interface Furniture {
  readonly id: number
  readonly at: Point
  readonly tags: Readonly<Record<string, string>>
}

/** A name on the map that is no place to go to: the town, a quarter, the bay. */
export interface Label {
  readonly at: Point
  readonly names: Names
  readonly tags: Readonly<Record<string, string>>
}

/** A named shop or facility, with everything a visitor asks. */
export interface Place {
  readonly id: number
  /** Key of `names/kinds.ts`. */
  readonly kind: string
  readonly names: Names
  readonly at: Point
  readonly building?: number
  readonly area?: number
  readonly address: Address
  readonly hours?: string
  readonly tags: Readonly<Record<string, string>>
  readonly about?: { readonly ja: string; readonly en: string }
}

/** The lists that a municipality keeps. */
export type CityList = 'facility' | 'aed' | 'toilet' | 'wifi' | 'shelter'

/** A facility that the municipality lists itself (its CSV files), not the map. */
export interface CityFacility {
  readonly id: string
  readonly list: CityList
  readonly names: Pick<Names, 'ja' | 'kana' | 'en'>
  readonly at: Point
  readonly address: Address
  readonly facts: Readonly<Record<string, string>>
}

/** The whole town, independent of any file format. */
export interface Town {
  readonly seed: number
  readonly size_m: number
  readonly streets: readonly Street[]
  readonly streetPoints: readonly StreetPoint[]
  readonly areas: readonly Area[]
  readonly lines: readonly Line[]
  readonly buildings: readonly Building[]
  readonly furniture: readonly Furniture[]
  readonly labels: readonly Label[]
  readonly places: readonly Place[]
  readonly facilities: readonly CityFacility[]
}
