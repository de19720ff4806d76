import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chooseCity,
  codeMail,
  codeWait,
  defaultSettings,
  grantable,
  inviteMail,
  languages,
  losesLastAdmin,
  mayGive,
  permissions,
  permits,
  permitsDepartment,
  permitsShop,
  permissionsOf,
  pickLanguage,
  roles,
  settingsProblem,
  textIn,
  type Actor,
  type CitySettings,
  type Language,
  type Role,
} from './index.ts'

const as = (role: Role, more: Partial<Actor> = {}): Actor => ({
  kind: role === 'visitor' ? 'anonymous' : 'account',
  roles: [role],
  scopes: [],
  ...more,
})

test('who may what', () => {
  const drawn = permissions
    .map((permission) => `${permission.padEnd(14)}${roles.map((role) => (permits(as(role), permission) ? '#' : '.')).join(' ')}`)
    .join('\n')
  // visitor, resident, shop-staff, staff, admin, operator
  assert.equal(
    drawn,
    `
public        # # # # # #
account       . # # # # #
place.edit    . . . # # #
place.publish . . . # # #
event.edit    . . . # # #
report.answer . . . # # #
listing.claim . # # . . #
listing.edit  . . # # # #
claim.check   . . . # # #
source.read   . . . # # #
source.import . . . # # #
usage.read    . . . # # #
health.read   . . . # # #
context.read  . . . # # #
context.write . . . . # #
key.manage    . . . . # #
city.manage   . . . . # #
operate       . . . . . #`.trim(),
  )
})

test('shop staff edits its own shops, staff all of them', () => {
  const baker = as('shop-staff', { shops: ['urn:bakery'] })
  assert.deepEqual(
    [
      permitsShop(baker, 'urn:bakery'),
      permitsShop(baker, 'urn:other'),
      permitsShop(as('staff'), 'urn:other'),
      permitsShop(as('resident', { shops: ['urn:bakery'] }), 'urn:bakery'),
    ],
    [true, false, true, false],
  )
})

test('staff decides for its own department, an admin for all', () => {
  assert.deepEqual(
    [
      permitsDepartment(as('staff', { department: 'parks' }), 'parks'),
      permitsDepartment(as('staff', { department: 'parks' }), 'tourism'),
      permitsDepartment(as('staff'), 'parks'),
      permitsDepartment(as('admin'), 'parks'),
      permitsDepartment(as('resident', { department: 'parks' }), 'parks'),
    ],
    [true, false, false, true, false],
  )
})

test('a key may what its scopes name, whatever roles it claims', () => {
  const key: Actor = { kind: 'key', roles: ['operator'], scopes: ['source.import'] }
  assert.deepEqual(permissionsOf(key), ['public', 'source.import'])
  assert.equal(permits(as('operator'), 'no.such'), false)
  assert.deepEqual(grantable(as('resident')), [])
  assert.ok(!grantable(as('operator')).includes('key.manage'))
  assert.ok(!grantable(as('admin')).includes('operate'))
})

test('roles are given from above', () => {
  assert.deepEqual(
    [
      mayGive(as('admin'), 'admin'),
      mayGive(as('admin'), 'operator'),
      mayGive(as('operator'), 'operator'),
      mayGive(as('staff'), 'resident'),
      mayGive({ kind: 'key', roles: ['admin'], scopes: [] }, 'staff'),
    ],
    [true, false, true, false, false],
  )
  assert.deepEqual(
    [
      losesLastAdmin(1, 'admin', 'staff'),
      losesLastAdmin(2, 'admin', undefined),
      losesLastAdmin(1, 'staff', undefined),
      losesLastAdmin(1, 'admin', 'admin'),
    ],
    [true, false, false, false],
  )
})

const minato = { city: 'minato', hosts: ['minato.example'], demo: false }
const demo = { city: 'demo', hosts: [], demo: true }
const question = { cities: [minato, demo], byHost: false, hostname: 'localhost', asked: undefined, askedByHeader: false }

test('a request means the city it asks for, else whose name it came to, else the demo', () => {
  assert.deepEqual(chooseCity({ ...question, asked: 'demo', hostname: 'minato.example' }), { city: 'demo' })
  assert.deepEqual(chooseCity({ ...question, hostname: 'minato.example' }), { city: 'minato' })
  assert.deepEqual(chooseCity(question), { city: 'demo' })
  assert.deepEqual(chooseCity({ ...question, cities: [minato, { ...minato, city: 'b', hosts: [] }] }), { city: 'minato' })
  assert.match(JSON.stringify(chooseCity({ ...question, asked: 'x' })), /Try \?city=minato, \?city=demo/)
  assert.match(JSON.stringify(chooseCity({ ...question, cities: [] })), /no city yet/)
})

test('where host names decide, nothing is guessed and no city is given away', () => {
  const production = { ...question, byHost: true }
  assert.deepEqual(chooseCity({ ...production, hostname: 'minato.example', asked: 'demo' }), { city: 'minato' })
  assert.deepEqual(chooseCity({ ...production, asked: 'demo', askedByHeader: true }), { city: 'demo' })
  assert.deepEqual(chooseCity({ ...production, asked: 'x', askedByHeader: true }), { absent: 'There is no such tenant here.' })
  assert.match(JSON.stringify(chooseCity(production)), /No city has the host name localhost/)
  assert.deepEqual(chooseCity({ ...production, cities: [{ ...minato, hosts: [] }] }), { city: 'minato' })
  assert.match(JSON.stringify(chooseCity({ ...production, cities: [minato] })), /No city has/)
})

test('the language is asked for, kept, or the browser’s, and offered by the city', () => {
  const offered: readonly Language[] = languages
  const pick = (accept?: string, asked?: string, kept?: string, only = offered): string =>
    pickLanguage({ accept, asked, kept, offered: only })
  assert.deepEqual(
    [
      pick('ko-KR,ko;q=0.9,en;q=0.8'),
      pick('fr, en;q=0.5'),
      pick('zh-TW'),
      pick(),
      pick('en', 'ja-easy'),
      pick('en', 'xx', 'ko'),
      pick('en', undefined, undefined, ['ja']),
      pick('en;q=0, ja;q=0.1'),
    ],
    ['ko', 'en', 'zh-Hans', 'ja', 'ja-easy', 'ko', 'ja', 'ja'],
  )
})

test('settings make sense together', () => {
  const settings: CitySettings = { ...defaultSettings, name: { ja: '町' }, centre: [139.64, 35.44], bounds: [139.6, 35.4, 139.7, 35.5] }
  assert.equal(settingsProblem(settings), undefined)
  assert.match(settingsProblem({ ...settings, centre: [35.44, 139.64] }) ?? '', /^centre/)
  assert.match(settingsProblem({ ...settings, bounds: [139.7, 35.4, 139.6, 35.5] }) ?? '', /^bounds/)
  assert.match(settingsProblem({ ...settings, timeZone: 'Asia/Minato' }) ?? '', /^timeZone/)
  assert.match(
    settingsProblem({
      ...settings,
      departments: [
        { id: 'a', name: { ja: 'a' } },
        { id: 'a', name: { ja: 'b' } },
      ],
    }) ?? '',
    /^departments/,
  )
  assert.match(settingsProblem({ ...settings, hosts: ['a.example', 'a.example'] }) ?? '', /^hosts/)
  assert.equal(textIn({ ja: '町', en: 'Town' }, 'ko'), '町')
})

test('every language has its own mails, with what they are for', () => {
  const codes = languages.map((language) => codeMail(language, { city: 'みなと町', code: '012345', minutes: 10 }))
  for (const { text } of codes) assert.match(text, /^012345$/m)
  const invites = languages.map((language) => inviteMail(language, { city: 'みなと町', address: 'https://a.example/console/' }).text)
  for (const text of invites) assert.match(text, /^https:\/\/a\.example\/console\/$/m)
  assert.equal(new Set([...codes.map(({ text }) => text), ...invites]).size, 2 * languages.length)
})

test('an address gets a code every 30 seconds, six in an hour', () => {
  const sent = (count: number, first_s: number, last_s: number): number => codeWait({ count, first_s, last_s })
  assert.deepEqual(
    [sent(0, 0, 0), sent(1, 10, 10), sent(1, 30, 30), sent(5, 600, 60), sent(6, 600, 60), sent(6, 3590.5, 5)],
    [0, 20, 0, 0, 3000, 25],
  )
})
