import { useSyncExternalStore } from 'react'

/** Whether a media query holds, and holds on. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

/** From here on the list stands beside the map; below it lies over it. */
export const wideScreen = '(min-width: 56rem)'
