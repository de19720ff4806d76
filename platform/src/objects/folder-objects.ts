import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Objects } from '../contract.ts'
import { isKey, keyOf } from './keys.ts'

/** Files in a folder, two levels deep by their key. A file appears by a rename: nobody reads half of one. */
export function createFolderObjects(folder: string): Objects {
  const place = (key: string): string => join(folder, key.slice(0, 2), key.slice(2, 4), key)
  const has = async (key: string): Promise<boolean> => isKey(key) && (await stat(`${place(key)}.type`).catch(() => undefined)) !== undefined
  return {
    put: async (bytes, contentType) => {
      const key = keyOf(bytes)
      if (await has(key)) return key
      await mkdir(dirname(place(key)), { recursive: true, mode: 0o700 })
      await whole(place(key), bytes)
      // The type comes last: it is what says that the object is there.
      await whole(`${place(key)}.type`, Buffer.from(contentType))
      return key
    },
    get: async (key) => {
      if (!(await has(key))) return undefined
      const [bytes, type] = await Promise.all([readFile(place(key)), readFile(`${place(key)}.type`, 'utf8')])
      return { bytes, contentType: type }
    },
    has,
  }
}

async function whole(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}.part`
  try {
    await writeFile(aside, bytes, { mode: 0o600, flush: true })
    await rename(aside, path)
  } finally {
    await rm(aside, { force: true })
  }
}
