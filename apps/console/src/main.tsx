import '@machinaka/ui/styles.css'
import './console.css'
import { applyTheme, loadFonts, startApp } from '@machinaka/ui'
import { chooseLanguage, type Language } from '@machinaka/ui/i18n'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NoAnswer, Refused } from './data/api.ts'
import { settings } from './data/settings.ts'
import { Languages, loadWords } from './frame/languages.tsx'
import { router } from './router.tsx'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && !(error instanceof Refused) && !(error instanceof NoAnswer),
      gcTime: 10 * 60_000,
    },
    mutations: { networkMode: 'always' },
  },
})

const language: Language = settings.get().language ?? chooseLanguage(navigator.languages)
applyTheme(settings.get().theme)

const draw = (words: Awaited<ReturnType<typeof loadWords>>): ReactNode => (
  <QueryClientProvider client={client}>
    <Languages first={words}>
      <RouterProvider router={router} />
    </Languages>
  </QueryClientProvider>
)

await startApp(loadWords(language), draw)
setTimeout(() => void loadFonts(), 300)
