import ipaddr from 'ipaddr.js'

/**
 * Whether an address is one of the public internet. Everything else (loopback, private, link-local with the metadata
 * services of clouds, carrier-grade NAT, multicast, reserved, and IPv4 written inside of IPv6) is inside of something.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` unwraps ::ffff:127.0.0.1; NAT64, 6to4 and Teredo have ranges of their own, and are not unicast.
  return ipaddr.process(address).range() === 'unicast'
}
