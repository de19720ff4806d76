import { Toasts } from '@machinaka/ui'
import { type Language, piecesI18n, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { loadMessages, MessagesProvider } from '../messages/index.ts'

type Pieces = Awaited<ReturnType<typeof piecesI18n.load>>
type Texts = Awaited<ReturnType<typeof loadMessages>>
interface Loaded {
  readonly language: Language
  readonly pieces: Pieces
  readonly messages: Texts
}

const Choosing = createContext<(language: Language) => Promise<void>>(async () => undefined)

/** Changes the language, once its words have come; rejects when they do not come. */
export const useChooseLanguage = (): ((language: Language) => Promise<void>) => use(Choosing)

/** Gives the console its words, and its times the zone of the city. The old language stays until the new one is complete. */
export function Languages({ first, children }: { readonly first: Loaded; readonly children: ReactNode }): ReactNode {
  const [loaded, setLoaded] = useState(first)
  const zone = useQuery(cityQuery()).data?.timeZone
  const choose = useCallback(async (language: Language): Promise<void> => {
    const [pieces, messages] = await Promise.all([piecesI18n.load(language), loadMessages(language)])
    setLoaded({ language, pieces, messages })
    settings.set({ language })
  }, [])
  useEffect(() => {
    document.documentElement.lang = tagOf(loaded.language)
    document.documentElement.classList.toggle('mn-easy', loaded.language === 'ja-easy')
  }, [loaded.language])
  return (
    <Choosing value={choose}>
      <piecesI18n.Provider language={loaded.language} messages={loaded.pieces} zone={zone}>
        <MessagesProvider language={loaded.language} messages={loaded.messages} zone={zone}>
          <Toasts>{children}</Toasts>
        </MessagesProvider>
      </piecesI18n.Provider>
    </Choosing>
  )
}
