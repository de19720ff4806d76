import '@machinaka/ui/styles.css'
import './town.css'
import { loadFonts, startApp } from '@machinaka/ui'
import { chooseLanguage, type Language } from '@machinaka/ui/i18n'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NoAnswer, Refused } from './data/api.ts'
import { keepFirstAnswers, takeFirstAnswers } from './data/seed.ts'
import { settings } from './data/settings.ts'
import { Languages, loadWords } from './frame/languages.tsx'
import { router } from './router.tsx'
import { watchForInstallOffer } from './frame/install.ts'
import { keepForOffline } from './frame/offline-worker.ts'

const language: Language = settings.get().language ?? chooseLanguage(navigator.languages)

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The service worker answers without a network, so a missing one is no reason not to ask.
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && !(error instanceof Refused) && !(error instanceof NoAnswer),
      refetchOnWindowFocus: false,
      gcTime: 30 * 60_000,
    },
    mutations: { networkMode: 'always' },
  },
})

const draw = (words: Awaited<ReturnType<typeof loadWords>>): ReactNode => (
  <QueryClientProvider client={client}>
    <Languages first={words}>
      <RouterProvider router={router} />
    </Languages>
  </QueryClientProvider>
)

/** What can wait until the town is on the screen. */
function later(): void {
  void loadFonts()
  keepForOffline()
  keepFirstAnswers()
}

watchForInstallOffer()
/** Once the map stands still, or after a while on pages that have none. */
function whenQuiet(act: () => void): void {
  const root = document.documentElement
  const wait_ms = location.pathname === '/' || location.pathname.startsWith('/places/') ? 15_000 : 2000
  let done = false
  const once = (): void => {
    if (!done) {
      done = true
      observer.disconnect()
      act()
    }
  }
  const observer = new MutationObserver(() => {
    if (root.dataset['map'] === 'idle' || root.dataset['map'] === 'failed') once()
  })
  observer.observe(root, { attributes: true, attributeFilter: ['data-map'] })
  setTimeout(once, wait_ms)
}

takeFirstAnswers(client)
// The router finds its way while the words come, so that the first drawing is the page itself.
const words = Promise.all([loadWords(language), router.load()]).then(([loaded]) => loaded)
await startApp(words, draw)
whenQuiet(later)
