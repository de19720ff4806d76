/** 64 bits of FNV-1a over UTF-16 units, as 16 hex digits: names records that bring no id of their own. Not for secrets. */
export function fingerprint(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193 ^ text.length]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0x01000193)
    b = Math.imul(b ^ c ^ (i * 31), 0x01000193)
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0')
}

/** What makes a record itself when its publisher gives it no id, or the same id twice. */
export interface RecordIdentity {
  /** `PointOfInterest` or `Event`. */
  readonly type: string
  /** Data set or source, `aed`, `csv-shops`. */
  readonly of: string
  /** The publisher's id. */
  readonly own?: string | undefined
  /** Name, position, date: what tells it from its neighbours. */
  readonly otherwise: string
}

/**
 * The entity id of a record: by the publisher's id where that is new in this file, else by what the record says. The same
 * file gives the same ids again, so a second import updates instead of doubling.
 * @param seen ids given so far in this file; grows
 */
export function recordId({ type, of, own, otherwise }: RecordIdentity, seen: Set<string>): string {
  const plain =
    own === undefined || own === '' ? undefined : `urn:ngsi-ld:${type}:${of}-${encodeURIComponent(own.normalize('NFKC')).slice(0, 120)}`
  let id = plain === undefined || seen.has(plain) ? `${plain ?? `urn:ngsi-ld:${type}:${of}`}-${fingerprint(otherwise)}` : plain
  for (let n = 2; seen.has(id); n++) id = `${id.replace(/_\d+$/, '')}_${n}`
  seen.add(id)
  return id
}
