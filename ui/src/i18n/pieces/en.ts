import type { Translated } from '../catalog.ts'
import type { ja } from './ja.ts'

export const en: Translated<typeof ja> = {
  close: 'Close',
  cancel: 'Cancel',
  clear: 'Clear',
  again: 'Try again',
  required: 'Required',
  optional: 'Optional',
  busy: 'Working',
  dismiss: 'Close this message',
  sheetLarger: 'Make the list larger',
  sheetSmaller: 'Make the list smaller',
  sortBy: ({ name }) => `Sort by ${name}`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  locate: 'Show where I am',
  north: 'Turn north up',
  mapKeys: 'Arrow keys move the map, plus and minus zoom.',
  mapLabel: 'Map',
  cluster: ({ n }) => `${n} places`,
}
