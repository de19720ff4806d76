/** A normalized entity (ETSI GS CIM 009 V1.9.1 §4.5) as rows that people read. */

export const attributeKinds = [
  'Property',
  'GeoProperty',
  'Relationship',
  'LanguageProperty',
  'JsonProperty',
  'VocabProperty',
  'ListProperty',
  'ListRelationship',
] as const
export type AttributeKind = (typeof attributeKinds)[number]

export interface AttributeRow {
  readonly key: string
  readonly name: string
  readonly datasetId: string | undefined
  readonly kind: AttributeKind
  /** The value in lines, one for each part of it. */
  readonly lines: readonly ValueLine[]
  readonly unit: string | undefined
  readonly observedAt: string | undefined
  /** A number that can be drawn over time. */
  readonly numeric: boolean
  /** Attributes of this attribute. */
  readonly about: readonly { readonly name: string; readonly text: string }[]
}
export interface ValueLine {
  readonly text: string
  /** Language of the text (BCP 47), where it has one. */
  readonly language?: string
  /** Id of the entity that is pointed to. */
  readonly leadsTo?: string
}

type Instance = Readonly<Record<string, unknown>>
const isMap = (value: unknown): value is Instance => typeof value === 'object' && value !== null && !Array.isArray(value)
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const kindOf = (instance: Instance): AttributeKind | undefined => attributeKinds.find((kind) => kind === instance['type'])

/** Rows in the order of their names, several instances of one attribute after each other. */
export function attributeRows(entity: Instance): readonly AttributeRow[] {
  return Object.keys(entity)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((name) =>
      asList(entity[name]).flatMap((instance, at) => {
        const kind = isMap(instance) ? kindOf(instance) : undefined
        return !isMap(instance) || kind === undefined ? [] : [rowOf({ name, at, kind }, instance)]
      }),
    )
}

function rowOf(
  { name, at, kind }: { readonly name: string; readonly at: number; readonly kind: AttributeKind },
  instance: Instance,
): AttributeRow {
  return {
    key: `${name}/${at}`,
    name,
    datasetId: textOf(instance['datasetId']),
    kind,
    lines: linesOf(kind, instance),
    unit: unitOf(textOf(instance['unitCode'])),
    observedAt: textOf(instance['observedAt']),
    numeric: kind === 'Property' && typeof instance['value'] === 'number',
    about: Object.entries(instance).flatMap(([sub, value]) => {
      const subKind = isMap(value) ? kindOf(value) : undefined
      if (!isMap(value) || subKind === undefined) return []
      return [
        {
          name: sub,
          text: linesOf(subKind, value)
            .map(({ text }) => text)
            .join(' / '),
        },
      ]
    }),
  }
}

function linesOf(kind: AttributeKind, instance: Instance): readonly ValueLine[] {
  switch (kind) {
    case 'GeoProperty':
      return [{ text: placeText(instance['value']) }]
    case 'Relationship':
      return asList(instance['object']).map(leading)
    case 'ListRelationship':
      return asList(instance['objectList']).map((one) => leading(isMap(one) ? one['object'] : one))
    case 'LanguageProperty':
      return isMap(instance['languageMap'])
        ? Object.entries(instance['languageMap']).flatMap(([language, texts]) =>
            asList(texts).map((text) => ({ text: plain(text), ...(language === '@none' ? {} : { language }) })),
          )
        : []
    case 'VocabProperty':
      return asList(instance['vocab']).map((one) => ({ text: plain(one) }))
    case 'ListProperty':
      return [{ text: asList(instance['valueList']).map(plain).join(', ') }]
    case 'JsonProperty':
      return [{ text: JSON.stringify(instance['json'], null, 1) }]
    case 'Property':
      return Array.isArray(instance['value']) && instance['value'].every((one) => !isMap(one))
        ? [{ text: instance['value'].map(plain).join(', ') }]
        : [{ text: plain(instance['value']) }]
  }
}

const leading = (id: unknown): ValueLine => (typeof id === 'string' ? { text: id, leadsTo: id } : { text: plain(id) })
const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '—'))

/** A point as latitude and longitude, as maps write them; other shapes by their name and number of positions. */
function placeText(value: unknown): string {
  if (!isMap(value)) return '—'
  const { type, coordinates } = value
  if (type === 'Point' && Array.isArray(coordinates))
    return coordinates
      .slice(0, 2)
      .map((degrees: unknown) => (typeof degrees === 'number' ? degrees.toFixed(6) : '?'))
      .toReversed()
      .join(', ')
  return `${plain(type)} (${countPositions(coordinates)})`
}
const countPositions = (coordinates: unknown): number =>
  !Array.isArray(coordinates)
    ? 0
    : typeof coordinates[0] === 'number'
      ? 1
      : coordinates.reduce<number>((sum, part) => sum + countPositions(part), 0)

/** Common codes of UN/CEFACT Recommendation 20 as people write the unit; others stay codes. */
const units: Readonly<Record<string, string>> = {
  CEL: '°C',
  P1: '%',
  KMH: 'km/h',
  MTS: 'm/s',
  MTR: 'm',
  KMT: 'km',
  CMT: 'cm',
  MMT: 'mm',
  A97: 'hPa',
  LUX: 'lx',
  '2N': 'dB',
  '59': 'ppm',
  GQ: 'µg/m³',
  WTT: 'W',
  KWT: 'kW',
  KWH: 'kWh',
  MIN: 'min',
  SEC: 's',
  HUR: 'h',
  LTR: 'L',
  MTQ: 'm³',
  DD: '°',
  C62: '',
}
export const unitOf = (code: string | undefined): string | undefined => (code === undefined ? undefined : (units[code] ?? code))
