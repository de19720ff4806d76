import type { Objects } from '../contract.ts'
import { keyOf } from '../objects/keys.ts'

/** Objects that last as long as the test. */
export function memoryObjects(): Objects {
  const kept = new Map<string, { readonly bytes: Uint8Array; readonly contentType: string }>()
  return {
    put: async (bytes, contentType) => {
      const key = keyOf(bytes)
      kept.set(key, { bytes, contentType })
      return key
    },
    get: async (key) => kept.get(key),
    has: async (key) => kept.has(key),
  }
}
