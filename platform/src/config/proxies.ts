import { isIP } from 'node:net'

/** Names that the web framework knows for ranges: this machine, the local link, private networks. */
const namedRanges: readonly string[] = ['loopback', 'linklocal', 'uniquelocal']

/** `10.0.0.0/8, ::1` → its parts. */
export const proxyRanges = (text: string): readonly string[] => text.split(',').map((part) => part.trim())

/** Whether this is an address, a range in CIDR notation or the name of one. */
export function isProxyRange(text: string): boolean {
  if (namedRanges.includes(text)) return true
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const kind = isIP(address)
  return kind !== 0 && (bits === undefined || Number(bits) <= (kind === 4 ? 32 : 128))
}
