import { Toasts } from '@machinaka/ui'
import { chooseLanguage, type Language, piecesI18n, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { countUse } from '../data/usage.ts'
import { loadMessages, MessagesProvider } from '../messages/index.ts'

type Pieces = Awaited<ReturnType<typeof piecesI18n.load>>
type Texts = Awaited<ReturnType<typeof loadMessages>>
interface Loaded {
  readonly language: Language
  readonly pieces: Pieces
  readonly messages: Texts
}

const Choosing = createContext<(language: Language) => Promise<void>>(async () => undefined)

/** Changes the language of the app, once its words have come; rejects when they do not come. */
export const useChooseLanguage = (): ((language: Language) => Promise<void>) => use(Choosing)

/** Gives the app its words. The old language stays until the new one is complete. */
export function Languages({ first, children }: { readonly first: Loaded; readonly children: ReactNode }): ReactNode {
  const [loaded, setLoaded] = useState(first)
  const city = useQuery(cityQuery()).data?.value
  const show = useCallback(async (language: Language): Promise<void> => {
    const [pieces, messages] = await Promise.all([piecesI18n.load(language), loadMessages(language)])
    setLoaded({ language, pieces, messages })
  }, [])
  const choose = useMemo(
    () =>
      async (language: Language): Promise<void> => {
        await show(language)
        settings.set((before) => ({ ...before, language }))
        countUse({ feature: 'language.change' })
      },
    [show],
  )
  // A town that does not speak the browser's language answers in one that it does.
  const offered = city?.languages
  useEffect(() => {
    if (offered === undefined || offered.includes(loaded.language)) return
    void show(chooseLanguage(navigator.languages, offered)).catch(() => undefined)
  }, [offered, loaded.language, show])
  useEffect(() => {
    document.documentElement.lang = tagOf(loaded.language)
    document.documentElement.classList.toggle('mn-easy', loaded.language === 'ja-easy')
  }, [loaded.language])
  const zone = city?.timeZone
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
