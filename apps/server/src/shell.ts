import type { Guide } from '@machinaka/guide'
import type { PlaceSummary } from '@machinaka/guide/contract'
import type { People } from '@machinaka/people'
import { textIn, type Language, languages } from '@machinaka/people/contract'
import { html, isRefusal, type Context, type Html, type Shell } from '@machinaka/platform'

interface Words { readonly open: string; readonly closed: string; readonly unknown: string; readonly search: string; readonly none: string; readonly list: string; readonly more: (count: number) => string; readonly notFound: string; readonly back: string }

const words: Readonly<Record<Language, Words>> = {
  ja: { open: '営業中', closed: '営業時間外', unknown: '営業時間は分かりません', search: '探す', none: '見つかりませんでした。別のことばでお試しください。', list: 'お店と施設', more: (count) => `ほか ${count} 件。ことばで絞りこめます。`, notFound: 'この場所は見つかりません。', back: '一覧へ戻る' },
  'ja-easy': { open: 'いま あいています', closed: 'いま しまっています', unknown: 'あいている 時間は わかりません', search: 'さがす', none: '見つかりません。ほかの ことばで さがしてください。', list: 'お店と 建物', more: (count) => `ほかに ${count} あります。`, notFound: 'この 場所は ありません。', back: 'もどる' },
  en: { open: 'Open now', closed: 'Closed now', unknown: 'Hours unknown', search: 'Search', none: 'Nothing found. Try other words.', list: 'Shops and facilities', more: (count) => `${count} more. Search to narrow down.`, notFound: 'There is no such place.', back: 'Back to the list' },
  'zh-Hans': { open: '营业中', closed: '非营业时间', unknown: '营业时间不详', search: '搜索', none: '没有找到，请换个词再试。', list: '商店与设施', more: (count) => `另有 ${count} 处，可用关键词缩小范围。`, notFound: '没有这个地点。', back: '返回列表' },
  ko: { open: '영업 중', closed: '영업시간 외', unknown: '영업시간을 알 수 없음', search: '검색', none: '찾지 못했습니다. 다른 말로 찾아보세요.', list: '가게와 시설', more: (count) => `그 밖에 ${count}곳이 있습니다. 검색어로 좁혀 보세요.`, notFound: '이 장소는 없습니다.', back: '목록으로' },
}

const named = (name: PlaceSummary['name'], language: Language): string => name[language] ?? name.ja ?? Object.values(name)[0] ?? '—'
const stateOf = (place: PlaceSummary, say: Words): string => (place.openState.state === 'unknown' ? say.unknown : place.openState.state === 'closed' ? say.closed : say.open)
const languageOf = (context: Context): Language => languages.find((known) => known === context.language) ?? 'ja'
/** In development `?city=` chooses, and every link keeps it. */
const keep = (city: string | undefined): string => (city === undefined ? '' : `?city=${encodeURIComponent(city)}`)

interface Parts { readonly guide: Guide; readonly people: People }
interface Asked { readonly context: Context; readonly path: string; readonly query: Readonly<Record<string, string>> }

interface Page { readonly title?: string; readonly status?: 404; readonly body: Html }

async function placePage({ guide }: Parts, { context, path, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const place = await guide.getPlace(context, decodeURIComponent(path.slice('/places/'.length)))
  const back = html`<p><a href="/${keep(query['city'])}">${say.back}</a></p>`
  if (isRefusal(place)) return { status: 404, body: html`<h1>${say.notFound}</h1>${back}` }
  const facts = [place.address, place.phone, place.openingHours].filter((fact) => fact !== undefined)
  return { title: named(place.name, language), body: html`<h1>${named(place.name, language)}</h1><p>${stateOf(place, say)}</p>${facts.map((fact) => html`<p>${fact}</p>`)}${back}` }
}

async function listPage({ guide }: Parts, { context, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const q = query['q']?.slice(0, 100)
  const found = await guide.listPlaces(context, { limit: 50, ...(q === undefined || q === '' ? {} : { q }) })
  if (isRefusal(found)) return { body: html`<p>${say.none}</p>` }
  const items = found.items.map((place) => html`<li><a href="/places/${encodeURIComponent(place.id)}${keep(query['city'])}">${named(place.name, language)}</a> <span>${stateOf(place, say)}</span></li>`)
  const city = query['city'] === undefined ? html`` : html`<input type="hidden" name="city" value="${query['city']}">`
  const more = found.total > found.items.length ? html`<p>${say.more(found.total - found.items.length)}</p>` : html``
  return { body: html`<form action="/" role="search"><label>${say.search} <input name="q" value="${q ?? ''}"></label>${city}<button>${say.search}</button></form><h2>${say.list}</h2>${items.length === 0 ? html`<p>${say.none}</p>` : html`<ul>${items}</ul>`}${more}` }
}

/** The town app's page for readers without JavaScript, or before it runs: the same list, the same places, as plain HTML. */
export const townShell = (parts: Parts) => async (asked: Asked): Promise<Shell> => {
  const { context, path } = asked
  const language = languageOf(context)
  const city = await parts.people.findCity(context.tenant)
  const name = city === undefined ? 'まちなか' : textIn(city.settings.name, language)
  const say = words[language]
  const page: Page = path.startsWith('/places/') ? await placePage(parts, asked, say) : await listPage(parts, asked, say)
  const title = page.title !== undefined ? `${page.title} — ${name}` : name
  const status: Pick<Shell, 'status'> = page.status === 404 ? { status: 404 } : {}
  return { ...status, language: language === 'ja-easy' ? 'ja' : language, title, body: html`<main id="list-without-js">${page.title === undefined && page.status === undefined ? html`<h1>${name}</h1>` : html`<p>${name}</p>`}${page.body}</main>` }
}
