const digraphs: Readonly<Record<string, string>> = {
  きゃ: 'kya',
  きゅ: 'kyu',
  きょ: 'kyo',
  しゃ: 'sha',
  しゅ: 'shu',
  しょ: 'sho',
  しぇ: 'she',
  ちゃ: 'cha',
  ちゅ: 'chu',
  ちょ: 'cho',
  ちぇ: 'che',
  にゃ: 'nya',
  にゅ: 'nyu',
  にょ: 'nyo',
  ひゃ: 'hya',
  ひゅ: 'hyu',
  ひょ: 'hyo',
  みゃ: 'mya',
  みゅ: 'myu',
  みょ: 'myo',
  りゃ: 'rya',
  りゅ: 'ryu',
  りょ: 'ryo',
  ぎゃ: 'gya',
  ぎゅ: 'gyu',
  ぎょ: 'gyo',
  じゃ: 'ja',
  じゅ: 'ju',
  じょ: 'jo',
  じぇ: 'je',
  ぢゃ: 'ja',
  ぢゅ: 'ju',
  ぢょ: 'jo',
  びゃ: 'bya',
  びゅ: 'byu',
  びょ: 'byo',
  ぴゃ: 'pya',
  ぴゅ: 'pyu',
  ぴょ: 'pyo',
  つぁ: 'tsa',
  ふぁ: 'fa',
  ふぃ: 'fi',
  ふぇ: 'fe',
  ふぉ: 'fo',
  てぃ: 'ti',
  でぃ: 'di',
  とぅ: 'tu',
  どぅ: 'du',
  うぃ: 'wi',
  うぇ: 'we',
  ゔぁ: 'va',
  ゔぃ: 'vi',
  ゔぇ: 've',
  ゔぉ: 'vo',
}
const rows: readonly (readonly [string, string])[] = [
  ['あいうえお', 'a i u e o'],
  ['かきくけこ', 'ka ki ku ke ko'],
  ['さしすせそ', 'sa shi su se so'],
  ['たちつてと', 'ta chi tsu te to'],
  ['なにぬねの', 'na ni nu ne no'],
  ['はひふへほ', 'ha hi fu he ho'],
  ['まみむめも', 'ma mi mu me mo'],
  ['やゆよ', 'ya yu yo'],
  ['らりるれろ', 'ra ri ru re ro'],
  ['わをん', 'wa o n'],
  ['がぎぐげご', 'ga gi gu ge go'],
  ['ざじずぜぞ', 'za ji zu ze zo'],
  ['だぢづでど', 'da ji zu de do'],
  ['ばびぶべぼ', 'ba bi bu be bo'],
  ['ぱぴぷぺぽ', 'pa pi pu pe po'],
  ['ぁぃぅぇぉ', 'a i u e o'],
  ['ゔ', 'vu'],
]
const single = new Map(
  rows.flatMap(([kana, latin]) => {
    const sounds = latin.split(' ')
    return Array.from(kana, (k, i) => [k, sounds[i] ?? ''] as const)
  }),
)
const long: Readonly<Record<string, string>> = { a: 'ā', i: 'ī', u: 'ū', e: 'ē', o: 'ō' }

/** Little words inside a name keep a small letter: Ehon no Mise. */
const particles = new Map([
  ['の', 'no'],
  ['と', 'to'],
  ['を', 'o'],
  ['へ', 'e'],
])

/**
 * Hiragana in modified Hepburn with macrons (`name:ja-Latn`): blanks part words, each word begins with a capital.
 * Refuses a character that is not hiragana, a blank or the long-vowel mark.
 */
export function romaji(kana: string): string {
  return kana
    .split(' ')
    .map((w, i) => (i > 0 && particles.has(w) ? (particles.get(w) ?? w) : word(w)))
    .join(' ')
}

function word(kana: string): string {
  const letters = Array.from(kana)
  let out = ''
  let doubled = false
  for (let i = 0; i < letters.length; i++) {
    const two = digraphs[`${letters[i]}${letters[i + 1] ?? ''}`]
    const letter = letters[i] ?? ''
    if (letter === 'っ') {
      doubled = true
      continue
    }
    if (letter === 'ー') {
      out = out.slice(0, -1) + (long[out.at(-1) ?? ''] ?? out.at(-1) ?? '')
      continue
    }
    const sound = two ?? single.get(letter)
    if (sound === undefined) throw new Error(`${kana}: ${letter} is not hiragana`)
    if (two !== undefined) i++
    const last = out.at(-1)
    if ((sound === 'u' && (last === 'o' || last === 'u')) || (sound === 'o' && last === 'o')) {
      out = out.slice(0, -1) + (long[last ?? ''] ?? '')
      doubled = false
      continue
    }
    out +=
      (doubled ? (sound.startsWith('ch') ? 't' : (sound[0] ?? '')) : '') +
      (last === 'n' && /^[aiueoy]/.test(sound) && letters[i - (two === undefined ? 1 : 2)] === 'ん' ? `'${sound}` : sound)
    doubled = false
  }
  return out.charAt(0).toUpperCase() + out.slice(1)
}

/** Hiragana as katakana, as the municipal standard writes readings; blanks between words stay out. */
export const katakana = (kana: string): string =>
  Array.from(kana.replaceAll(' ', ''), (c) => (c >= 'ぁ' && c <= 'ゖ' ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0x60) : c)).join('')
