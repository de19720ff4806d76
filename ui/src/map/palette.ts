/** Colours of the map: paper, quiet water and green, low-contrast buildings, so that places and names stand out. */
export interface MapPalette {
  readonly paper: string
  readonly builtUp: string
  readonly busy: string
  readonly green: string
  readonly wood: string
  readonly greenLine: string
  readonly sport: string
  readonly sand: string
  readonly campus: string
  readonly water: string
  readonly waterLine: string
  readonly building: string
  readonly buildingLine: string
  readonly landmark: string
  readonly road: string
  readonly roadEdge: string
  readonly mainRoad: string
  readonly mainRoadEdge: string
  readonly walk: string
  readonly walkEdge: string
  readonly path: string
  readonly arcade: string
  readonly stairs: string
  readonly ramp: string
  readonly rail: string
  readonly railTie: string
  readonly edge: string
  readonly tree: string
  readonly ink: string
  readonly inkQuiet: string
  readonly inkWater: string
  readonly inkGreen: string
  readonly halo: string
  /** Ground and ink of the mark of a place, by the guide's group; `other` for the rest. */
  readonly marks: Readonly<Record<string, string>>
  readonly markInk: string
  readonly markEdge: string
  readonly selected: string
  readonly selectedInk: string
  readonly here: string
}

/** Dark enough for 7:1 with white; told apart also by people who see red and green alike, and never without the symbol. */
const markColours = {
  eat: '#8a3b12',
  shop: '#0055ad',
  see: '#6b2a7d',
  nature: '#1b5e2f',
  help: '#006173',
  move: '#3a4a5c',
  public: '#4d4d4d',
  health: '#a3102a',
  stay: '#5b4a1e',
  other: '#4d4d4d',
} as const
const markLights = {
  eat: '#ffb98a',
  shop: '#97d3ff',
  see: '#e2b3f0',
  nature: '#9bd4b5',
  help: '#79e2f2',
  move: '#b9c6d6',
  public: '#cccccc',
  health: '#ffa8b4',
  stay: '#e3cf94',
  other: '#cccccc',
} as const

const light: MapPalette = {
  paper: '#f6f2e8',
  builtUp: '#f3eee2',
  busy: '#f3e9dc',
  green: '#dce7c9',
  wood: '#cfdfbd',
  greenLine: '#c3d4ac',
  sport: '#dbe8d3',
  sand: '#f1e5c6',
  campus: '#efe9da',
  water: '#c3dde5',
  waterLine: '#a3c8d4',
  building: '#e7dfd0',
  buildingLine: '#d8cebb',
  landmark: '#ddd0ba',
  road: '#fffefb',
  roadEdge: '#ddd3c1',
  mainRoad: '#fdf3d8',
  mainRoadEdge: '#dccba0',
  walk: '#fffaf0',
  walkEdge: '#d9b99a',
  path: '#b49773',
  arcade: '#e8b48c',
  stairs: '#94603a',
  ramp: '#00758a',
  rail: '#a8a39a',
  railTie: '#f6f2e8',
  edge: '#b5a992',
  tree: '#b5cf9c',
  ink: '#2b2a27',
  inkQuiet: '#55514a',
  inkWater: '#24566a',
  inkGreen: '#35562a',
  halo: '#fffdf7',
  marks: markColours,
  markInk: '#ffffff',
  markEdge: '#fffdf7',
  selected: '#b5123e',
  selectedInk: '#ffffff',
  here: '#0066be',
}
const dark: MapPalette = {
  paper: '#1a2022',
  builtUp: '#1c2325',
  busy: '#212526',
  green: '#1f2f25',
  wood: '#203227',
  greenLine: '#2a3f30',
  sport: '#213129',
  sand: '#2f2c22',
  campus: '#23292a',
  water: '#152f3b',
  waterLine: '#1f4353',
  building: '#283134',
  buildingLine: '#35403f',
  landmark: '#34403f',
  road: '#333d41',
  roadEdge: '#14191b',
  mainRoad: '#4a4a3c',
  mainRoadEdge: '#1a1a14',
  walk: '#434744',
  walkEdge: '#6a5643',
  path: '#7f6f5a',
  arcade: '#8d5c3a',
  stairs: '#d3a276',
  ramp: '#5cc7da',
  rail: '#666f72',
  railTie: '#1a2022',
  edge: '#566064',
  tree: '#31503a',
  ink: '#f3f1ea',
  inkQuiet: '#c9c7be',
  inkWater: '#9fd0e4',
  inkGreen: '#b2d7a6',
  halo: '#12181a',
  marks: markLights,
  markInk: '#161b1d',
  markEdge: '#12181a',
  selected: '#ffd43d',
  selectedInk: '#161b1d',
  here: '#57b8ff',
}
const contrast: MapPalette = {
  ...light,
  paper: '#ffffff',
  builtUp: '#ffffff',
  busy: '#ffffff',
  campus: '#fafafa',
  green: '#d3e8c4',
  wood: '#c2dfae',
  water: '#b8dcec',
  waterLine: '#2b6f8c',
  building: '#e0e0e0',
  buildingLine: '#8c8c8c',
  landmark: '#cfcfcf',
  road: '#ffffff',
  roadEdge: '#6b6b6b',
  mainRoad: '#fff2c4',
  mainRoadEdge: '#6b5a1e',
  walk: '#ffffff',
  walkEdge: '#7a3f10',
  path: '#7a3f10',
  arcade: '#d98a4f',
  stairs: '#6b2f08',
  ramp: '#004c59',
  rail: '#444444',
  railTie: '#ffffff',
  edge: '#444444',
  tree: '#8fbf73',
  ink: '#000000',
  inkQuiet: '#1a1a1a',
  inkWater: '#003a52',
  inkGreen: '#12380a',
  halo: '#ffffff',
}

export type MapTheme = 'light' | 'dark' | 'contrast'
export const mapPalettes: Readonly<Record<MapTheme, MapPalette>> = { light, dark, contrast }
