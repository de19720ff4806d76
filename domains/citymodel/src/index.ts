/** The citymodel domain: the base map of the town (see README.md). */
import type { Migrations } from '@machinaka/platform'

export type { BaseMapLayer, BaseMapRun } from './base-map.ts'
export type { BaseTile } from './base-tiles.ts'
export { createCitymodel, type Citymodel, type CitymodelNeeds } from './citymodel.ts'
export { citymodelRoutes } from './routes.ts'

export const citymodelMigrations: Migrations = { schema: 'citymodel', folder: new URL('../migrations/', import.meta.url) }
