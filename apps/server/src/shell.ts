import type { Guide } from '@machinaka/guide'
import type { EventSummary, PlaceSummary } from '@machinaka/guide/contract'
import { categories } from '@machinaka/guide/rules'
import type { People } from '@machinaka/people'
import { textIn, type Language, languages } from '@machinaka/people/contract'
import { html, isRefusal, type Context, type Html, type RawRequest, type Shell } from '@machinaka/platform'
import { firstAnswers } from './first-answers.ts'
import { words, type Words } from './shell-words.ts'

/** A message as HTML: readings stand over their characters. */
const said = (text: string): Html =>
  html`${text.split(/(\{[^{}|]+\|[^{}|]+\})/).map((part) => {
    const [, base, reading] = /^\{([^{}|]+)\|([^{}|]+)\}$/.exec(part) ?? []
    return base === undefined ? part : html`<ruby>${base}<rp>（</rp><rt>${reading}</rt><rp>）</rp></ruby>`
  })}`

const textOf = (name: PlaceSummary['name'], language: Language): string | undefined => name[language] ?? name.ja ?? Object.values(name)[0]
/** A place without a name of its own is called by what it is: a bench, a toilet. */
const named = ({ name, category }: Pick<PlaceSummary, 'name' | 'category'>, language: Language): string =>
  textOf(name, language) ?? categories.find(({ code }) => code === category[0])?.name[language] ?? '—'
function stateOf({ openState: { state }, closedToday }: Pick<PlaceSummary, 'openState' | 'closedToday'>, say: Words): Html {
  if (state === 'unknown') return said(say.hoursUnknown)
  if (state === 'closed') return said(closedToday ? say.closedToday : say.closed)
  return said(say.open)
}
const languageOf = (context: Context): Language => languages.find((known) => known === context.language) ?? 'ja'
/** In development `?city=` chooses, and every link keeps it. */
const keep = (city: string | undefined): string => (city === undefined ? '' : `?city=${encodeURIComponent(city)}`)

interface Parts {
  readonly guide: Guide
  readonly people: People
}
interface Asked {
  readonly context: Context
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly raw: RawRequest
}

interface Page {
  readonly title?: string
  readonly status?: 404
  readonly body: Html
}

async function placePage({ guide }: Parts, { context, path, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const place = await guide.getPlace(context, decodeURIComponent(path.slice('/places/'.length)))
  const back = html`<p><a href="/${keep(query['city'])}">${said(say.backToList)}</a></p>`
  if (isRefusal(place))
    return {
      status: 404,
      body: html`<h1>${said(say.absentTitle)}</h1>
        ${back}`,
    }
  const facts = [place.address, place.phone, place.openingHours].filter((fact) => fact !== undefined)
  return {
    title: named(place, language),
    body: html`<h1>${named(place, language)}</h1>
      <p>${stateOf(place, say)}</p>
      ${facts.map((fact) => html`<p>${fact}</p>`)}${back}`,
  }
}

const nothing = (say: Words): Html =>
  html`<p>${said(say.emptyTitle)}</p>
    <p>${said(say.emptyText)}</p>`

async function listPage({ guide }: Parts, { context, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const q = query['q']?.slice(0, 100)
  const found = await guide.listPlaces(context, { limit: 50, ...(q === undefined || q === '' ? {} : { q }) })
  if (isRefusal(found)) return { body: nothing(say) }
  const items = found.items.map(
    (place) =>
      html`<li>
        <a href="/places/${encodeURIComponent(place.id)}${keep(query['city'])}">${named(place, language)}</a>
        <span>${stateOf(place, say)}</span>
      </li>`,
  )
  const city = query['city'] === undefined ? html`` : html`<input type="hidden" name="city" value="${query['city']}" />`
  const more = found.total > found.items.length ? html`<p>${said(say.more(found.total - found.items.length))}</p>` : html``
  const list =
    items.length === 0
      ? nothing(say)
      : html`<ul>
          ${items}
        </ul>`
  return {
    body: html`<p><a href="/events${keep(query['city'])}">${said(say.navEvents)}</a></p>
      <form action="/" role="search">
        <label>${said(say.searchLabel)} <input name="q" value="${q ?? ''}" /></label>${city}<button>${say.search}</button>
      </form>
      <h2>${said(say.listOfPlaces)}</h2>
      ${list}${more}`,
  }
}

/** Days as the reader's language writes them; a day of the city is no instant, so it needs no zone. */
function daysOf({ from, to }: Pick<EventSummary, 'from' | 'to'>, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'ja-easy' ? 'ja' : language, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  })
  const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)]
  return from === to ? format.format(first) : format.formatRange(first, last)
}

async function eventsPage({ guide }: Parts, { context, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const found = await guide.listEvents(context, { limit: 50 })
  const events = isRefusal(found) ? [] : found.items
  const items = events.map(
    (event) =>
      html`<li>
        <a href="/events/${encodeURIComponent(event.id)}${keep(query['city'])}">${textOf(event.name, language)}</a>
        <span>${daysOf(event, language)}${event.venue === undefined ? '' : ` ${event.venue}`}</span>
      </li>`,
  )
  const list =
    items.length === 0
      ? html`<p>${said(say.eventsEmpty)}</p>`
      : html`<ul>
          ${items}
        </ul>`
  return {
    title: say.navEvents,
    body: html`<h1>${said(say.eventsIntro)}</h1>
      ${list}
      <p><a href="/${keep(query['city'])}">${said(say.listOfPlaces)}</a></p>`,
  }
}

async function eventPage({ guide }: Parts, { context, path, query }: Asked, say: Words): Promise<Page> {
  const language = languageOf(context)
  const event = await guide.getEvent(context, decodeURIComponent(path.slice('/events/'.length)))
  const back = html`<p><a href="/events${keep(query['city'])}">${said(say.backToList)}</a></p>`
  if (isRefusal(event))
    return {
      status: 404,
      body: html`<h1>${said(say.eventAbsent)}</h1>
        ${back}`,
    }
  const name = textOf(event.name, language) ?? '—'
  const facts = [
    daysOf(event, language),
    event.venue,
    event.address,
    event.phone,
    event.description === undefined ? undefined : textOf(event.description, language),
  ].filter((fact) => fact !== undefined)
  return {
    title: name,
    body: html`<h1>${name}</h1>
      ${facts.map((fact) => html`<p>${fact}</p>`)}${back}`,
  }
}

function pageAt(parts: Parts, asked: Asked, say: Words): Promise<Page> {
  if (asked.path.startsWith('/places/')) return placePage(parts, asked, say)
  if (asked.path.startsWith('/events/')) return eventPage(parts, asked, say)
  return asked.path === '/events' ? eventsPage(parts, asked, say) : listPage(parts, asked, say)
}

/** The town app's page for readers without JavaScript, or before it runs: the same list, the same places, as plain HTML. */
export const townShell =
  (parts: Parts) =>
  async (asked: Asked): Promise<Shell> => {
    const { context } = asked
    const language = languageOf(context)
    const city = await parts.people.findCity(context.tenant)
    const name = city === undefined ? 'まちなか' : textIn(city.settings.name, language)
    const say = words[language]
    const [page, head] = await Promise.all([pageAt(parts, asked, say), firstAnswers(parts, asked)])
    const title = page.title !== undefined ? `${page.title} — ${name}` : name
    const status: Pick<Shell, 'status'> = page.status === 404 ? { status: 404 } : {}
    return {
      ...status,
      language: language === 'ja-easy' ? 'ja' : language,
      title,
      head,
      body: html`<main id="list-without-js">
        ${page.title === undefined && page.status === undefined ? html`<h1>${name}</h1>` : html`<p>${name}</p>`}${page.body}
      </main>`,
    }
  }
