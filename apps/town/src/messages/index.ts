import { createI18n } from '@machinaka/ui/i18n'
import type { ja } from './ja.ts'

/** The town app's messages: each language is its own file, loaded when a person reads it. */
export const {
  load: loadMessages,
  Provider: MessagesProvider,
  useSpeaker,
  T,
} = createI18n<typeof ja>({
  ja: () => import('./ja.ts').then((m) => m.ja),
  'ja-easy': () => import('./ja-easy.ts').then((m) => m.jaEasy),
  en: () => import('./en.ts').then((m) => m.en),
  'zh-Hans': () => import('./zh-hans.ts').then((m) => m.zhHans),
  ko: () => import('./ko.ts').then((m) => m.ko),
})

export type MessageKey = keyof typeof ja
/** Messages that are said without values. */
export type PlainKey = { [Key in MessageKey]: (typeof ja)[Key] extends string ? Key : never }[MessageKey]
