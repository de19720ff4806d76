/** The guide: places, events, search, and what people do with them (see README.md). */
import type { Migrations } from '@machinaka/platform'

export type { GuideCity } from './directories.ts'
export { createGuide, type Guide, type GuideNeeds, type GuidePeople } from './guide.ts'
export { guideRoutes } from './routes.ts'
export { createReadings, type Readings } from './readings.ts'
export { searchIndex, rankHits, type SearchDocument, type SearchIndex } from './rules/search-index.ts'
export { searchQueries, type NamedPlace, type SearchQuery } from './rules/search-queries.ts'
export type { Mapped, Skipped } from './rules/osm-place.ts'
export type { Row } from './rules/table-mapping.ts'

export const guideMigrations: Migrations = { schema: 'guide', folder: new URL('../migrations/', import.meta.url) }
