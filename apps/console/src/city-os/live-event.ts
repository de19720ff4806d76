/** The ids that an event of the live stream names; none where it says only that much changed. */
export function changedIds(data: unknown): readonly string[] {
  let told: unknown
  try {
    told = typeof data === 'string' ? JSON.parse(data) : undefined
  } catch {
    return []
  }
  if (typeof told !== 'object' || told === null) return []
  const entities: readonly unknown[] = 'entities' in told && Array.isArray(told.entities) ? told.entities : []
  const gone: readonly unknown[] = 'gone' in told && Array.isArray(told.gone) ? told.gone : []
  const ids = [...entities.map((one) => (typeof one === 'object' && one !== null && 'id' in one ? one.id : undefined)), ...gone]
  return ids.filter((id) => typeof id === 'string')
}
