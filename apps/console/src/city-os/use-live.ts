import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { address, currentCity } from '../data/api.ts'
import { changedIds } from './live-event.ts'

/** How long a changed row keeps its mark. */
const marked_ms = 12_000
/** Changes closer together than this are shown together. */
const gather_ms = 1_000

export interface LiveState {
  /** Whether changes arrive: they do, the line is being found again, or nothing listens. */
  readonly line: 'on' | 'lost' | 'off'
  /** Entities that changed a moment ago. */
  readonly fresh: ReadonlySet<string>
  /** Grows with each batch of changes: what is drawn from elsewhere is asked for again. */
  readonly batch: number
}
const nothing: ReadonlySet<string> = new Set()

/**
 * Listens to changes of a type, or of one entity, while the page is shown: what the page has read is read afresh, and what
 * changed is marked for a while. A browser that lost the line comes back by itself and misses nothing.
 */
export function useLive(select: { readonly type?: string | undefined; readonly id?: string | undefined }): LiveState {
  const client = useQueryClient()
  const { type, id } = select
  const [state, setState] = useState<LiveState>({ line: 'off', fresh: nothing, batch: 0 })
  const gathered = useRef(new Set<string>())
  useEffect(() => {
    if (type === undefined && id === undefined) return
    const stream = new EventSource(address('/api/context/live', { type, id }))
    let soon: ReturnType<typeof setTimeout> | undefined
    let later: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      soon = undefined
      const fresh = new Set(gathered.current)
      gathered.current.clear()
      void client.invalidateQueries({ queryKey: [currentCity() ?? '', 'city-os'] })
      setState((before) => ({ ...before, fresh, batch: before.batch + 1 }))
      clearTimeout(later)
      later = setTimeout(() => setState((before) => ({ ...before, fresh: nothing })), marked_ms)
    }
    const hear = (event: MessageEvent): void => {
      for (const changed of changedIds(event.data)) gathered.current.add(changed)
      soon ??= setTimeout(show, gather_ms)
    }
    stream.addEventListener('open', () => setState((before) => ({ ...before, line: 'on' })))
    stream.addEventListener('error', () => setState((before) => ({ ...before, line: 'lost' })))
    stream.addEventListener('changed', hear)
    stream.addEventListener('many', hear)
    return () => {
      stream.close()
      clearTimeout(soon)
      clearTimeout(later)
    }
  }, [client, type, id])
  return state
}
