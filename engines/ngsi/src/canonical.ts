/** JSON in one form: members sorted by name, undefined ones left out; so equal values have equal text (after RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let text = '['
    for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(value[i])
    return `${text}]`
  }
  const map = value as Readonly<Record<string, unknown>>
  let text = '{'
  for (const key of Object.keys(map).sort()) {
    const one = map[key]
    if (one !== undefined) text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalJson(one)}`
  }
  return `${text}}`
}

/** Whether two JSON values say the same, whatever the order of their members. */
export const sameJson = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b)
