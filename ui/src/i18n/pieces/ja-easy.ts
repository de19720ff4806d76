import type { Translated } from '../catalog.ts'
import type { ja } from './ja.ts'

export const jaEasy: Translated<typeof ja> = {
  close: 'とじる',
  cancel: 'やめる',
  clear: '{書|か}いた {字|じ}を けす',
  again: 'もう{一度|いちど} {見|み}る',
  required: '{書|か}いて ください',
  optional: '{書|か}かなくても いいです',
  busy: '{待|ま}って ください',
  dismiss: 'お{知|し}らせを とじる',
  sheetLarger: 'リストを {大|おお}きく する',
  sheetSmaller: 'リストを {小|ちい}さく する',
  sortBy: ({ name }) => `${name}の {順番|じゅんばん}に する`,
  zoomIn: '{地図|ちず}を {大|おお}きく する',
  zoomOut: '{地図|ちず}を {小|ちい}さく する',
  locate: '{今|いま} いる {場所|ばしょ}を {見|み}る',
  north: '{北|きた}を {上|うえ}に する',
  mapKeys: '{地図|ちず}は やじるしの キーで {動|うご}きます。「＋」で {大|おお}きく、「－」で {小|ちい}さく なります。',
  mapLabel: '{地図|ちず}',
  cluster: ({ n }) => `${n}の {場所|ばしょ}`,
}

/** Words that Japanese already says as plainly as possible. */
export const alreadyPlain = ['cancel', 'mapLabel', 'north'] as const
