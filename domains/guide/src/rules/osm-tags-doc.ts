import { categories, groups } from './categories.ts'
import { additionOnly, tagRules } from './osm-tags.ts'

/** The tag table as Markdown: what `docs/osm-tags.md` holds, word for word (a test compares). */
export function tagTableMarkdown(): string {
  const rows = tagRules.map((r) => {
    const and = r.and === undefined ? '' : ` and \`${r.and[0]}=${r.and[1]}\``
    const note = additionOnly.has(r.key) ? 'only added to a place' : r.nameless === true ? 'also without a name' : ''
    return `| \`${r.key}=${r.value}\`${and} | \`${r.category}\` | ${note} |`
  })
  const codes = groups.flatMap((g) =>
    categories.filter((c) => c.group === g.code).map((c) => `| \`${c.code}\` | ${g.name.en} | ${c.name.ja} | ${c.name.en} |`),
  )
  return `# Which OSM tags become which places

The first row that fits gives a place its main category; further rows add theirs. \`*\` is any other value of the key,
except \`no\`. Objects that no row fits are no places of the guide. A place without a name is left out unless its row says
otherwise; so is what is tagged \`access=private\` or \`access=no\` among those, and what lies outside the city.

This table is written from \`domains/guide/src/rules/osm-tags.ts\`; a test holds the two together.

## Tags

| tag | category | note |
| --- | --- | --- |
${rows.join('\n')}

## What is taken over

| of a place | from |
| --- | --- |
| name per language | \`name\`, \`name:ja\`, \`name:en\`, \`name:zh-Hans\` or \`name:zh\`, \`name:ko\`; else \`official_name\`, \`brand\`; of exits \`ref\` |
| reading | \`name:ja-Hira\`, \`name:ja_kana\`, \`name:ja-Hrkt\`, \`name:ja-Kana\`; \`name:ja-Latn\`, \`name:ja_rm\` |
| other names | \`alt_name\`, \`short_name\`, \`official_name\`, \`old_name\`, \`loc_name\`, \`brand\`, \`branch\` |
| hours | \`opening_hours\`, as it stands |
| address | \`addr:full\`, else \`addr:province\` … \`addr:housenumber\` in Japanese order |
| access | \`wheelchair\`, \`toilets:wheelchair\`, \`changing_table\`, \`ostomate\`, \`nursing_room\`, \`elevator\`, \`tactile_paving\`, \`assistance_dog\`, \`backrest\` |
| floor | \`level:ref\`, \`addr:floor\`, else \`level\` (\`level=0\` is 1F) |
| more | \`phone\`, \`website\`, \`email\`, \`payment:*\`, \`diet:*\`, \`cuisine\`, \`fee\`, \`charge\`, \`capacity\`, \`internet_access\`, \`description\`, \`image\` |

## Categories

| code | group | 日本語 | English |
| --- | --- | --- | --- |
${codes.join('\n')}
`
}
