import { randomBytes, randomFillSync } from 'node:crypto'
import type { Clock, Ids } from './contract.ts'

/** Within one millisecond 42 bits count on from a random start, so that ids of one process sort as they were made (RFC 9562 §6.2, method 2). */
const COUNTER_BITS = 42n

/** Random bytes in stock: asking the system for four at a time costs more than the rest of an id. */
const stock = new Uint8Array(4096)
let used = stock.length

function taken(count: number): Uint8Array {
  if (used + count > stock.length) {
    randomFillSync(stock)
    used = 0
  }
  used += count
  return stock.subarray(used - count, used)
}

/** UUIDv7 (RFC 9562 §5.7), monotonic within this process also when the clock stands still or goes back. */
export function createIds(clock: Clock): Ids {
  let last_ms = 0
  let counter = 0n
  const start = (): bigint => BigInt(`0x${randomBytes(6).toString('hex')}`) & ((1n << (COUNTER_BITS - 1n)) - 1n)
  return {
    uuid: () => {
      const now_ms = clock.now().getTime()
      if (now_ms > last_ms) {
        last_ms = now_ms
        counter = start()
      } else {
        counter += 1n + BigInt(taken(1)[0] ?? 0)
        if (counter >> COUNTER_BITS > 0n) {
          last_ms += 1
          counter = start()
        }
      }
      return format(last_ms, counter, taken(4))
    },
    secret: (bytes = 32) => randomBytes(bytes).toString('base64url'),
  }
}

function format(ms: number, counter: bigint, random: Uint8Array): string {
  // 48 bits of time, version 7, 12 bits, variant 10, 30 bits (both of the counter), 32 random bits.
  const high = (0x7n << 12n) | (counter >> 30n)
  const low = (0x2n << 30n) | (counter & 0x3fff_ffffn)
  const hex =
    ms.toString(16).padStart(12, '0') +
    high.toString(16).padStart(4, '0') +
    low.toString(16).padStart(8, '0') +
    Buffer.from(random).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
