import type { Names } from '../town/model.ts'
import type { Named } from './sheet.ts'

const first: readonly (readonly [string, string, string, string, string])[] = [
  ['朝', 'あさ', 'Asa', '朝', '아사'],
  ['夕', 'ゆう', 'Yu', '夕', '유'],
  ['潮', 'しお', 'Shio', '潮', '시오'],
  ['白', 'しら', 'Shira', '白', '시라'],
  ['青', 'あお', 'Ao', '青', '아오'],
  ['千', 'ち', 'Chi', '千', '지'],
  ['松', 'まつ', 'Matsu', '松', '마쓰'],
  ['月', 'つき', 'Tsuki', '月', '쓰키'],
  ['花', 'はな', 'Hana', '花', '하나'],
  ['若', 'わか', 'Waka', '若', '와카'],
  ['竹', 'たけ', 'Take', '竹', '다케'],
  ['鶴', 'つる', 'Tsuru', '鹤', '쓰루'],
]
const second: readonly (readonly [string, string, string, string, string])[] = [
  ['浜', 'はま', 'hama', '滨', '하마'],
  ['浦', 'うら', 'ura', '浦', '우라'],
  ['崎', 'さき', 'saki', '崎', '사키'],
  ['島', 'しま', 'shima', '岛', '시마'],
  ['江', 'え', 'e', '江', '에'],
  ['磯', 'いそ', 'iso', '矶', '이소'],
  ['津', 'つ', 'tsu', '津', '쓰'],
  ['瀬', 'せ', 'se', '濑', '세'],
  ['原', 'はら', 'hara', '原', '하라'],
  ['岬', 'みさき', 'misaki', '岬', '미사키'],
]

/** The name of the n-th neighbouring town of a scaled demo, n ≥ 1; after 120 towns the names carry a number. */
export function sisterTown(n: number): Names {
  const a = first[(n - 1) % first.length] ?? ['', '', '', '', '']
  const b = second[Math.floor((n - 1) / first.length) % second.length] ?? ['', '', '', '', '']
  const round = Math.floor((n - 1) / (first.length * second.length))
  const mark = round === 0 ? '' : String(round + 1)
  return { ja: a[0] + b[0] + mark, kana: a[1] + b[1], en: a[2] + b[2] + mark, zh: a[3] + b[3] + mark, ko: a[4] + b[4] + mark }
}

/** A name as the n-th town has it; the first town (0) keeps the names as they are. */
export function inTown({ names, branch }: Named, n: number): Names {
  if (n === 0) return names
  const t = sisterTown(n)
  if (branch)
    return {
      ja: `${names.ja} ${t.ja}店`,
      kana: `${names.kana} ${t.kana}てん`,
      en: `${names.en}, ${t.en}`,
      zh: `${names.zh} ${t.zh}店`,
      ko: `${names.ko} ${t.ko}점`,
    }
  return {
    ja: `${t.ja} ${names.ja}`,
    kana: `${t.kana} ${names.kana}`,
    en: `${t.en} ${names.en}`,
    zh: `${t.zh} ${names.zh}`,
    ko: `${t.ko} ${names.ko}`,
  }
}
