import { createHash } from 'node:crypto'

/** The key of an object is the SHA-256 of its bytes, in hex: the same bytes are stored once, and a key never changes its meaning. */
export const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Whether a text can be a key; what comes from outside is checked, as it becomes part of a path. */
export const isKey = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)
