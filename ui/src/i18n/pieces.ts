import { createI18n } from './react.ts'
import type { ja } from './pieces/ja.ts'

/** The words of ui's own pieces (close, clear, again …). Both apps wrap themselves in its Provider beside their own. */
export const piecesI18n = createI18n<typeof ja>({
  ja: () => import('./pieces/ja.ts').then((m) => m.ja),
  'ja-easy': () => import('./pieces/ja-easy.ts').then((m) => m.jaEasy),
  en: () => import('./pieces/en.ts').then((m) => m.en),
  'zh-Hans': () => import('./pieces/zh-hans.ts').then((m) => m.zhHans),
  ko: () => import('./pieces/ko.ts').then((m) => m.ko),
})
