/** The insight domain: what is used in the app, counted without identifiers (see README.md). */
import type { Migrations } from '@machinaka/platform'

export { createInsight, type CityFrame, type Insight, type InsightNeeds } from './insight.ts'
export { insightRoutes } from './routes.ts'

export const insightMigrations: Migrations = { schema: 'insight', folder: new URL('../migrations/', import.meta.url) }
