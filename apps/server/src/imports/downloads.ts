import type { DownloadView } from '@machinaka/context/contract'
import { isRefusal, refusal, type HttpClient, type Ids, type Refusal, type Tenant } from '@machinaka/platform'
import { DownloadBroken, fromUrl, withoutSecrets, type Input } from './input.ts'
import { recognise } from './recognise.ts'
import type { Uploads } from './uploads.ts'

/** Files that come from addresses: fetched in the background, then looked at like a file that somebody chose. */
export interface Downloads {
  /** Begins when the other server answers; refuses what can be refused at once (a private address, a file that is too large). */
  begin(tenant: Tenant, url: string): Promise<DownloadView | Refusal>
  find(tenant: Tenant, id: string): DownloadView | Refusal
  /** Breaks off what is being fetched, and waits at most this long until it has ended. */
  stop(limit_ms: number): Promise<void>
}

/** Fetched at the same time; each holds a connection and writes a file. */
const MOST_AT_ONCE = 3
/** Remembered after they ended, so that a page can be left and found again. */
const KEPT = 20

interface Entry {
  readonly tenant: Tenant
  readonly id: string
  readonly url: string
  readonly input: Input
  state: DownloadView['state']
  upload: DownloadView['upload']
  problem: DownloadView['problem']
  ended: Promise<void>
}

const view = (entry: Entry): DownloadView => ({
  id: entry.id,
  url: entry.url,
  state: entry.state,
  bytesRead: entry.upload?.bytes ?? entry.input.read().bytes,
  bytesTotal: entry.input.bytes ?? null,
  upload: entry.upload,
  problem: entry.problem,
})

async function fetchAll(entry: Entry, uploads: Uploads, unexpected: (error: unknown) => void): Promise<void> {
  try {
    const kept = await uploads.keep(entry.tenant, entry.input.name, entry.input.chunks, entry.url)
    if (isRefusal(kept)) {
      entry.problem = { code: kept.code, detail: kept.detail }
      entry.state = 'failed'
      return
    }
    entry.upload = await recognise(kept)
    entry.state = 'ready'
  } catch (error) {
    entry.state = 'failed'
    if (error instanceof DownloadBroken) {
      entry.problem = { code: 'context.url-refused', detail: error.message }
      return
    }
    entry.problem = { code: 'platform.internal', detail: 'The file could not be kept. Nothing was imported; the log has the details.' }
    unexpected(error)
  } finally {
    await entry.input.close().catch(unexpected)
  }
}

export function createDownloads({
  uploads,
  http,
  ids,
  limit_bytes,
  unexpected,
}: {
  readonly uploads: Uploads
  readonly http: HttpClient
  readonly ids: Ids
  readonly limit_bytes: number
  readonly unexpected: (error: unknown) => void
}): Downloads {
  const entries = new Map<string, Entry>()
  const fetching = (): Entry[] => [...entries.values()].filter(({ state }) => state === 'fetching')
  return {
    async begin(tenant, url) {
      if (fetching().length >= MOST_AT_ONCE)
        return refusal('context.import-busy', `${MOST_AT_ONCE} files are being fetched already. Wait until one has come.`, {
          limit: MOST_AT_ONCE,
        })
      const input = await fromUrl(url, http, limit_bytes)
      if (isRefusal(input)) return input
      const entry: Entry = {
        tenant,
        id: ids.uuid(),
        url: withoutSecrets(url),
        input,
        state: 'fetching',
        upload: null,
        problem: null,
        ended: Promise.resolve(),
      }
      entries.set(entry.id, entry)
      entry.ended = fetchAll(entry, uploads, unexpected)
      for (const [id, old] of entries) if (entries.size > KEPT && old.state !== 'fetching') entries.delete(id)
      return view(entry)
    },
    find(tenant, id) {
      const entry = entries.get(id)
      return entry === undefined || entry.tenant !== tenant
        ? refusal('context.upload-absent', 'This file is not here any more. Give its address again.')
        : view(entry)
    },
    async stop(limit_ms) {
      const limit = new Promise<void>((resolve) => {
        setTimeout(resolve, limit_ms).unref()
      })
      const open = fetching()
      const closing = open.map(({ input, ended }) => input.close().then(() => ended, unexpected))
      await Promise.race([Promise.all(closing), limit])
    },
  }
}
