import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { ConsoleSearch } from './search-params.ts'

/** The filters in this page's address, and a way to change some of them without a new entry in the history. */
export function useFilters(): readonly [ConsoleSearch, (change: ConsoleSearch) => void] {
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (next: ConsoleSearch): void =>
      void navigate({ to: '.', search: (before: ConsoleSearch) => ({ ...before, ...next }), replace: true, resetScroll: false }),
    [navigate],
  )
  return [search, change]
}
