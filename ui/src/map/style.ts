import type { GeoJSONSourceSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Language } from '../i18n/languages.ts'
import { mapPalettes, type MapTheme } from './palette.ts'
import { groundLayers, roofs } from './style-ground.ts'
import { labelLayers } from './style-labels.ts'
import { placeLayers } from './style-places.ts'
import { streetLayers } from './style-streets.ts'

/** The town's own vector tiles, as TileJSON names them. `tiles` are absolute URLs: they are fetched inside the worker. */
export interface BaseTiles {
  readonly tiles: readonly string[]
  readonly minzoom: number
  readonly maxzoom: number
  readonly bounds?: readonly [number, number, number, number]
  readonly attribution: string
}

/** A map of pictures instead, such as the tiles of the Geospatial Information Authority. */
export interface RasterTiles {
  readonly tiles: readonly string[]
  readonly minzoom: number
  readonly maxzoom: number
  readonly attribution: string
}

/** 地理院タイル（淡色地図）: https://maps.gsi.go.jp/development/ichiran.html */
export const gsiPale: RasterTiles = {
  tiles: ['https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png'],
  minzoom: 5,
  maxzoom: 18,
  attribution: '<a href="https://maps.gsi.go.jp/development/ichiran.html">地理院タイル</a>',
}

export interface StyleWishes {
  readonly theme: MapTheme
  readonly language: Language
  readonly base?: BaseTiles | undefined
  /** Drawn in place of the town's own ground; places stay on top. */
  readonly raster?: RasterTiles | undefined
}

const nothing: GeoJSONSourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }

function groundSources({ base, raster }: StyleWishes): Record<string, SourceSpecification> {
  if (raster !== undefined)
    return {
      raster: {
        type: 'raster',
        tiles: [...raster.tiles],
        tileSize: 256,
        minzoom: raster.minzoom,
        maxzoom: raster.maxzoom,
        attribution: raster.attribution,
      },
    }
  if (base === undefined) return {}
  return {
    base: {
      type: 'vector',
      tiles: [...base.tiles],
      minzoom: base.minzoom,
      maxzoom: base.maxzoom,
      attribution: base.attribution,
      ...(base.bounds && { bounds: [...base.bounds] as [number, number, number, number] }),
    },
  }
}

/**
 * The map's style: ground, streets, names, places, in this order. The paper under it is the colour of the map's element: a layer
 * of it would fill every frame once more. What may never be there (a chosen place, the person) comes when it is. No sprite (marks are drawn on canvas) and no glyphs
 * (since MapLibre 5.11 a style without `glyphs` writes with the page's fonts).
 */
export function townStyle(wishes: StyleWishes): StyleSpecification {
  const palette = mapPalettes[wishes.theme]
  const ground =
    wishes.raster !== undefined
      ? [
          {
            id: 'raster',
            type: 'raster' as const,
            source: 'raster',
            paint: wishes.theme === 'dark' ? { 'raster-brightness-max': 0.45, 'raster-saturation': -0.4 } : {},
          },
        ]
      : wishes.base === undefined
        ? []
        : [...groundLayers(palette), ...streetLayers(palette), ...roofs(palette), ...labelLayers(palette, wishes.language)]
  return {
    version: 8,
    sources: { ...groundSources(wishes), places: nothing },
    layers: [...ground, ...placeLayers(palette)],
  }
}
