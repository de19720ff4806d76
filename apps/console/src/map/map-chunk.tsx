/** The map's code comes when a page shows one. */
export { TownMap } from '@machinaka/ui/map'
