import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../i18n/languages.ts'
import { creditsOf } from './attribution.ts'
import { mapPalettes } from './palette.ts'
import { boundsOf, pointsOf } from './points.ts'
import { gsiPale, townStyle } from './style.ts'
import { baseLayers } from '@machinaka/citymodel/contract'

const base = {
  tiles: ['http://town.test/tiles/base/{z}/{x}/{y}.mvt?v=1'],
  minzoom: 10,
  maxzoom: 16,
  attribution: '© OpenStreetMap contributors',
}
const themes = ['light', 'dark', 'contrast'] as const

test('every layer of the style reads a layer and fields that the base map has', () => {
  const style = townStyle({ theme: 'light', language: 'ja', base })
  const drawn = style.layers.filter((layer) => 'source' in layer && layer.source === 'base')
  assert.ok(drawn.length > 20)
  for (const layer of drawn) {
    const name = 'source-layer' in layer ? String(layer['source-layer']) : ''
    assert.ok(name in baseLayers, `${layer.id} reads ${name}`)
    const fields: Readonly<Record<string, unknown>> = baseLayers[name as keyof typeof baseLayers].fields
    for (const [, field = ''] of JSON.stringify(layer).matchAll(/\["(?:get|has)","([^"]+)"\]/g))
      assert.ok(field in fields, `${layer.id} reads ${name}.${field}`)
  }
})

test('a style names no glyph server and no sprite', () => {
  for (const theme of themes)
    for (const language of languages) {
      const style = townStyle({ theme, language, base })
      assert.equal(style.glyphs, undefined)
      assert.equal(style.sprite, undefined)
      assert.equal(new Set(style.layers.map((layer) => layer.id)).size, style.layers.length)
    }
})

test('pictures take the place of the ground, places stay', () => {
  const style = townStyle({ theme: 'dark', language: 'ja', base, raster: gsiPale })
  assert.deepEqual(
    style.layers.map((layer) => layer.id),
    ['raster', 'place-dot', 'place-mark'],
  )
})

/** WCAG 2.2 contrast ratio of two `#rrggbb`. */
function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const [r = 0, g = 0, bl = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [high = 0, low = 0] = [light(a), light(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

test('names read at 7:1 on their halo, marks at 5:1 on their ground', () => {
  for (const theme of themes) {
    const p = mapPalettes[theme]
    for (const ink of [p.ink, p.inkQuiet, p.inkWater, p.inkGreen]) assert.ok(contrast(ink, p.halo) >= 7, `${theme} ${ink}`)
    for (const ground of Object.values(p.marks)) assert.ok(contrast(ground, p.markInk) >= 5, `${theme} ${ground}`)
    assert.ok(contrast(p.selected, p.selectedInk) >= 5)
  }
})

test('points become features and bounds', () => {
  const points = [
    { id: 'a', lon: 139.1, lat: 35.2, label: 'A', icon: 'cafe', group: 'eat', rank: 1 },
    { id: 'b', lon: 139.3, lat: 35.1, label: 'B', icon: 'shop', group: 'shop', rank: 2 },
  ]
  assert.deepEqual(pointsOf(points).features[0], {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [139.1, 35.2] },
    properties: { id: 'a', label: 'A', icon: 'cafe', group: 'eat', rank: 1 },
  })
  assert.deepEqual(boundsOf(points), [139.1, 35.1, 139.3, 35.2])
  assert.equal(boundsOf([]), undefined)
})

test('an attribution is read into words and safe links', () => {
  assert.deepEqual(creditsOf('&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'), [
    { text: '©' },
    { text: 'OpenStreetMap', url: 'https://www.openstreetmap.org/copyright' },
    { text: 'contributors' },
  ])
  assert.deepEqual(creditsOf('<a href="javascript:alert(1)">x</a><img src=x onerror=1>'), [{ text: 'x' }])
})
