import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { Refused } from './api.ts'

export interface Act {
  readonly busy: boolean
  /** Why the last try did not work. */
  readonly trouble: unknown
  /** Does one piece of work at a time; afterwards every page reads afresh. Answers whether it worked. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>
  readonly clear: () => void
}

/** Something a person does that changes the town: busy while it goes on, its failure kept to be shown beside the button. */
export function useAct(): Act {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>()
  const running = useRef(false)
  const run = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      if (running.current) return false
      running.current = true
      setBusy(true)
      setTrouble(undefined)
      try {
        await work()
        await client.invalidateQueries()
        return true
      } catch (error) {
        setTrouble(error)
        if (error instanceof Refused && error.status === 401) await client.invalidateQueries()
        return false
      } finally {
        running.current = false
        setBusy(false)
      }
    },
    [client],
  )
  const clear = useCallback(() => setTrouble(undefined), [])
  return { busy, trouble, run, clear }
}
