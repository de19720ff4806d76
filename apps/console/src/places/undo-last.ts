import { getJson, inPath, sendJson } from '../data/api.ts'
import type { HistoryEntry } from '../data/queries.ts'

/** Takes back the newest change that can be taken back: the one that was just saved. */
export async function undoLast(id: string): Promise<void> {
  const { items } = await getJson<{ readonly items: readonly HistoryEntry[] }>(`/api/guide/history/${inPath(id)}`, { limit: 5 })
  const last = items.find(({ undoable }) => undoable)
  if (last !== undefined) await sendJson('POST', `/api/guide/history/${inPath(id)}/undo`, { version: last.version })
}
