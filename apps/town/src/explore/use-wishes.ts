import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readWishes, type Wishes, wishesToSearch } from '../data/url-state.ts'
import { flat, knownSearch } from '../frame/search-params.ts'

/** The wishes in the address, and a way to change them there. Typing replaces the entry, a chosen filter adds one. */
export function useWishes(): { readonly wishes: Wishes; readonly wish: (next: Wishes, how?: 'add' | 'replace') => void } {
  const text = useRouterState({ select: ({ location }) => JSON.stringify(knownSearch(location.search)) })
  const wishes = useMemo(() => readWishes(flat(JSON.parse(text) as Record<string, string>)), [text])
  const navigate = useNavigate()
  return {
    wishes,
    wish: (next, how = 'add') => void navigate({ to: '/', search: wishesToSearch(next), replace: how === 'replace', resetScroll: false }),
  }
}
