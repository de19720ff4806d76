import type { MunicipalEvent, MunicipalRecord, PublicFacility } from '@machinaka/formats'
import { isWithin, type Bounds, type LonLat } from '@machinaka/geo'
import type { Entity } from '@machinaka/ngsi'
import { eventEntity, type EventDate } from './event-entity.ts'
import { readDays, readHoursColumns, readTime } from './hours-columns.ts'
import type { Mapped, Skipped } from './osm-place.ts'
import { eventType, placeEntity, placeType, type PlaceFields } from './place-entity.ts'
import { recordId } from './record-id.ts'
import type { AccessFacts, Text } from './shapes.ts'
import { dayName, dayOf, day_ms } from './wall-clock.ts'

export interface MapOpenDataOptions {
  readonly bounds?: Bounds
  /** Ids given so far in this file: pass the same set for every batch of it. */
  readonly seen?: Set<string>
}

/** What a facility's name says of its kind; the first word that is in it decides. */
const facilityWords: readonly (readonly [words: string, category: string])[] = [
  ['図書館 図書室', 'library'],
  ['美術館 博物館 資料館 記念館 科学館 水族館 動物園', 'museum'],
  ['公民館 集会所 コミュニティ 交流館 市民センター 地区センター 自治会館 生涯学習', 'community-centre'],
  ['保育園 保育所 幼稚園 こども園 児童館 子育て 学童', 'childcare'],
  ['小学校 中学校 高等学校 大学 学校', 'school'],
  ['診療所 クリニック 保健センター', 'clinic'],
  ['病院', 'hospital'],
  ['福祉 介護 老人 高齢者 障害 デイサービス', 'welfare'],
  ['体育館 プール 球場 競技場 グラウンド 運動場 スポーツ 武道館', 'play'],
  ['ホール 劇場 文化会館 市民会館', 'culture'],
  ['温泉 銭湯', 'bath'],
  ['公園 緑地 広場 庭園', 'park'],
  ['駐輪場', 'bicycle-parking'],
  ['駐車場', 'parking'],
  ['消防', 'fire-station'],
  ['交番 警察 駐在所', 'police'],
  ['郵便局', 'post-office'],
  ['案内所', 'information'],
  ['市役所 区役所 町役場 村役場 役場 庁舎 支所 出張所 行政サービス', 'town-hall'],
]
const facilityCategory = (name: string): string =>
  facilityWords.find(([words]) => words.split(' ').some((w) => name.includes(w)))?.[1] ?? 'public-facility'

const yes = (value: boolean | undefined): 'yes' | 'no' | undefined => (value === undefined ? undefined : value ? 'yes' : 'no')
const facts = (all: Readonly<Record<string, string | undefined>>): AccessFacts | undefined => {
  const known = Object.entries(all).filter(([, v]) => v !== undefined && v !== '')
  return known.length === 0 ? undefined : Object.fromEntries(known)
}
const lines = (...parts: readonly (string | undefined)[]): string | undefined => {
  const text = parts
    .filter((p) => p !== undefined && p !== '')
    .join('\n')
    .slice(0, 4000)
  return text === '' ? undefined : text
}
const japanese = (text: string | undefined): Text | undefined => (text === undefined ? undefined : { ja: text })
const wholeNumber = (text: string | undefined): number | undefined => {
  const m = /^(\d[\d,]{0,8})\s*(?:人|名)?$/.exec((text ?? '').normalize('NFKC').trim())
  return m === null ? undefined : Number((m[1] ?? '').replaceAll(',', ''))
}

type PlacedRecord = Exclude<MunicipalRecord, MunicipalEvent>

function facilityFields(r: PublicFacility): Partial<PlaceFields> {
  const a = r.accessibility
  return {
    category: [facilityCategory(r.name), ...(a.nursingRoom === true || a.nappyChange === true ? ['nursing-room'] : [])],
    otherNames: r.commonName === undefined ? undefined : [r.commonName],
    description: japanese(lines(r.description, r.access, r.parking, r.note)),
    access: facts({
      wheelchair: yes(a.wheelchair),
      wheelchairToilet: yes(a.wheelchairToilet),
      ostomate: yes(a.ostomateToilet),
      nursingRoom: yes(a.nursingRoom),
      changingTable: yes(a.nappyChange),
      elevator: yes(a.lift),
      tactilePaving: yes(a.tactilePaving),
      assistanceDog: yes(a.assistanceDog),
      note: r.barrierFree,
    }),
  }
}

/** What each data set says beyond the columns that all have. */
function ownFields(r: PlacedRecord): Partial<PlaceFields> & Pick<PlaceFields, 'category'> {
  switch (r.dataset) {
    case 'public-facility':
      return { category: ['public-facility'], ...facilityFields(r) }
    case 'aed':
      return {
        category: ['aed'],
        description: japanese(
          lines(
            r.location === undefined ? undefined : `設置場所：${r.location}`,
            r.childPads === true ? '小児対応あり' : undefined,
            r.note,
          ),
        ),
      }
    case 'public-toilet':
      return {
        category: ['toilet', ...(r.infantFacilities === true ? ['nursing-room'] : [])],
        description: japanese(lines(r.location, r.note)),
        access: facts({
          wheelchair: yes(r.wheelchair),
          wheelchairToilet: r.accessibleCount === undefined ? yes(r.wheelchair) : yes(r.accessibleCount > 0),
          ostomate: yes(r.ostomate),
          changingTable: yes(r.infantFacilities),
        }),
      }
    case 'public-wifi':
      return { category: ['wifi'], wifi: r.ssid ?? 'yes', description: japanese(lines(r.location, r.area, r.note)) }
    case 'evacuation-site':
      return {
        category: ['evacuation-site'],
        hazards: r.hazards.length === 0 ? undefined : [...r.hazards],
        capacity: wholeNumber(r.capacity),
        description: japanese(
          lines(
            r.alsoShelter ? '指定避難所を兼ねます' : undefined,
            wholeNumber(r.capacity) === undefined ? r.capacity : undefined,
            r.neighbourhoods,
            r.note,
          ),
        ),
      }
  }
}

function placeFields(r: PlacedRecord): PlaceFields {
  const { openingHours, note } = readHoursColumns(r.hours)
  return {
    name: { ja: r.name.slice(0, 200), ...(r.nameEn === undefined ? {} : { en: r.nameEn.slice(0, 200) }) },
    reading: r.nameKana,
    lon: r.position[0],
    lat: r.position[1],
    address: lines([r.address, r.building].filter((p) => p !== undefined).join(' ')),
    phone: r.phone === undefined ? undefined : r.phone + (r.phoneExtension === undefined ? '' : ` 内線${r.phoneExtension}`),
    website: r.url,
    image: r.image,
    imageCredit: r.imageLicence,
    openingHours,
    hoursNote: note,
    ...ownFields(r),
  }
}

/** Days of an event: all from first to last, or those whose weekday the columns name. */
function eventDates(r: MunicipalEvent): EventDate[] {
  const first = dayOf(r.startDate)
  const last = dayOf(r.endDate ?? r.startDate)
  if (first === undefined || last === undefined) return []
  const named = r.hours.days === undefined ? undefined : readDays(r.hours.days)
  const [start, end] = [readTime(r.hours.start ?? ''), readTime(r.hours.end ?? '')]
  const dates: EventDate[] = []
  for (let day = first; day <= last && dates.length < 400; day += day_ms) {
    const weekday = (new Date(day).getUTCDay() + 6) % 7
    if (named === undefined || named.week.size === 0 || named.week.has(weekday))
      dates.push({ day: dayName(day), ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) })
  }
  return dates.length === 0 ? [{ day: r.startDate }] : dates
}

function mapEvent(r: MunicipalEvent, seen: Set<string>): Entity | string {
  const dates = eventDates(r)
  if (dates.length === 0) return `no such day: ${r.startDate}`
  const last = dayOf(r.endDate ?? r.startDate)
  if (last !== undefined && last < (dayOf(r.startDate) ?? last)) return 'it ends before it begins'
  const id = recordId(
    { type: eventType, of: `event-${r.municipalityCode ?? ''}`, own: r.sourceId, otherwise: `${r.name}|${r.startDate}|${r.venue ?? ''}` },
    seen,
  )
  return eventEntity(id, {
    name: { ja: r.name.slice(0, 200), ...(r.nameEn === undefined ? {} : { en: r.nameEn.slice(0, 200) }) },
    reading: r.nameKana,
    dates,
    description: japanese(lines(r.description)),
    category: r.category,
    venue: r.venue,
    ...(r.position === undefined ? {} : { lon: r.position[0], lat: r.position[1] }),
    fee: lines(r.fee, r.feeDetail)?.replaceAll('\n', ' '),
    organiser: r.organiser ?? r.organisation,
    address: r.address,
    phone: r.phone,
    website: r.url,
    access: lines(r.access, r.parking),
    note: lines(
      r.note,
      r.hours.note,
      r.capacity === undefined ? undefined : `定員：${r.capacity}`,
      r.applyBy,
      r.applyUntil === undefined ? undefined : `申込締切：${r.applyUntil}`,
    ),
  })
}

const outside = (at: LonLat | undefined, bounds: Bounds | undefined): boolean =>
  at !== undefined && bounds !== undefined && !isWithin(at, bounds)

/**
 * Records of 自治体標準オープンデータセット → places and events. Ids come from the publisher's ID and municipality code.
 * @param records as `engines/formats` reads them
 */
export function mapOpenData(records: readonly MunicipalRecord[], { bounds, seen = new Set() }: MapOpenDataOptions = {}): Mapped {
  const entities: Entity[] = []
  const skipped: Skipped[] = []
  for (const r of records) {
    const skip = (reason: string): void => {
      skipped.push({ line: r.line, ...(r.sourceId === undefined ? {} : { id: r.sourceId }), reason })
    }
    if (r.name.trim() === '') skip('no name')
    else if (outside(r.position, bounds)) skip('outside the city')
    else if (r.dataset === 'event') {
      const mapped = mapEvent(r, seen)
      if (typeof mapped === 'string') skip(mapped)
      else entities.push(mapped)
    } else {
      const id = recordId(
        {
          type: placeType,
          of: `${r.dataset}-${r.municipalityCode ?? ''}`,
          own: r.sourceId,
          otherwise: `${r.name}|${r.position[0].toFixed(5)}|${r.position[1].toFixed(5)}`,
        },
        seen,
      )
      entities.push(placeEntity(id, placeFields(r)))
    }
  }
  return { entities, skipped, counts: { [records[0]?.dataset === 'event' ? 'events' : 'places']: entities.length } }
}
