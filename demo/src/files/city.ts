import { onEarth } from './earth.ts'
import { boundsOf } from './osm.ts'

const text = (
  ...[ja, easy, en, zh, ko]: readonly [ja: string, easy: string, en: string, zh: string, ko: string]
): Record<string, string> => ({ ja, 'ja-easy': easy, en, 'zh-Hans': zh, ko })

/** `city.json`: what the town decides about itself, in the shape that the platform's cities have (`CitySettings`). */
export function cityJson(scale: number): string {
  const [west, south, east, north] = boundsOf(scale)
  const city = {
    city: 'minato',
    settings: {
      name: text('みなと町', 'みなとまち', 'Minato Town', '港町', '미나토마치'),
      centre: onEarth([905, 690]),
      zoom: 15.4,
      bounds: [west, south, east, north],
      timeZone: 'Asia/Tokyo',
      languages: ['ja', 'ja-easy', 'en', 'zh-Hans', 'ko'],
      features: { events: true, reports: true, listings: true, usage: true, gsiTiles: false },
      departments: [
        { id: 'information', name: text('情報政策課', 'じょうほうの かかり', 'Digital Services', '信息政策科', '정보정책과') },
        { id: 'tourism', name: text('観光振興課', 'かんこうの かかり', 'Tourism', '观光振兴科', '관광진흥과') },
        { id: 'commerce', name: text('商工課', 'おみせと しごとの かかり', 'Commerce and Industry', '商工科', '상공과') },
        { id: 'disaster', name: text('防災課', 'さいがいから まもる かかり', 'Disaster Preparedness', '防灾科', '방재과') },
        { id: 'welfare', name: text('福祉課', 'くらしを たすける かかり', 'Welfare', '福利科', '복지과') },
        { id: 'roads', name: text('土木課', 'みちと こうえんの かかり', 'Roads and Parks', '土木科', '토목과') },
      ],
      hosts: [],
      credits: [{ text: '© Machinaka contributors, CC0 (みなと町は架空の町です)' }],
      search: { near_m: 1000 },
      usage: { withholdBelow: 5 },
    },
  }
  return `${JSON.stringify(city, undefined, 2)}\n`
}
