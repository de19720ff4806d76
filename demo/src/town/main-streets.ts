import { bridge, street, tunnel, type PlannedStreet } from './street-plan.ts'

/** The streets everybody knows: they frame the blocks (`blocks.ts` adds the lanes inside). */
export const mainStreets = (): PlannedStreet[] => [
  street('secondary', '0,400 605,400', 'kaigan', { cycleway: 'lane' }),
  street('secondary', '684,400 1500,400', 'minato', {}),
  street('primary', '0,540 605,540', 'hon'),
  street('primary', '605,540 684,540', 'minato-bridge', bridge),
  street('primary', '684,540 1500,540', 'hon'),
  street('residential', '0,770 250,770', 'shironishi'),
  street('secondary', '490,770 605,770', 'shiromi'),
  street('secondary', '605,770 684,770', 'shiromi-bridge', bridge),
  street('secondary', '684,770 1240,770', 'shiromi'),
  street('tertiary', '0,985 605,985', 'tetsudo'),
  street('tertiary', '684,985 1500,985', 'ekimae-yoko'),
  street('tertiary', '0,1085 605,1085', 'kitaguchi'),
  street('tertiary', '684,1085 1500,1085', 'kitaguchi'),
  street('tertiary', '0,1300 605,1300', 'yamate'),
  street('tertiary', '684,1300 1500,1300', 'yamate'),
  street('residential', '250,1462 605,1462'),
  street('residential', '684,1462 1120,1462'),
  street('tertiary', '250,400 250,1462', 'nishi'),
  street('residential', '490,540 490,985', 'horibata'),
  street('tertiary', '605,400 605,985', 'kawanishi'),
  street('tertiary', '605,1085 605,1462', 'kawanishi'),
  street('tertiary', '684,400 684,985', 'kawahigashi'),
  street('tertiary', '684,1085 684,1462', 'kawahigashi'),
  street('secondary', '800,400 800,985', 'yakuba'),
  street('secondary', '800,985 800,1085', 'yakuba', tunnel),
  street('secondary', '800,1085 800,1300', 'yakuba'),
  street('residential', '960,400 960,540', 'ichiba'),
  street('pedestrian', '960,540 960,770', 'ginza', { covered: 'yes', arcade: 'yes', indoor: 'no', bicycle: 'dismount' }),
  street('pedestrian', '960,770 960,900', 'ginza', { covered: 'yes', arcade: 'yes', indoor: 'no', bicycle: 'dismount' }),
  street('pedestrian', '960,900 960,985', 'station-square'),
  street('service', '925,985 925,915 995,915 995,985', undefined, { bus: 'yes', oneway: 'yes' }),
  street('secondary', '1120,400 1120,1462', 'oodori'),
  street('residential', '1240,400 1240,985', 'miyamae'),
  street('residential', '1240,1085 1240,1300'),
  street('residential', '250,650 490,650', 'horibata-minami'),
  street('residential', '250,880 490,880', 'horibata-kita'),
  street('residential', '684,650 800,650'),
  street('residential', '1240,880 1500,880', 'yamashita'),
  street('residential', '430,1085 430,1300', 'gakko'),
]

/** The railway and its platforms. */
export const railway = (): PlannedStreet[] =>
  [1036, 1043].flatMap((v) => [
    street(
      'rail',
      [
        [0, v],
        [596, v],
      ],
      'rail',
    ),
    street(
      'rail',
      [
        [596, v],
        [694, v],
      ],
      'rail',
      bridge,
    ),
    street(
      'rail',
      [
        [694, v],
        [1500, v],
      ],
      'rail',
    ),
  ])
