import type { PlanPoint, StreetPoint } from './model.ts'
import { onGround } from './plan.ts'
import { bridge, street, type PlannedStreet } from './street-plan.ts'

/** Paths for people on foot: castle, shore, harbour, station, and the hill with its stairs and its ramp. */
export const footPaths = (): PlannedStreet[] => [
  ...castlePaths(),
  ...hillPaths(),
  ...stationPaths(),
  // the shore and the harbour
  street('footway', '20,372 250,372 420,372 560,372', 'shore', { lit: 'yes', wheelchair: 'yes' }),
  ...[60, 180, 330, 480].map((u) =>
    street('footway', [
      [u, 400],
      [u, 372],
    ]),
  ),
  street('footway', '330,372 330,322', undefined, { surface: 'wood', wheelchair: 'limited' }),
  street('footway', '690,400 690,318 893,318 1170,318 1400,318 1400,400', 'harbour-walk', { lit: 'yes', wheelchair: 'yes' }),
  street('pedestrian', '893,400 893,318 893,190', 'pier'),
  street('service', '1040,400 1040,318', undefined, { service: 'driveway' }),
  street('service', '1170,400 1170,318 1170,205', undefined, { service: 'driveway' }),
  street('footway', '1120,1380 1250,1402 1376,1362 1400,1300', 'wood-trail', { surface: 'ground' }),
  street('footway', '748,650 748,770', undefined, { lit: 'yes', wheelchair: 'yes' }),
]

const castlePaths = (): PlannedStreet[] => [
  street('footway', '490,770 466,770 436,770', 'otemon', { wheelchair: 'yes', surface: 'compacted', lit: 'yes' }),
  street('footway', '436,770 415,805 385,822 330,812 304,770 326,724 372,706 415,728 436,770', undefined, {
    wheelchair: 'limited',
    surface: 'compacted',
  }),
  street('steps', '304,770 338,768', undefined, { step_count: '26', incline: 'up', handrail: 'left' }),
  street('ramp', '372,706 356,732 338,768', undefined, { incline: '6%' }),
  street('footway', '338,768 350,768', undefined, { wheelchair: 'yes', surface: 'gravel' }),
]

const hillPaths = (): PlannedStreet[] => [
  street('footway', '1240,706 1268,706', 'sando', { lit: 'yes', wheelchair: 'yes' }),
  street('steps', '1268,706 1322,706', 'shrine-steps', {
    step_count: '108',
    incline: 'up',
    handrail: 'both',
    lit: 'yes',
    tactile_paving: 'no',
  }),
  street('footway', '1322,706 1352,706', undefined, { surface: 'gravel', wheelchair: 'limited' }),
  street('ramp', '1290,880 1292,840 1420,828 1432,800 1300,786 1296,764 1400,752 1352,706', 'shrine-ramp', { incline: '5%', lit: 'yes' }),
  street('footway', '1352,706 1380,664 1404,640', 'viewpoint-path', { wheelchair: 'yes' }),
  street('steps', '1404,640 1404,584', undefined, { step_count: '104', incline: 'down', handrail: 'right' }),
  street('footway', '1404,584 1404,540', undefined, {}),
]

/** Where the lifts of the free passage stand, between the ground and the deck. */
const lifts: readonly { readonly ground: PlanPoint; readonly at: PlanPoint; readonly deck: PlanPoint }[] = [
  { ground: [1012, 996], at: [1019, 1007], deck: [1012, 1018] },
  { ground: [1012, 1078], at: [1019, 1071], deck: [1012, 1064] },
]

/** Lifts as points on their path. */
export const liftPoints = (): StreetPoint[] =>
  lifts.map(({ at }) => ({ at: onGround(at), tags: { highway: 'elevator', level: '0;1', wheelchair: 'yes' } }))

/** The free passage over the tracks: stairs and a lift at both ends. */
const stationPaths = (): PlannedStreet[] => [
  street('footway', '1012,985 1012,996', undefined, { wheelchair: 'yes', lit: 'yes' }),
  street('steps', '1012,996 1012,1018', undefined, {
    step_count: '34',
    incline: 'up',
    handrail: 'both',
    covered: 'yes',
    lit: 'yes',
    tactile_paving: 'yes',
  }),
  street('footway', '1012,1018 1012,1064', 'free-passage', { ...bridge, covered: 'yes', wheelchair: 'yes', lit: 'yes' }),
  street('steps', '1012,1064 1012,1078', undefined, {
    step_count: '34',
    incline: 'down',
    handrail: 'both',
    covered: 'yes',
    lit: 'yes',
    tactile_paving: 'yes',
  }),
  street('footway', '1012,1078 1012,1085', undefined, { wheelchair: 'yes', lit: 'yes' }),
  ...lifts.map(({ ground, at, deck }) =>
    street('footway', [ground, at, deck], undefined, { wheelchair: 'yes', lit: 'yes', covered: 'yes', level: '0;1' }),
  ),
]
