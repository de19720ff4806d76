import type { LonLat } from '@machinaka/geo'
import type { Reading } from '../report.ts'

/** Datasets of 自治体標準オープンデータセット (Digital Agency; before 2023 推奨データセット) that are read. */
export type MunicipalDataset = 'public-facility' | 'event' | 'aed' | 'public-toilet' | 'public-wifi' | 'evacuation-site'

/** When something can be used, as the columns say it. */
export interface MunicipalHours {
  /** 利用可能曜日 as written, such as `月火水木金`. */
  readonly days?: string
  /** 開始時間, `HH:MM`. */
  readonly start?: string
  /** 終了時間, `HH:MM`; hours beyond 24 are kept. */
  readonly end?: string
  /** 利用可能日時特記事項. */
  readonly note?: string
}

interface MunicipalBase {
  /** Line in the file. */
  readonly line: number
  /** ID or NO of the publisher, as written; not always unique. */
  readonly sourceId?: string
  /** 全国地方公共団体コード. */
  readonly municipalityCode?: string
  /** 地方公共団体名, or prefecture and city. */
  readonly municipality?: string
  readonly name: string
  readonly nameKana?: string
  readonly nameEn?: string
  /** 所在地_連結表記, or put together from its parts. */
  readonly address?: string
  /** 建物名等(方書). */
  readonly building?: string
  readonly phone?: string
  readonly phoneExtension?: string
  readonly organisation?: string
  readonly url?: string
  readonly image?: string
  readonly imageLicence?: string
  /** 備考. */
  readonly note?: string
  readonly hours: MunicipalHours
}

interface Placed {
  readonly position: LonLat
}

export interface PublicFacility extends MunicipalBase, Placed {
  readonly dataset: 'public-facility'
  /** 名称_通称. */
  readonly commonName?: string
  /** POIコード, four digits. */
  readonly poiCode?: string
  readonly description?: string
  readonly access?: string
  readonly parking?: string
  /** バリアフリー情報. */
  readonly barrierFree?: string
  readonly accessibility: Accessibility
}

/** Columns with 有 or 無; undefined where the file says neither. */
export interface Accessibility {
  readonly wheelchair?: boolean
  readonly wheelchairLoan?: boolean
  readonly wheelchairToilet?: boolean
  readonly ostomateToilet?: boolean
  readonly nursingRoom?: boolean
  readonly nappyChange?: boolean
  readonly tactilePaving?: boolean
  readonly assistanceDog?: boolean
  readonly lift?: boolean
  readonly priorityParking?: boolean
}

export interface MunicipalEvent extends MunicipalBase {
  readonly dataset: 'event'
  readonly position?: LonLat
  /** 開始日, `YYYY-MM-DD`. */
  readonly startDate: string
  /** 終了日, `YYYY-MM-DD`. */
  readonly endDate?: string
  /** 場所名称. */
  readonly venue?: string
  readonly category?: string
  readonly description?: string
  /** 料金(基本) and 料金(詳細). */
  readonly fee?: string
  readonly feeDetail?: string
  readonly organiser?: string
  readonly contact?: string
  readonly capacity?: string
  readonly access?: string
  readonly parking?: string
  /** 参加申込終了日 and 時間, as written. */
  readonly applyUntil?: string
  readonly applyBy?: string
}

export interface Aed extends MunicipalBase, Placed {
  readonly dataset: 'aed'
  /** 設置位置. */
  readonly location?: string
  /** 小児対応設備の有無. */
  readonly childPads?: boolean
}

export interface PublicToilet extends MunicipalBase, Placed {
  readonly dataset: 'public-toilet'
  readonly location?: string
  readonly wheelchair?: boolean
  readonly infantFacilities?: boolean
  readonly ostomate?: boolean
  readonly menCount?: number
  readonly womenCount?: number
  readonly unisexCount?: number
  /** バリアフリートイレ数, before 2023 多機能トイレ数. */
  readonly accessibleCount?: number
}

export interface PublicWifi extends MunicipalBase, Placed {
  readonly dataset: 'public-wifi'
  readonly ssid?: string
  /** 提供エリア. */
  readonly area?: string
  readonly location?: string
}

/** Hazards for which a site is designated (災害対策基本法 第49条の4). */
export type Hazard = 'flood' | 'landslide' | 'storm-surge' | 'earthquake' | 'tsunami' | 'large-fire' | 'inland-flood' | 'volcano'

export interface EvacuationSite extends MunicipalBase, Placed {
  readonly dataset: 'evacuation-site'
  readonly hazards: readonly Hazard[]
  /** 指定避難所との重複. */
  readonly alsoShelter: boolean
  /** 想定収容人数 as written. */
  readonly capacity?: string
  readonly elevation_m?: number
  /** 対象となる町会・自治会. */
  readonly neighbourhoods?: string
}

export type MunicipalRecord = PublicFacility | MunicipalEvent | Aed | PublicToilet | PublicWifi | EvacuationSite

/** What `readMunicipal` answers. */
export interface MunicipalReading extends Reading<MunicipalRecord> {
  readonly dataset: MunicipalDataset
  /** Lets go of the file, for a caller that will not read to the end. */
  close(): Promise<void>
}
