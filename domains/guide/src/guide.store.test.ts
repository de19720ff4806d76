import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { contextMigrations, createContext } from '@machinaka/context'
import type { OsmObject } from '@machinaka/formats'
import { property } from '@machinaka/ngsi'
import { isRefusal, type Caller, type Context, type Fact, type NewFact, type Refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres, memoryObjects } from '@machinaka/platform/testing'
import { sql } from 'kysely'
import { createGuide, createReadings, guideMigrations, type Guide } from './index.ts'

const minato = 'minato' as Tenant
const other = 'other' as Tenant
const clock = fixedClock()
const pg = await openTestPostgres([contextMigrations, guideMigrations])
let guide: Guide
let context: ReturnType<typeof createContext>
let facts: NewFact[] = []
let handle: (fact: Fact) => Promise<void> = () => Promise.reject(new Error('nobody subscribed'))

/** One dictionary for all tests: opening it takes longer than any of them. */
const readings = createReadings()
const ids = { ...countingIds(), uuid: () => crypto.randomUUID() }
const outbox = { write: async (_tx: unknown, written: readonly NewFact[]) => void facts.push(...written), subscribe: (consumer: { handle: (fact: Fact) => Promise<void> }) => { handle = consumer.handle } }
/** What people was told of shops. */
const shops: string[] = []
const people = { grantShop: async (_tx: unknown, _city: string, account: string, shop: string) => void shops.push(`+${account} ${shop}`), revokeShop: async (_tx: unknown, _city: string, account: string, shop: string) => void shops.push(`-${account} ${shop}`), listCities: async () => [minato, other].map((city) => ({ city, settings: { timeZone: 'Asia/Tokyo', centre: [139.7, 35.64] as const } })), findCity: async (city: string) => ({ city: city as Tenant, settings: { timeZone: 'Asia/Tokyo', centre: [139.7, 35.64] as const } }) }
const signals = { send: async () => {}, on: () => () => {} }

after(() => pg.close())

/** A test on an empty database, on Monday noon in Minato. (Hooks of one file would run for every file of the process.) */
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    facts = []
    shops.length = 0
    clock.set('2026-08-03T03:00:00Z')
    context = createContext({ postgres: pg.postgres, outbox, clock, ids })
    guide = createGuide({ postgres: pg.postgres, outbox, signals, clock, ids, context, objects: memoryObjects(), people, readings })
    await guide.start()
    await work()
  })
}

function granted<T>(value: T | Refusal): T {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  return value
}
const refused = (value: unknown): string => (isRefusal(value) ? value.code : `no refusal: ${JSON.stringify(value)}`)
const as = (caller: Partial<Caller>, tenant = minato): Context => ({ tenant, caller: { kind: 'account', id: 'someone', roles: ['resident'], scopes: [], ...caller }, requestId: 'r', language: 'ja', now: clock.now() })
const visitor = as({ kind: 'anonymous', id: undefined, roles: ['visitor'] })
const staff = as({ id: 'staff-1', roles: ['staff'], department: 'tourism' })
const approver = as({ id: 'staff-2', roles: ['staff'], department: 'tourism' })
const owner = as({ id: 'owner-1', roles: ['resident'] })

const node = (id: number, tags: Record<string, string>, at: readonly [number, number] = [139.7, 35.64]): OsmObject => ({ kind: 'node', id, lon: at[0], lat: at[1], tags })
const town: readonly OsmObject[] = [
  node(1, { amenity: 'place_of_worship', religion: 'shinto', name: '恵比寿神社', 'name:en': 'Ebisu Shrine' }),
  node(2, { tourism: 'museum', name: 'アーティゾン美術館', opening_hours: 'Tu-Su 10:00-18:00' }, [139.71, 35.64]),
  node(3, { amenity: 'cafe', name: 'かもめ', opening_hours: 'Mo-Su 08:00-20:00', wheelchair: 'yes' }, [139.705, 35.641]),
  node(4, { amenity: 'toilets', wheelchair: 'limited' }, [139.702, 35.64]),
]
const id = (n: number): string => `urn:ngsi-ld:PointOfInterest:osm-node-${n}`
async function load(objects: readonly OsmObject[] = town, removeMissing = false): Promise<void> {
  const run = granted(await context.imports.open(minato, { source: { key: 'osm', kind: 'osm', title: 'OSM', attribution: '© OpenStreetMap contributors' } }))
  const mapped = guide.mapOsm(objects)
  await run.put(mapped.entities)
  run.note({ skipped: mapped.skipped, counts: mapped.counts })
  granted(await run.publish({ removeMissing }))
  await deliver()
}
/** Delivers what was written, as the outbox would. */
async function deliver(): Promise<void> {
  const due = facts.filter((f) => f.kind === 'EntityChanged' || f.kind === 'ImportPublished')
  facts = facts.filter((f) => !due.includes(f))
  for (const fact of due) await handle({ ...fact, id: crypto.randomUUID(), at: clock.now().toISOString() })
}
const names = async (query: Parameters<Guide['listPlaces']>[1], who = visitor): Promise<string[]> => granted(await guide.listPlaces(who, query)).items.map((p) => p.name.ja ?? p.category[0] ?? '')

scenario('an import is found by kana, romaji and with a letter wrong; another city sees nothing of it', async () => {
  await load()
  assert.deepEqual(await names({ q: 'えびすじんじゃ' }), ['恵比寿神社'])
  assert.deepEqual(await names({ q: 'ebisu jinja' }), ['恵比寿神社'])
  assert.deepEqual(await names({ q: 'アーティソン美術館' }), ['アーティゾン美術館'])
  assert.deepEqual(await names({}, as({}, other)), [])
  assert.equal(refused(await guide.getPlace(as({}, other), id(1))), 'guide.place-absent')
})

scenario('places are filtered and ordered as asked', async () => {
  await load()
  assert.deepEqual(await names({ near: '139.705,35.641' }), ['かもめ', 'toilet', 'アーティゾン美術館', '恵比寿神社'])
  assert.deepEqual(await names({ openNow: true }), ['かもめ'])
  assert.deepEqual(await names({ openNow: true, at: '2026-08-04T12:00:00+09:00', near: '139.71,35.64' }), ['アーティゾン美術館', 'かもめ'])
  assert.deepEqual(await names({ accessible: true, near: '139.7,35.64' }), ['toilet', 'かもめ'])
  assert.deepEqual(await names({ category: 'museum,toilet', near: '139.7,35.64', radius_m: 500 }), ['toilet'])
  assert.deepEqual(await names({ group: 'eat' }), ['かもめ'])
  assert.deepEqual(await names({ bbox: '139.709,35.63,139.72,35.65' }), ['アーティゾン美術館'])
  assert.deepEqual(await names({ ids: `${id(3)},${id(1)},${id(99)}` }), ['かもめ', '恵比寿神社'])
  for (const query of [{ near: 'here' }, { bbox: '1,2,3' }, { at: 'noon' }, { category: 'nonsense' }, { group: 'nonsense' }, { radius_m: 5 }]) assert.equal(refused(await guide.listPlaces(visitor, query)), 'guide.bad-query', JSON.stringify(query))
  const place = granted(await guide.getPlace(visitor, id(3)))
  assert.deepEqual([place.openState, place.attribution, place.origins['openingHours']], [{ state: 'open', until: '2026-08-03T11:00:00.000Z' }, '© OpenStreetMap contributors', { by: 'import', source: 'osm' }])
  assert.deepEqual(granted(await guide.suggest(visitor, { q: 'かふぇ' })).items.map((i) => [i.kind, i.id]), [['category', 'cafe'], ['place', id(3)]])
  assert.equal((await guide.listCategories(visitor)).categories.find((c) => c.code === 'cafe')?.count, 1)
  assert.equal(granted(await guide.placePoints(visitor, {})).features.length, 4)
})

scenario('a second import updates, and removes only when told to', async () => {
  await load()
  await load([node(3, { amenity: 'cafe', name: 'かもめ亭' })])
  assert.deepEqual((await names({})).toSorted(), ['toilet', 'かもめ亭', 'アーティゾン美術館', '恵比寿神社'].toSorted())
  await load([node(3, { amenity: 'cafe', name: 'かもめ亭' })], true)
  assert.deepEqual(await names({}), ['かもめ亭'])
  assert.deepEqual(await guide.counts(minato), { places: 1, events: 0, openReports: 0, openClaims: 0, openDrafts: 0 })
})

scenario('a person’s value stands over an import, which becomes a proposal; a change can be taken back', async () => {
  await load()
  const changed = granted(await guide.changePlace(staff, id(3), { openingHours: 'Mo-Su 10:00-12:00', phone: '03-1' }))
  assert.deepEqual([changed.openingHours, changed.openState.state, changed.origins['phone']?.by], ['Mo-Su 10:00-12:00', 'closed', 'person'])
  await load([{ ...town[2], tags: { amenity: 'cafe', name: 'かもめ', opening_hours: 'Mo-Fr 08:00-21:00' } } as OsmObject])
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Su 10:00-12:00')
  const proposals = await guide.histories.proposals(staff, {})
  assert.deepEqual(proposals.items.map(({ entityName, field, current, proposed, source }) => ({ entityName, field, current, proposed, source })), [{ entityName: { ja: 'かもめ' }, field: 'openingHours', current: 'Mo-Su 10:00-12:00', proposed: 'Mo-Fr 08:00-21:00', source: 'osm' }])
  granted(await guide.histories.decide(staff, proposals.items[0]?.id ?? '', 'accept'))
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Fr 08:00-21:00')
  assert.equal(refused(await guide.histories.decide(staff, proposals.items[0]?.id ?? '', 'accept')), 'guide.not-now')

  granted(await guide.changePlace(staff, id(1), { name: { ja: '恵比須神社' } }))
  const history = granted(await guide.histories.list(staff, id(1), {}))
  assert.deepEqual(history.items.map((h) => [h.action, h.by, h.undoable]), [['updated', 'person:staff-1', true], ['created', 'source:osm', false]])
  assert.deepEqual(history.items[0]?.changes, [{ field: 'name', before: { en: 'Ebisu Shrine', ja: '恵比寿神社' }, after: { ja: '恵比須神社' } }])
  granted(await guide.histories.undo(staff, id(1), history.items[0]?.version ?? ''))
  assert.deepEqual(await names({ q: '恵比寿神社' }), ['恵比寿神社'])
  assert.equal(refused(await guide.histories.undo(staff, id(1), history.items[1]?.version ?? '')), 'guide.not-now')
})

scenario('a change that cannot be made says why and changes nothing', async () => {
  await load()
  assert.equal(refused(await guide.changePlace(staff, id(3), { openingHours: 'when I like' })), 'guide.bad-hours')
  assert.equal(refused(await guide.changePlace(staff, id(3), { category: ['nonsense'] })), 'guide.bad-category')
  assert.equal(refused(await guide.changePlace(staff, id(3), { lon: 139.7 })), 'guide.bad-change')
  assert.equal(refused(await guide.changePlace(staff, id(3), {})), 'guide.bad-change')
  assert.equal(refused(await guide.changePlace(staff, id(99), { phone: '1' })), 'guide.place-absent')
  assert.equal(refused(await guide.changePlace(as({}), id(3), { phone: '1' })), 'guide.not-yours')
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Su 08:00-20:00')
})

scenario('a report is taken from anyone, answered with a fix, and read with its receipt only', async () => {
  await load()
  const { receipt, report } = granted(await guide.reports.post(visitor, id(3), { kind: 'wrong-hours', text: '土曜は休みです', contact: 'x@example.jp' }))
  assert.deepEqual([report.state, 'contact' in report], ['received', false])
  const [waiting] = granted(await guide.reports.list(staff, { state: 'received' })).items
  assert.equal(waiting?.contact, 'x@example.jp')
  assert.equal(refused(await guide.reports.answer(staff, waiting?.id ?? '', { decision: 'accept', answer: 'ありがとう', fix: { openingHours: '???' } })), 'guide.bad-hours')
  granted(await guide.reports.answer(staff, waiting?.id ?? '', { decision: 'accept', answer: '直しました', fix: { openingHours: 'Mo-Fr 08:00-20:00' } }))
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Fr 08:00-20:00')
  assert.deepEqual(granted(await guide.reports.byReceipt(visitor, receipt)), { placeId: id(3), placeName: { ja: 'かもめ' }, kind: 'wrong-hours', text: '土曜は休みです', state: 'accepted', createdAt: '2026-08-03T03:00:00.000Z', answer: '直しました', answeredAt: '2026-08-03T03:00:00.000Z' })
  assert.equal(refused(await guide.reports.byReceipt(visitor, 'another')), 'guide.report-absent')
  assert.equal(refused(await guide.reports.answer(staff, waiting?.id ?? '', { decision: 'reject', answer: 'いいえ' })), 'guide.not-now')
  assert.equal(refused(await guide.reports.withdraw(visitor, receipt)), 'guide.not-now')
  assert.equal(refused(await guide.reports.list(staff, { state: 'nonsense' })), 'guide.bad-query')
  assert.deepEqual(facts.filter((f) => f.kind.startsWith('Report')).map((f) => f.kind), ['ReportReceived', 'ReportAnswered'])
})

scenario('a shop is claimed, granted, edited by its holder and closed for today', async () => {
  await load()
  const claim = granted(await guide.claims.post(owner, id(3), { evidence: '店主です' }))
  assert.equal(refused(await guide.claims.post(owner, id(3), { evidence: 'again' })), 'guide.already-claimed')
  assert.equal(refused(await guide.changePlace(owner, id(3), { phone: '03-2' })), 'guide.not-yours')
  assert.equal(refused(await guide.setClosedToday(owner, id(3), true)), 'guide.not-yours')
  granted(await guide.claims.decide(staff, claim.id, { decision: 'grant' }))
  assert.equal(refused(await guide.claims.decide(staff, claim.id, { decision: 'grant' })), 'guide.not-now')
  assert.equal(refused(await guide.claims.post(as({ id: 'second' }), id(3), { evidence: 'mine' })), 'guide.already-claimed')
  assert.equal(granted(await guide.changePlace(owner, id(3), { phone: '03-2' })).phone, '03-2')
  assert.deepEqual((await guide.myPlaces(owner)).items.map((p) => p.id), [id(3)])
  const closed = granted(await guide.setClosedToday(owner, id(3), true))
  assert.deepEqual([closed.closedToday, closed.openState], [true, { state: 'closed', opensAt: '2026-08-03T23:00:00.000Z' }])
  assert.deepEqual(await names({ openNow: true }), [])
  clock.set('2026-08-04T03:00:00Z')
  assert.deepEqual((await names({ openNow: true })).toSorted(), ['かもめ', 'アーティゾン美術館'].toSorted(), 'it holds for that day only')
  granted(await guide.claims.decide(staff, claim.id, { decision: 'revoke' }))
  assert.equal(refused(await guide.changePlace(owner, id(3), { phone: '03-3' })), 'guide.not-yours')
  assert.deepEqual(shops, [`+owner-1 ${id(3)}`, `-owner-1 ${id(3)}`])
})

scenario('a claimer takes the claim back, and a holder gives the listing up', async () => {
  await load()
  const waiting = granted(await guide.claims.post(owner, id(3), { evidence: '店主です' }))
  assert.equal(refused(await guide.claims.withdraw(staff, waiting.id)), 'guide.claim-absent', 'it is the claimer’s own')
  assert.equal(granted(await guide.claims.withdraw(owner, waiting.id)).state, 'withdrawn')
  assert.equal(refused(await guide.claims.decide(staff, waiting.id, { decision: 'grant' })), 'guide.not-now')
  assert.deepEqual(shops, [])
  const held = granted(await guide.claims.post(owner, id(3), { evidence: '店主です' }))
  granted(await guide.claims.decide(staff, held.id, { decision: 'grant' }))
  granted(await guide.claims.withdraw(owner, held.id))
  assert.deepEqual(shops, [`+owner-1 ${id(3)}`, `-owner-1 ${id(3)}`])
  assert.equal(refused(await guide.changePlace(owner, id(3), { phone: '03-3' })), 'guide.not-yours')
})

scenario('a draft is approved by a colleague of the department, and appears at its time', async () => {
  await load()
  const draft = granted(await guide.drafts.create(staff, { kind: 'event', change: { name: { ja: '港まつり' }, dates: [{ day: '2026-08-09', start: '10:00', end: '16:00' }, { day: '2026-08-08' }], venue: '港公園', lon: 139.7, lat: 35.64 }, publishAt: '2026-08-05T09:00:00+09:00' }))
  assert.equal(draft.department, 'tourism')
  assert.equal(refused(await guide.drafts.approve(approver, draft.id, undefined)), 'guide.not-now')
  granted(await guide.drafts.submit(staff, draft.id))
  assert.equal(refused(await guide.drafts.approve(staff, draft.id, undefined)), 'guide.own-draft')
  assert.equal(refused(await guide.drafts.approve(as({ id: 'staff-3', roles: ['staff'], department: 'roads' }), draft.id, undefined)), 'guide.wrong-department')
  assert.equal(granted(await guide.drafts.approve(approver, draft.id, 'よい')).state, 'approved')
  assert.deepEqual(await guide.publishDue(minato), [])
  clock.set('2026-08-05T00:00:00Z')
  const [event] = await guide.publishDue(minato)
  const shown = granted(await guide.getEvent(visitor, event ?? ''))
  assert.deepEqual([shown.name.ja, shown.from, shown.to, shown.dates.map((d) => d.day)], ['港まつり', '2026-08-08', '2026-08-09', ['2026-08-08', '2026-08-09']])
  assert.deepEqual(granted(await guide.listEvents(visitor, { from: '2026-08-09', to: '2026-08-09', near: '139.7,35.64', radius_m: 100 })).items.map((e) => e.id), [event])
  assert.deepEqual(granted(await guide.listEvents(visitor, { q: 'みなとまつり' })).total, 1)
  assert.deepEqual(granted(await guide.listEvents(visitor, { from: '2026-08-10' })).total, 0)
})

scenario('nobody approves a draft they wrote on: neither after a rewrite, nor through their own key', async () => {
  await load()
  const change = { kind: 'place', target: id(3), change: { phone: '03-5' } } as const
  const draft = granted(await guide.drafts.create(staff, change))
  assert.equal(refused(await guide.drafts.submit(approver, draft.id)), 'guide.not-your-draft')
  assert.equal(refused(await guide.drafts.withdraw(approver, draft.id)), 'guide.not-your-draft')
  assert.deepEqual(granted(await guide.drafts.change(approver, draft.id, { ...change, change: { phone: '03-6' } })).editors, ['staff-1', 'staff-2'])
  granted(await guide.drafts.submit(approver, draft.id))
  assert.equal(refused(await guide.drafts.change(as({ id: 'staff-4', roles: ['staff'], department: 'tourism' }), draft.id, change)), 'guide.not-now', 'what is handed in stays as it is')
  for (const writer of [staff, approver]) {
    assert.equal(refused(await guide.drafts.approve(writer, draft.id, undefined)), 'guide.own-draft')
    assert.equal(refused(await guide.drafts.reject(writer, draft.id, 'いいえ')), 'guide.own-draft')
  }
  assert.equal(granted(await guide.drafts.approve(as({ id: 'staff-4', roles: ['staff'], department: 'tourism' }), draft.id, undefined)).state, 'published')

  const admin = as({ id: 'admin-1', roles: ['admin'] })
  const key = as({ kind: 'key', id: 'key-1', roles: [], scopes: ['place.edit', 'place.publish'], madeBy: 'admin-1' })
  const byKey = granted(await guide.drafts.create(key, { ...change, department: 'tourism' }))
  assert.deepEqual([byKey.author, byKey.editors], ['key-1', ['key-1', 'admin-1']])
  granted(await guide.drafts.submit(key, byKey.id))
  assert.equal(refused(await guide.drafts.approve(admin, byKey.id, undefined)), 'guide.own-draft')
  assert.equal(refused(await guide.drafts.approve(as({ kind: 'key', id: 'key-2', roles: [], scopes: ['place.publish'] }), byKey.id, undefined)), 'guide.own-draft', 'a key approves nothing')
  assert.equal(granted(await guide.drafts.withdraw(admin, byKey.id)).state, 'withdrawn')
})

scenario('a draft is handed in to a department, and one without stays', async () => {
  await load()
  const change = { kind: 'place', target: id(3), change: { phone: '03-5' } } as const
  const homeless = as({ id: 'staff-9', roles: ['staff'] })
  const draft = granted(await guide.drafts.create(homeless, change))
  assert.equal(refused(await guide.drafts.submit(homeless, draft.id)), 'guide.no-department')
  granted(await guide.drafts.change(homeless, draft.id, { ...change, department: 'roads' }))
  assert.equal(granted(await guide.drafts.submit(homeless, draft.id)).department, 'roads')
  assert.equal(refused(await guide.drafts.approve(approver, draft.id, undefined)), 'guide.wrong-department')
  await pg.postgres.tenant(minato, (tx) => sql`update guide.draft set department = null, editors = '{}' where city = ${minato}`.execute(tx))
  assert.equal(refused(await guide.drafts.approve(approver, draft.id, undefined)), 'guide.wrong-department', 'one from before departments were asked for')
  assert.equal(refused(await guide.drafts.approve(homeless, draft.id, undefined)), 'guide.own-draft', 'the author of an older row counts')
  assert.equal(granted(await guide.drafts.approve(as({ id: 'admin-1', roles: ['admin'] }), draft.id, undefined)).state, 'published')
})

scenario('drafts of places: new ones need name, category and position; a change without a time appears on approval', async () => {
  await load()
  assert.equal(refused(await guide.drafts.create(staff, { kind: 'place', change: { name: { ja: '新しい店' } } })), 'guide.bad-change')
  assert.equal(refused(await guide.drafts.create(staff, { kind: 'place', target: id(99), change: { phone: '1' } })), 'guide.place-absent')
  const made = granted(await guide.drafts.create(staff, { kind: 'place', change: { name: { ja: '新しい店' }, category: ['shop'], lon: 139.7, lat: 35.64 } }))
  granted(await guide.drafts.submit(staff, made.id))
  const rejected = granted(await guide.drafts.reject(approver, made.id, '住所がありません'))
  assert.deepEqual([rejected.state, rejected.decisionNote], ['rejected', '住所がありません'])
  granted(await guide.drafts.change(staff, made.id, { kind: 'place', change: { name: { ja: '新しい店' }, category: ['shop'], lon: 139.7, lat: 35.64, address: '本町1' } }))
  granted(await guide.drafts.submit(staff, made.id))
  const published = granted(await guide.drafts.approve(approver, made.id, undefined))
  assert.equal(published.state, 'published')
  assert.deepEqual(await names({ q: 'あたらしいみせ' }), ['新しい店'])
  assert.equal(granted(await guide.getPlace(visitor, published.published ?? '')).address, '本町1')
})

scenario('what other systems write through the broker appears too, and goes when it is deleted', async () => {
  await load()
  granted(await context.entities.create(minato, { id: 'urn:ngsi-ld:PointOfInterest:x', types: ['PointOfInterest'], attributes: { name: property('灯台'), category: property(['sight']), location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139.7, 35.64] } } } }, { kind: 'machine', id: 'key-1' }))
  await deliver()
  assert.deepEqual(await names({ q: 'とうだい' }), ['灯台'])
  granted(await context.entities.deleteBatch(minato, { ids: ['urn:ngsi-ld:PointOfInterest:x'], actor: { kind: 'machine', id: 'key-1' } }))
  await deliver()
  assert.deepEqual(await names({ q: 'とうだい' }), [])
})

scenario('a mapping is guessed, remembered for its source, and offered again', async () => {
  const columns = ['店名', '緯度', '経度', '業種']
  const rows = [{ 店名: '港食堂', 緯度: '35.64', 経度: '139.7', 業種: '食堂' }, { 店名: '', 緯度: '35.64', 経度: '139.7', 業種: '食堂' }]
  const guess = await guide.mappings.suggest(minato, { source: 'table-shops', columns, rows })
  assert.deepEqual([guess.remembered, guess.missing, guess.preview], [false, [], [{ row: 1, name: '港食堂', category: 'restaurant', lon: 139.7, lat: 35.64 }, { row: 2, problem: 'the name is empty' }]])
  assert.equal(refused(await guide.rememberMapping(minato, 'table-shops', { columns: {}, defaultCategory: 'nonsense' })), 'guide.bad-category')
  granted(await guide.rememberMapping(minato, 'table-shops', { columns: { 店名: 'name', 緯度: 'lat', 経度: 'lon' }, defaultCategory: 'cafe' }))
  const again = await guide.mappings.suggest(minato, { source: 'table-shops', columns, rows })
  assert.deepEqual([again.remembered, again.mapping.defaultCategory, again.preview[0]?.category], [true, 'cafe', 'cafe'])
  assert.equal(await guide.findMapping(other, 'table-shops'), undefined)
})

scenario('places go out as an Excel workbook', async () => {
  await load()
  const { readXlsx } = await import('@machinaka/formats')
  const bytes = granted(await guide.exportPlaces(staff, 'cafe,museum'))
  const table = await readXlsx((async function* () { yield bytes })(), { name: 'places.xlsx' })
  const rows: (readonly string[])[] = []
  for await (const { values } of table.rows) rows.push(values)
  assert.deepEqual(new Set(rows.map((r) => r[table.columns.indexOf('名称')])), new Set(['かもめ', 'アーティゾン美術館']))
  assert.equal(rows.length, 2)
  assert.equal(refused(await guide.exportPlaces(staff, 'nonsense')), 'guide.bad-query')
})
