import type { Area, Label, Line, Names, PlanPoint, Point } from './model.ts'
import { areaNames, quarterNames } from '../names/streets.ts'
import { districts, type Grain } from './blocks.ts'
import type { Gap, PlannedBuilding } from './lots.ts'
import { blob, corners, drawn, elevation_m, onGround, ringOf, townSize_m, type Rect } from './plan.ts'

type Tags = Record<string, string>
type Draft = Omit<Area, 'id'>

const named = (key: string | undefined): { names?: Names } => {
  const names = key === undefined ? undefined : areaNames[key]
  return names === undefined ? {} : { names }
}
const area = (shape: readonly PlanPoint[], tags: Tags, name?: string): Draft => ({ ring: ringOf(shape), tags, ...named(name) })
const box = (rect: Rect, tags: Tags, name?: string): Draft => area(corners(rect), tags, name)

/** The shore from west to east, with the river's mouth, the pier and the quay as tongues of land. */
const coastWest: readonly PlanPoint[] = [
  [0, 318],
  [60, 311],
  [150, 300],
  [260, 295],
  [380, 300],
  [480, 308],
  [560, 318],
  [602, 332],
  [617, 352],
]
const coastEast: readonly PlanPoint[] = [
  [672, 352],
  [680, 328],
  [690, 306],
  [760, 304],
  [870, 304],
  [870, 180],
  [916, 180],
  [916, 304],
  [1012, 304],
  [1012, 311],
  [1150, 311],
  [1150, 196],
  [1190, 196],
  [1190, 304],
  [1330, 304],
  [1392, 299],
  [1432, 303],
  [1470, 292],
  [1500, 300],
]

function sea(): Draft[] {
  const shore = drawn([...coastWest, ...coastEast])
  const ring: Point[] = [[0, 0], [townSize_m, 0], ...shore.toReversed(), [0, 0]]
  return [{ ring, tags: { natural: 'water', water: 'sea', salt: 'yes' } }]
}

/** The C-shaped moat: open to the east, where the causeway leads to the gate. */
function moat(): PlanPoint[] {
  const arc = (radius: PlanPoint, from: number, to: number): PlanPoint[] =>
    Array.from({ length: 25 }, (_, i) => {
      const t = from + ((to - from) * i) / 24
      const wave = 1 + 0.04 * Math.sin(4 * t + 1)
      return [370 + radius[0] * wave * Math.cos(t), 766 + radius[1] * wave * Math.sin(t)]
    })
  return [...arc([101, 92], 0.13, 2 * Math.PI - 0.1), ...arc([84, 76], 2 * Math.PI - 0.13, 0.16)]
}

const grounds: Record<Grain, Tags> = {
  home: { landuse: 'residential' },
  sparse: { landuse: 'residential' },
  fishing: { landuse: 'residential' },
  shop: { landuse: 'commercial' },
  office: { landuse: 'commercial' },
  arcade: { landuse: 'retail' },
}

const water = (): Draft[] => [
  ...sea(),
  area(
    [
      [617, 352],
      [617, 1570],
      [672, 1570],
      [672, 352],
    ],
    { natural: 'water', water: 'river' },
    'river',
  ),
  area(moat(), { natural: 'water', water: 'moat' }, 'moat'),
  area(blob([1180, 1262], [17, 11], 1), { natural: 'water', water: 'pond' }),
]

const greens = (): Draft[] => [
  area([...coastWest.slice(0, 7), [560, 350], [380, 346], [150, 348], [0, 350]], { natural: 'beach', surface: 'sand' }, 'beach'),
  box([258, 352, 596, 392], { leisure: 'park' }, 'pine-park'),
  box([4, 354, 240, 392], { landuse: 'grass' }),
  box([694, 324, 792, 392], { leisure: 'park' }, 'harbour-park'),
  box([254, 654, 486, 876], { leisure: 'park' }, 'castle'),
  area(blob([370, 766], [70, 62], 2), { landuse: 'grass' }),
  box([1246, 549, 1490, 875], { natural: 'wood', leaf_type: 'mixed' }, 'shrine'),
  box([1334, 682, 1398, 730], { landuse: 'religious', religion: 'shinto' }),
  area(blob([1404, 640], [22, 17], 0), { landuse: 'grass' }),
  box([1128, 1208, 1232, 1292], { leisure: 'park' }, 'park-north'),
  box([1126, 1308, 1496, 1566], { natural: 'wood', leaf_type: 'mixed' }),
  ...[
    [6, 1308, 118, 1380],
    [128, 1308, 243, 1380],
    [6, 1388, 118, 1460],
    [128, 1388, 243, 1460],
  ].map((r) => box(r as unknown as Rect, { landuse: 'farmland', crop: 'rice' })),
  box([4, 1468, 606, 1566], { natural: 'wood', leaf_type: 'broadleaved' }),
  box([684, 1468, 1120, 1566], { natural: 'wood', leaf_type: 'broadleaved' }),
  ...[611, 673.5].map((u) => box([u, 420, u + 5, 980], { landuse: 'grass' })),
]

const publicGrounds = (): Draft[] => [
  box([686, 313, 1400, 393], { landuse: 'industrial', industrial: 'port' }),
  box([690, 656, 794, 763], { landuse: 'commercial' }),
  box([258, 1094, 424, 1292], { landuse: 'education' }, 'school'),
  box([300, 1104, 412, 1224], { leisure: 'pitch', sport: 'athletics;baseball', surface: 'dirt' }),
  box([300, 1242, 338, 1256], { leisure: 'swimming_pool', access: 'private' }),
  box([1126, 1092, 1234, 1200], { amenity: 'hospital' }, 'hospital'),
  box([916, 904, 1004, 979], { highway: 'pedestrian', area: 'yes', place: 'square', surface: 'paving_stones' }),
  box([874, 184, 912, 306], { highway: 'pedestrian', area: 'yes', man_made: 'pier', surface: 'wood' }),
  box([0, 1030, 594, 1050], { landuse: 'railway' }),
  box([696, 1030, 1492, 1050], { landuse: 'railway' }),
  ...[
    [850, 1025, 1006, 1033],
    [850, 1046, 1006, 1054],
  ].map((r, i) =>
    box(r as unknown as Rect, {
      railway: 'platform',
      public_transport: 'platform',
      area: 'yes',
      ref: String(i + 1),
      wheelchair: 'yes',
      tactile_paving: 'yes',
      shelter: 'yes',
    }),
  ),
  box([1140, 1172, 1220, 1198], { amenity: 'parking', access: 'customers', surface: 'asphalt' }),
  box([1030, 994, 1084, 1018], { amenity: 'bicycle_parking', covered: 'yes', capacity: '240', fee: 'no' }),
]

/** All surfaces: grounds of districts first, so that what is painted later lies on top. */
export function areas(gaps: readonly Gap[], parks: readonly { readonly rect: Rect; readonly name: string }[]): Area[] {
  const drafts = [
    ...districts.map((d) => box(d.rect, grounds[d.grain])),
    ...publicGrounds(),
    ...greens(),
    ...water(),
    ...parks.map((p) => box(p.rect, { leisure: 'park' }, p.name)),
    ...gaps.map((g) =>
      box(g.rect, g.kind === 'garden' ? { landuse: 'grass' } : { amenity: 'parking', access: 'private', surface: 'asphalt' }),
    ),
  ]
  return drafts.map((d, id) => ({ id, ...d }))
}

/** Lines that are not streets. */
export function lines(): Line[] {
  const line = (shape: readonly PlanPoint[], tags: Tags, name?: string): Omit<Line, 'id'> => ({ line: drawn(shape), tags, ...named(name) })
  return [
    line([...coastWest, ...coastEast], { natural: 'coastline' }),
    line(
      [
        [644, 1570],
        [644, 352],
        [644, 330],
      ],
      { waterway: 'river' },
      'river',
    ),
    line(
      [
        [1482, 290],
        [1448, 168],
        [1350, 112],
        [1096, 94],
      ],
      { man_made: 'breakwater' },
      'breakwater',
    ),
    line(
      [
        [694, 304],
        [704, 190],
        [760, 112],
        [930, 92],
      ],
      { man_made: 'breakwater' },
      'breakwater-west',
    ),
  ].map((l, id) => ({ id, ...l }))
}

/** Buildings that have their own plot: [site, rectangle, front, levels, quarter, address, tags]. */
const sites: readonly (readonly [string, Rect, PlannedBuilding['front'], number, PlannedBuilding['quarter'], string, Tags])[] = [
  ['station', [922, 993, 998, 1017], 's', 2, 'station', 'ekimae', { building: 'train_station', wheelchair: 'yes' }],
  ['city-hall', [696, 690, 738, 754], 'e', 6, 'main', 'honmachi', { building: 'government' }],
  ['library', [756, 704, 790, 756], 'w', 3, 'main', 'honmachi', { building: 'civic' }],
  ['community-hall', [756, 662, 790, 692], 'w', 3, 'main', 'honmachi', { building: 'civic' }],
  ['castle', [352, 754, 378, 782], 'w', 3, 'castle', 'horibata', { building: 'castle', 'building:material': 'wood', historic: 'castle' }],
  ['castle-gate', [440, 776, 452, 784], 's', 1, 'castle', 'horibata', { building: 'gatehouse' }],
  ['tea-house', [398, 790, 410, 800], 's', 1, 'castle', 'horibata', { building: 'yes' }],
  ['shrine', [1366, 697, 1388, 716], 'w', 1, 'hill', 'miyamae', { building: 'shrine' }],
  ['shrine-office', [1340, 718, 1352, 727], 's', 1, 'hill', 'miyamae', { building: 'yes' }],
  ['school', [266, 1112, 286, 1276], 'e', 4, 'north', 'gakko', { building: 'school' }],
  ['school-wing', [296, 1264, 360, 1284], 's', 3, 'north', 'gakko', { building: 'school' }],
  ['gym', [374, 1240, 414, 1284], 's', 2, 'north', 'gakko', { building: 'school' }],
  ['hospital', [1142, 1104, 1216, 1160], 's', 7, 'north', 'kitamachi', { building: 'hospital' }],
  ['gallery', [806, 328, 846, 352], 's', 2, 'harbour', 'minato', { building: 'warehouse', 'building:material': 'brick' }],
  ['brick-hall', [806, 362, 846, 386], 's', 2, 'harbour', 'minato', { building: 'warehouse', 'building:material': 'brick' }],
  ['ferry-terminal', [912, 330, 948, 352], 's', 2, 'harbour', 'minato', { building: 'transportation' }],
  ['harbour-centre', [912, 362, 948, 388], 's', 3, 'harbour', 'minato', { building: 'civic' }],
  ['fish-market', [962, 330, 1030, 388], 's', 2, 'market', 'ichiba', { building: 'retail' }],
  ['warehouse-1', [1050, 330, 1092, 388], 's', 1, 'harbour', 'minato', { building: 'warehouse' }],
  ['warehouse-2', [1104, 330, 1160, 388], 's', 1, 'harbour', 'minato', { building: 'warehouse' }],
  ['warehouse-3', [1184, 330, 1234, 388], 's', 1, 'harbour', 'minato', { building: 'warehouse' }],
  ['aquarium', [1256, 330, 1306, 386], 's', 2, 'harbour', 'minato', { building: 'public' }],
  ['boat-yard', [1326, 330, 1388, 384], 's', 1, 'harbour', 'minato', { building: 'warehouse' }],
  ['lighthouse', [1088, 90, 1096, 98], 's', 4, 'harbour', 'minato', { building: 'yes', man_made: 'lighthouse' }],
  ['beach-house', [300, 357, 322, 366], 's', 1, 'river', 'hama', { building: 'yes' }],
  ['bath', [522, 376, 560, 391], 'n', 2, 'river', 'hama', { building: 'retail' }],
]

/** The buildings that everybody can name. */
export const landmarkBuildings = (): PlannedBuilding[] =>
  sites.map(([site, rect, front, levels, quarter, address, tags], i) => {
    const names = quarterNames[address]
    if (names === undefined) throw new Error(`no quarter is called ${address}`)
    const use = tags['building'] === 'warehouse' ? 'warehouse' : 'public'
    return { site, rect, front, levels, quarter, tags, use, address: { quarter: names, block: 1, house: 101 + i } }
  })

/** Where the names of quarters stand on the map. */
const quarterLabels: Readonly<Record<string, PlanPoint>> = {
  kaigan: [125, 480],
  hama: [430, 480],
  minato: [1180, 450],
  ichiba: [880, 470],
  honmachi: [860, 610],
  ginza: [1000, 720],
  ekimae: [870, 850],
  shirosita: [545, 690],
  shironishi: [120, 830],
  horibata: [370, 600],
  miyamae: [1185, 690],
  kitamachi: [880, 1190],
  gakko: [520, 1200],
  yamate: [130, 1200],
}

/** The names that the map writes over the town: itself, its quarters, its bay. */
export const labels = (): Label[] => [
  {
    at: onGround([905, 690]),
    names: { ja: 'みなと町', kana: 'みなとまち', en: 'Minato Town', zh: '港町', ko: '미나토마치' },
    tags: { place: 'town', population: '8400' },
  },
  { at: onGround([500, 150]), ...areaLabel('bay'), tags: { natural: 'bay' } },
  ...Object.entries(quarterLabels).map(([key, at]): Label => {
    const names = quarterNames[key]
    if (names === undefined) throw new Error(`no quarter is called ${key}`)
    return { at: onGround(at), names, tags: { place: 'quarter' } }
  }),
]

function areaLabel(key: string): { readonly names: Names } {
  const names = areaNames[key]
  if (names === undefined) throw new Error(`no area is called ${key}`)
  return { names }
}

/** Single points everybody knows: gate of the shrine, top of the hill. */
export const landmarkPoints = (): { readonly at: Point; readonly tags: Tags }[] => [
  { at: onGround([1262, 706]), tags: { man_made: 'torii' } },
  { at: onGround([1326, 706]), tags: { man_made: 'torii' } },
  { at: onGround([1368, 690]), tags: { natural: 'peak', ele: String(elevation_m([1368, 690])) } },
]
