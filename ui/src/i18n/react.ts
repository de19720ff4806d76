import { createContext, createElement, type ReactNode, use, useMemo } from 'react'
import { Phrase } from '../breaks/phrase.ts'
import { type Catalog, createSpeaker, type Messages, type Speaker, type Translated, type ValuesOf } from './catalog.ts'
import type { Language } from './languages.ts'
import { rubyRuns } from './ruby.ts'

// No JSX here: this door is also read by tests that run without a compiler.
const h = createElement

/** Draws a marked text: readings stand over their characters; text without readings stays a plain string. */
export function Ruby({ text }: { readonly text: string }): ReactNode {
  const runs = rubyRuns(text)
  if (runs.every((run) => run.reading === undefined)) return runs.map((run) => run.base).join('')
  return runs.map((run, at) =>
    run.reading === undefined
      ? run.base
      : h('ruby', { key: at }, run.base, h('rp', null, '（'), h('rt', null, run.reading), h('rp', null, '）')),
  )
}

interface Provided<Base extends Messages> {
  readonly language: Language
  readonly messages: Translated<Base>
  readonly zone?: string | undefined
  readonly children: ReactNode
}

export interface I18n<Base extends Messages> {
  /** Loads one language's messages once; the promise is kept. */
  readonly load: (language: Language) => Promise<Translated<Base>>
  readonly Provider: (props: Provided<Base>) => ReactNode
  /** Messages as plain strings: for attributes, titles, `document.title`. */
  readonly useSpeaker: () => Speaker<Base>
  /** A message as content, with readings: `<T id="results" values={{ n }} />`. */
  readonly T: <Key extends keyof Base & string>(
    props: {
      readonly id: Key
      /** A heading or a short notice: Japanese breaks between phrases. */
      readonly phrase?: boolean
    } & (ValuesOf<Base[Key]> extends readonly [] ? { readonly values?: undefined } : { readonly values: ValuesOf<Base[Key]>[0] }),
  ) => ReactNode
}

/**
 * One catalog as React pieces. Each app makes one from its own messages:
 * `export const { load, Provider, useSpeaker, T } = createI18n<typeof ja>({ ja: () => import('./ja.ts').then((m) => m.ja), … })`.
 */
export function createI18n<Base extends Messages>(catalog: Catalog<Base>): I18n<Base> {
  const Speaking = createContext<Speaker<Base> | undefined>(undefined)
  const loaded = new Map<Language, Promise<Translated<Base>>>()
  const useSpeaker = (): Speaker<Base> => {
    const speaker = use(Speaking)
    if (speaker === undefined) throw new Error('A message was asked for outside of its Provider')
    return speaker
  }
  return {
    load: (language) => {
      const known = loaded.get(language)
      if (known !== undefined) return known
      const loading = catalog[language]()
      loaded.set(language, loading)
      loading.catch(() => loaded.delete(language))
      return loading
    },
    Provider: ({ language, messages, zone, children }) => {
      const speaker = useMemo(() => createSpeaker<Base>(language, messages, zone), [language, messages, zone])
      return h(Speaking, { value: speaker }, children)
    },
    useSpeaker,
    T: ({ id, values, phrase = false }) => {
      const { marked, language } = useSpeaker()
      const say = marked as (key: string, values?: unknown) => string
      const text = say(id, values)
      // Readings stand over their words, which do not break anyway.
      return phrase && rubyRuns(text).every(({ reading }) => reading === undefined)
        ? h(Phrase, { language, children: text })
        : h(Ruby, { text })
    },
  }
}
