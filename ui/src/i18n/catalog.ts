import type { Formats } from './formats.ts'
import { createFormats } from './formats.ts'
import type { Language } from './languages.ts'
import { withoutRuby } from './ruby.ts'

/** A message is a text, or a function of its values and of the language's formats. Readings are written `{漢字|かんじ}`. */
export type Message = string | ((values: never, formats: Formats) => string)
export type Messages = Readonly<Record<string, Message>>

/**
 * What every other language must write when `Base` is the Japanese catalog: the same keys, the same values.
 * A missing message, a message too many, or a value nobody passes fails the type check.
 */
export type Translated<Base extends Messages> = {
  readonly [Key in keyof Base]: Base[Key] extends (values: infer Values, ...rest: infer _Rest) => string
    ? (values: Values, formats: Formats) => string
    : string
}

export type ValuesOf<M> = M extends (values: infer Values, ...rest: infer _Rest) => string
  ? unknown extends Values
    ? []
    : [values: Values]
  : []

/** Says a message. `plain` leaves readings out (attributes, titles); `marked` keeps them for drawing. */
export interface Speaker<Base extends Messages> {
  readonly language: Language
  readonly formats: Formats
  readonly plain: <Key extends keyof Base & string>(key: Key, ...values: ValuesOf<Base[Key]>) => string
  readonly marked: <Key extends keyof Base & string>(key: Key, ...values: ValuesOf<Base[Key]>) => string
}

/** A speaker over one language's messages. */
export function createSpeaker<Base extends Messages>(language: Language, messages: Translated<Base>, zone?: string): Speaker<Base> {
  const formats = createFormats(language, zone)
  const marked = (key: keyof Base & string, ...values: readonly unknown[]): string => {
    const message: unknown = messages[key]
    if (typeof message === 'string') return message
    if (typeof message === 'function') return String(message(values[0], formats))
    throw new Error(`No message "${key}" in ${language}`)
  }
  return { language, formats, marked, plain: (key, ...values) => withoutRuby(marked(key, ...values)) }
}

/** Loaders of one catalog, one module per language, so that a person downloads the one they read. */
export type Catalog<Base extends Messages> = Readonly<Record<Language, () => Promise<Translated<Base>>>>

/**
 * Messages of `easy` that are no writing of their own: the same words as Japanese, and not on the list of already plain ones.
 * Functions are compared by what they say for `sample`.
 */
export function notRewritten(easy: Messages, japanese: Messages, alreadyPlain: readonly string[]): readonly string[] {
  const say = (message: Message | undefined, language: Language): string => {
    if (message === undefined || typeof message === 'string') return message ?? ''
    const values: unknown = new Proxy({}, { get: (_target, name) => (name === Symbol.toPrimitive ? () => 2 : sampleFor(String(name))) })
    return message(values as never, createFormats(language))
  }
  return Object.keys(japanese).filter(
    (key) =>
      withoutRuby(say(easy[key], 'ja-easy')).replace(/\s/g, '') === withoutRuby(say(japanese[key], 'ja')).replace(/\s/g, '') &&
      !alreadyPlain.includes(key),
  )
}

/** Numbers for counts, instants for times, words for the rest: enough to let any message speak in a test. */
function sampleFor(name: string): unknown {
  if (/^(at|time|from|to|day|until|then|now|date)$/.test(name)) return new Date('2026-11-23T09:30:00Z')
  if (/(name|text|what|who|query|language|label|where)$/i.test(name)) return 'X'
  return 2
}

/** Keys of texts in which a character stands without its reading (`{漢字|かんじ}`): やさしい日本語 gives one to each. */
export const withoutReading = (messages: Messages): string[] =>
  Object.entries(messages)
    .filter(([, message]) => typeof message === 'string' && /[一-龠]/.test(message.replaceAll(/\{[^}]*\}/g, '')))
    .map(([key]) => key)

/** Keys of texts with kana in them: what a translation left in Japanese. */
export const withKana = (messages: Messages): string[] =>
  Object.entries(messages)
    .filter(([, message]) => typeof message === 'string' && /[ぁ-んァ-ヴ]/.test(message))
    .map(([key]) => key)
