/** A value of any field as a short text for people: languages and positions on one line, never JSON where it can be helped. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(valueText).join('、')
  if (typeof value !== 'object') return '—'
  if ('type' in value && value.type === 'Point' && 'coordinates' in value && Array.isArray(value.coordinates))
    return value.coordinates
      .map((degrees) => (typeof degrees === 'number' ? degrees.toFixed(5) : '?'))
      .toReversed()
      .join(', ')
  if ('streetAddress' in value && typeof value.streetAddress === 'string') return value.streetAddress
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${valueText(part)}`)
    .join(' / ')
}

/** A position is kept as one value, whatever the form calls its two fields. */
export const isPosition = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Point'
