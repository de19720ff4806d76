import { useMatchRoute, useNavigate, useRouterState } from '@tanstack/react-router'
import { useCallback } from 'react'
import { writeSearch } from '../data/url-state.ts'
import { flat, knownSearch, listSearch } from '../frame/search-params.ts'

/** The id of the place in the address, if one is open. */
export function useOpenPlace(): string | undefined {
  const match = useMatchRoute()({ to: '/places/$id' })
  return match === false ? undefined : match.id
}

/** Opens places with the list's wishes kept in the address, so that going back finds the same list. */
export function useOpening(): { readonly search: string; readonly open: (id: string) => void } {
  const navigate = useNavigate()
  const search = useRouterState({ select: ({ location }) => writeSearch(flat(listSearch(knownSearch(location.search)))) })
  const open = useCallback(
    (id: string): void => {
      void navigate({ to: '/places/$id', params: { id }, search: (before) => listSearch(knownSearch(before)) })
    },
    [navigate],
  )
  return { search, open }
}
