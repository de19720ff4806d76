import '@machinaka/ui/styles.css'
import './console.css'
import { applyTheme, loadFonts } from '@machinaka/ui'
import { chooseLanguage, type Language, piecesI18n } from '@machinaka/ui/i18n'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { NoAnswer, Refused } from './data/api.ts'
import { settings } from './data/settings.ts'
import { Languages } from './frame/languages.tsx'
import { loadMessages } from './messages/index.ts'
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

/** Draws the console as soon as the words of its language are there. */
async function start(): Promise<void> {
  const language: Language = settings.get().language ?? chooseLanguage(navigator.languages)
  applyTheme(settings.get().theme)
  const [pieces, messages] = await Promise.all([piecesI18n.load(language), loadMessages(language)])
  const root = document.querySelector('#root')
  if (root === null) throw new Error('The page has no #root')
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <Languages first={{ language, pieces, messages }}>
        <RouterProvider router={router} />
      </Languages>
    </QueryClientProvider>,
  )
  setTimeout(() => void loadFonts(), 300)
}

await start()
