import Type from 'typebox'
import { type CityView, type Language, languages, textIn } from '@machinaka/people/contract'
import { reply, route, type Route } from '@machinaka/platform'
import type { Town } from './town.ts'

const words: Readonly<Record<Language, { readonly app: string; readonly about: string; readonly events: string; readonly saved: string }>> =
  {
    ja: { app: 'まちなか', about: 'まちのお店・施設・イベントを、地図と一覧でさがせます。', events: 'イベント', saved: '保存した場所' },
    'ja-easy': {
      app: 'まちなか',
      about: 'まちの みせや ばしょを さがすことが できます。',
      events: 'イベント',
      saved: 'とっておいた ばしょ',
    },
    en: {
      app: 'Machinaka',
      about: 'Shops, facilities and events of the town, on a map and as a list.',
      events: 'Events',
      saved: 'Saved places',
    },
    'zh-Hans': { app: 'Machinaka', about: '在地图和列表上查找街区的店铺、设施和活动。', events: '活动', saved: '收藏的地点' },
    ko: { app: 'Machinaka', about: '동네의 가게, 시설, 행사를 지도와 목록에서 찾을 수 있습니다.', events: '행사', saved: '저장한 장소' },
  }
const icons = [
  { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
  { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
]

/** The town app as something to install (W3C Web Application Manifest), named after its city in one language. `city` where an address must say it. */
export function manifestOf(name: CityView['name'], language: Language, city: string | undefined): Readonly<Record<string, unknown>> {
  const say = words[language]
  const at = (path: string): string => (city === undefined ? path : `${path}?city=${encodeURIComponent(city)}`)
  return {
    name: `${textIn(name, language)} ${say.app}`,
    short_name: textIn(name, language),
    description: say.about,
    lang: language === 'ja-easy' ? 'ja' : language,
    id: at('/'),
    start_url: at('/'),
    scope: '/',
    display: 'standalone',
    background_color: '#f6f4ee',
    theme_color: '#fffefb',
    categories: ['navigation', 'travel', 'lifestyle'],
    icons,
    shortcuts: [
      { name: say.events, url: at('/events') },
      { name: say.saved, url: at('/saved') },
    ],
  }
}

const getManifest = {
  method: 'GET',
  path: '/manifest.webmanifest',
  summary: 'The town app, as something to install',
  tag: 'town',
  access: 'public',
  hidden: true,
  query: Type.Object({ city: Type.Optional(Type.String({ maxLength: 40 })), lang: Type.Optional(Type.String({ maxLength: 20 })) }),
  produces: ['application/manifest+json'],
  errors: [],
} as const

export const manifestRoutes = ({ people }: Pick<Town, 'people'>): Route[] => [
  route(getManifest, async ({ context, query }) => {
    const city = await people.findCity(context.tenant)
    const language = languages.find((known) => known === query.lang) ?? 'ja'
    return reply({
      text: JSON.stringify(manifestOf(city?.settings.name ?? { ja: 'まちなか' }, language, query.city)),
      headers: { 'content-type': 'application/manifest+json; charset=utf-8' },
    })
  }),
]
