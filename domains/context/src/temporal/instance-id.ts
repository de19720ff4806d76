/** Ids of instances (§4.5.7): given by the store, or told from the version of the history that an instance was written with. */

const PREFIX = 'urn:ngsi-ld:Instance:'
const VERSIONED = /^v(\d{1,15})-([0-9a-f]{16})$/

/** The URI of an instance: of its own row, or of its place in the history; both stay as long as the instance exists. */
export const instanceUri = (of: {
  readonly id: string | null
  readonly version: number | null
  readonly attribute: string
  readonly dataset: string
}): string => PREFIX + (of.id ?? placeOf(of.version ?? 0, of.attribute, of.dataset))

/** What stands behind an instance's URI in the store; undefined when this broker never gave such a URI. */
export const storedInstanceId = (uri: string): string | undefined => (uri.startsWith(PREFIX) ? uri.slice(PREFIX.length) : undefined)

/** The version that an id of the history names. */
export function versionOf(id: string): number | undefined {
  const found = VERSIONED.exec(id)
  return found === null ? undefined : Number(found[1])
}

/** The place of an instance in the history: its version, and which attribute and dataset of it. */
export const placeOf = (version: number, attribute: string, dataset: string): string => `v${version}-${digest(`${attribute}\n${dataset}`)}`

/** Two FNV-1a hashes of 32 bits: enough to tell the few attributes of one version apart. */
function digest(text: string): string {
  const hash = (basis: number): string => {
    let value = basis
    for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
    return value.toString(16).padStart(8, '0')
  }
  return hash(0x811c9dc5) + hash(0x1000193)
}
