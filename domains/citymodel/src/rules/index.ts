export { baseLayers, nameFields, type BaseLayerName, type FieldKind, type LayerGeometry, type LayerSchema } from './base-layers.ts'
