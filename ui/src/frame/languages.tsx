import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import type { Messages, Translated } from '../i18n/catalog.ts'
import { chooseLanguage, isLanguage, type Language, languageNames, tagOf } from '../i18n/languages.ts'
import { piecesI18n } from '../i18n/pieces.ts'
import type { I18n } from '../i18n/react.ts'
import { Toasts, useToast } from '../pieces/toast.tsx'

/** All words of an app in one language: those of ui's pieces and its own. */
export interface Words<Base extends Messages> {
  readonly language: Language
  readonly pieces: Awaited<ReturnType<typeof piecesI18n.load>>
  readonly messages: Translated<Base>
}

export interface LanguagesProps<Base extends Messages> {
  readonly first: Words<Base>
  /** Zone in which times are said. */
  readonly zone: string | undefined
  /** Languages of the city: one that it does not speak gives way to one that it does. All, if absent. */
  readonly offered?: readonly Language[] | undefined
  /** Told when somebody has chosen, and the words are there. */
  readonly onChosen: (language: Language) => void
  readonly children: ReactNode
}

const Choosing = createContext<(language: Language) => Promise<void>>(async () => undefined)

/** Changes the language of the app, once its words have come; rejects when they do not come. */
export const useChooseLanguage = (): ((language: Language) => Promise<void>) => use(Choosing)

/** Makes the frame that gives an app its words, from the catalog of its messages. The old language stays until the new one is complete. */
export function createLanguages<Base extends Messages>({
  load: loadMessages,
  Provider,
}: Pick<I18n<Base>, 'load' | 'Provider'>): {
  readonly load: (language: Language) => Promise<Words<Base>>
  readonly Languages: (props: LanguagesProps<Base>) => ReactNode
} {
  const load = async (language: Language): Promise<Words<Base>> => {
    const [pieces, messages] = await Promise.all([piecesI18n.load(language), loadMessages(language)])
    return { language, pieces, messages }
  }
  function Languages({ first, zone, offered, onChosen, children }: LanguagesProps<Base>): ReactNode {
    const [words, setWords] = useState(first)
    const { language } = words
    const choose = useCallback(
      async (chosen: Language): Promise<void> => {
        setWords(await load(chosen))
        onChosen(chosen)
      },
      [onChosen],
    )
    useEffect(() => {
      if (offered === undefined || offered.includes(language)) return
      void load(chooseLanguage(navigator.languages, offered))
        .then(setWords)
        .catch(() => undefined)
    }, [offered, language])
    useEffect(() => {
      document.documentElement.lang = tagOf(language)
      document.documentElement.classList.toggle('mn-easy', language === 'ja-easy')
    }, [language])
    return (
      <Choosing value={choose}>
        <piecesI18n.Provider language={language} messages={words.pieces} zone={zone}>
          <Provider language={language} messages={words.messages} zone={zone}>
            <Toasts>{children}</Toasts>
          </Provider>
        </piecesI18n.Provider>
      </Choosing>
    )
  }
  return { load, Languages }
}

interface LanguageChoiceProps {
  readonly label: string
  readonly language: Language
  readonly offered: readonly Language[]
  readonly className: string
  /** Said where the words do not come. */
  readonly failed: ReactNode
}

/** The language, always in reach, each in its own words. */
export function LanguageChoice({ label, language, offered, className, failed }: LanguageChoiceProps): ReactNode {
  const choose = useChooseLanguage()
  const toast = useToast()
  return (
    <label className={className}>
      <span className="mn-visually-hidden">{label}</span>
      <select
        className="mn-select"
        value={language}
        onChange={({ target }) => {
          if (isLanguage(target.value)) void choose(target.value).catch(() => toast({ text: failed }))
        }}
      >
        {offered.map((code) => (
          <option key={code} value={code} lang={tagOf(code)}>
            {languageNames[code]}
          </option>
        ))}
      </select>
    </label>
  )
}
