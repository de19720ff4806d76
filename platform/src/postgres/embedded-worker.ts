/**
 * The thread that PGlite runs in. It takes bytes of the PostgreSQL protocol and answers bytes, so that the one `pg`
 * client serves both engines. A thread of its own, because a long query freezes it, and ending it is the only way out.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import type { FromWorker, ToWorker } from './embedded-messages.ts'

const port = parentPort
if (port === null) throw new Error('embedded-worker.ts runs in a worker thread only')
const { folder } = workerData as { readonly folder: string }

const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

const joined = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

async function answer(database: PGlite, bytes: Uint8Array): Promise<void> {
  const chunks: Uint8Array[] = []
  if (bytes[0] === 0) chunks.push(database.execProtocolRawSync(bytes).slice())
  else await database.execProtocolRawStream(bytes, { syncToFs: false, onRawData: (chunk) => chunks.push(chunk.slice()) })
  const all = joined(chunks)
  say({ kind: 'answer', bytes: all }, [all.buffer])
}

try {
  const database = await PGlite.create({ dataDir: folder, extensions: { postgis, btree_gin, btree_gist } })
  port.on('message', (message: ToWorker) => {
    const done = message.kind === 'ask' ? answer(database, message.bytes) : database.close().then(() => say({ kind: 'closed' }))
    done.catch((error: unknown) => say({ kind: 'broken', reason: String(error) }))
  })
  say({ kind: 'ready' })
} catch (error) {
  say({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) })
}
