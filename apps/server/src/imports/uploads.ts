import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { refusal, type Ids, type Refusal, type Tenant } from '@machinaka/platform'
import { counted, InputTooLarge } from './input.ts'

/** A file that waits to be imported. */
export interface KeptUpload {
  readonly id: string
  readonly tenant: Tenant
  readonly filename: string
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  /** The address it was fetched from, as it may be shown and kept. */
  readonly url?: string
}

const KEPT_MS = 60 * 60 * 1000
/** Files that wait at the same time; the oldest goes when another one comes. */
const MOST_KEPT = 10

export interface Uploads {
  keep(tenant: Tenant, filename: string, chunks: AsyncIterable<Uint8Array>, url?: string): Promise<KeptUpload | Refusal>
  find(tenant: Tenant, id: string): KeptUpload | Refusal
  /** Removes a file that was imported, or is older than an hour. */
  drop(id: string): Promise<void>
}

/** Files are streamed to a folder of their own; what an earlier process left is removed. */
export async function createUploads({
  folder,
  ids,
  limit,
  now,
}: {
  readonly folder: string
  readonly ids: Ids
  readonly limit: number
  readonly now: () => number
}): Promise<Uploads> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (now() - (await stat(path)).mtimeMs > KEPT_MS) await rm(path, { force: true })
  }
  const kept = new Map<string, KeptUpload & { readonly at: number }>()
  const drop = async (id: string): Promise<void> => {
    const upload = kept.get(id)
    kept.delete(id)
    if (upload !== undefined) await rm(upload.path, { force: true })
  }
  return {
    drop,
    async keep(tenant, filename, chunks, url) {
      for (const old of kept.values()) if (now() - old.at > KEPT_MS) await drop(old.id)
      while (kept.size >= MOST_KEPT) await drop([...kept.keys()][0] ?? '')
      const id = ids.uuid()
      const path = join(folder, id)
      const input = counted(filename, chunks, { limit })
      try {
        await pipeline(Readable.from(input.chunks), createWriteStream(path, { mode: 0o600 }))
      } catch (error) {
        await rm(path, { force: true })
        if (error instanceof InputTooLarge) return refusal('context.upload-too-large', error.message, { limit_bytes: limit })
        throw error
      }
      const upload = { id, tenant, filename, path, ...input.read(), ...(url === undefined ? {} : { url }), at: now() }
      kept.set(id, upload)
      return upload
    },
    find(tenant, id) {
      const upload = kept.get(id)
      return upload === undefined || upload.tenant !== tenant
        ? refusal('context.upload-absent', 'This upload is not here any more (files wait one hour). Choose the file again.')
        : upload
    },
  }
}
