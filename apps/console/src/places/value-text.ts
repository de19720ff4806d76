/** A value of any field as a short text for people: languages and positions on one line, never JSON where it can be helped. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(valueText).join('、')
  if (typeof value !== 'object') return '—'
  if ('type' in value && value.type === 'Point' && 'coordinates' in value && Array.isArray(value.coordinates)) return value.coordinates.map((degrees) => (typeof degrees === 'number' ? degrees.toFixed(5) : '?')).toReversed().join(', ')
  return Object.entries(value).map(([key, part]) => `${key}: ${valueText(part)}`).join(' / ')
}
