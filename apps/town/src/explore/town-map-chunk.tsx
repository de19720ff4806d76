import { gsiPale, TownMap, type TownMapProps } from '@machinaka/ui/map'
import type { ReactNode } from 'react'

/** The map with its own ground or, where the city and the person want it, that of the Geospatial Information Authority. */
export function ChosenMap({ gsi, ...props }: Omit<TownMapProps, 'raster'> & { readonly gsi: boolean }): ReactNode {
  return <TownMap {...props} raster={gsi ? gsiPale : undefined} />
}
