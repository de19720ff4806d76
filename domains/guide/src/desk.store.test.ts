import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { DraftInput } from './contract.ts'
import { approver, as, clock, granted, id, minato, owner, pg, refused, staff, visitor, scenario } from './test-guide.ts'

scenario('a report is taken from anyone, answered with a fix, and read with its receipt only', async ({ guide, facts, load }) => {
  await load()
  const { receipt, report } = granted(
    await guide.reports.post(visitor, id(3), { kind: 'wrong-hours', text: '土曜は休みです', contact: 'x@example.jp' }),
  )
  assert.deepEqual([report.state, 'contact' in report], ['received', false])
  const [waiting] = granted(await guide.reports.list(staff, { state: 'received' })).items
  assert.equal(waiting?.contact, 'x@example.jp')
  assert.equal(
    refused(
      await guide.reports.answer(staff, waiting?.id ?? '', { decision: 'accept', answer: 'ありがとう', fix: { openingHours: '???' } }),
    ),
    'guide.bad-hours',
  )
  granted(
    await guide.reports.answer(staff, waiting?.id ?? '', {
      decision: 'accept',
      answer: '直しました',
      fix: { openingHours: 'Mo-Fr 08:00-20:00' },
    }),
  )
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Fr 08:00-20:00')
  assert.deepEqual(granted(await guide.reports.byReceipt(visitor, receipt)), {
    placeId: id(3),
    placeName: { ja: 'かもめ' },
    kind: 'wrong-hours',
    text: '土曜は休みです',
    state: 'accepted',
    createdAt: '2026-08-03T03:00:00.000Z',
    answer: '直しました',
    answeredAt: '2026-08-03T03:00:00.000Z',
  })
  assert.equal(refused(await guide.reports.byReceipt(visitor, 'another')), 'guide.report-absent')
  assert.equal(refused(await guide.reports.answer(staff, waiting?.id ?? '', { decision: 'reject', answer: 'いいえ' })), 'guide.not-now')
  assert.equal(refused(await guide.reports.withdraw(visitor, receipt)), 'guide.not-now')
  assert.equal(refused(await guide.reports.list(staff, { state: 'nonsense' })), 'guide.bad-query')
  assert.deepEqual(
    facts.filter((f) => f.kind.startsWith('Report')).map((f) => f.kind),
    ['ReportReceived', 'ReportAnswered'],
  )
})

scenario('a shop is claimed, granted, edited by its holder and closed for today', async ({ guide, shops, load, names }) => {
  await load()
  const claim = granted(await guide.claims.post(owner, id(3), { evidence: '店主です' }))
  assert.equal(refused(await guide.claims.post(owner, id(3), { evidence: 'again' })), 'guide.already-claimed')
  assert.equal(refused(await guide.changePlace(owner, id(3), { phone: '03-2' })), 'guide.not-yours')
  assert.equal(refused(await guide.setClosedToday(owner, id(3), true)), 'guide.not-yours')
  granted(await guide.claims.decide(staff, claim.id, { decision: 'grant' }))
  assert.equal(refused(await guide.claims.decide(staff, claim.id, { decision: 'grant' })), 'guide.not-now')
  assert.equal(refused(await guide.claims.post(as({ id: 'second' }), id(3), { evidence: 'mine' })), 'guide.already-claimed')
  assert.equal(granted(await guide.changePlace(owner, id(3), { phone: '03-2' })).phone, '03-2')
  assert.deepEqual(
    (await guide.myPlaces(owner)).items.map((p) => p.id),
    [id(3)],
  )
  const closed = granted(await guide.setClosedToday(owner, id(3), true))
  assert.deepEqual([closed.closedToday, closed.openState], [true, { state: 'closed', opensAt: '2026-08-03T23:00:00.000Z' }])
  assert.deepEqual(await names({ openNow: true }), [])
  clock.set('2026-08-04T03:00:00Z')
  assert.deepEqual((await names({ openNow: true })).toSorted(), ['かもめ', 'アーティゾン美術館'].toSorted(), 'it holds for that day only')
  granted(await guide.claims.decide(staff, claim.id, { decision: 'revoke' }))
  assert.equal(refused(await guide.changePlace(owner, id(3), { phone: '03-3' })), 'guide.not-yours')
  assert.deepEqual(shops, [`+owner-1 ${id(3)}`, `-owner-1 ${id(3)}`])
})

scenario('a claimer takes the claim back, and a holder gives the listing up', async ({ guide, shops, load }) => {
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

scenario('a draft is approved by a colleague of the department, and appears at its time', async ({ guide, load }) => {
  await load()
  const draft = granted(
    await guide.drafts.create(staff, {
      kind: 'event',
      change: {
        name: { ja: '港まつり' },
        dates: [{ day: '2026-08-09', start: '10:00', end: '16:00' }, { day: '2026-08-08' }],
        venue: '港公園',
        lon: 139.7,
        lat: 35.64,
      },
      publishAt: '2026-08-05T09:00:00+09:00',
    }),
  )
  assert.equal(draft.department, 'tourism')
  assert.equal(refused(await guide.drafts.approve(approver, draft.id, undefined)), 'guide.not-now')
  granted(await guide.drafts.submit(staff, draft.id))
  assert.equal(refused(await guide.drafts.approve(staff, draft.id, undefined)), 'guide.own-draft')
  assert.equal(
    refused(await guide.drafts.approve(as({ id: 'staff-3', roles: ['staff'], department: 'roads' }), draft.id, undefined)),
    'guide.wrong-department',
  )
  assert.equal(granted(await guide.drafts.approve(approver, draft.id, 'よい')).state, 'approved')
  assert.deepEqual(await guide.publishDue(minato), [])
  clock.set('2026-08-05T00:00:00Z')
  const [event] = await guide.publishDue(minato)
  const shown = granted(await guide.getEvent(visitor, event ?? ''))
  assert.deepEqual(
    [shown.name.ja, shown.from, shown.to, shown.dates.map((d) => d.day)],
    ['港まつり', '2026-08-08', '2026-08-09', ['2026-08-08', '2026-08-09']],
  )
  assert.deepEqual(
    granted(await guide.listEvents(visitor, { from: '2026-08-09', to: '2026-08-09', near: '139.7,35.64', radius_m: 100 })).items.map(
      (e) => e.id,
    ),
    [event],
  )
  assert.deepEqual(granted(await guide.listEvents(visitor, { q: 'みなとまつり' })).total, 1)
  assert.deepEqual(granted(await guide.listEvents(visitor, { from: '2026-08-10' })).total, 0)
})

scenario(
  'where a city has switched events off, none is drafted, approved or published; what waited appears when they are on again',
  async ({ guide, features }) => {
    const fair = (name: string): DraftInput => ({ kind: 'event', change: { name: { ja: name }, dates: [{ day: '2026-08-09' }] } })
    const due = granted(await guide.drafts.create(staff, { ...fair('港まつり'), publishAt: '2026-08-04T09:00:00+09:00' }))
    const waiting = granted(await guide.drafts.create(staff, fair('朝市')))
    for (const { id } of [due, waiting]) granted(await guide.drafts.submit(staff, id))
    granted(await guide.drafts.approve(approver, due.id, undefined))
    features.events = false
    assert.equal(refused(await guide.drafts.create(staff, fair('花火'))), 'people.feature-off')
    assert.equal(refused(await guide.drafts.change(staff, waiting.id, fair('夜市'))), 'people.feature-off')
    assert.equal(refused(await guide.drafts.approve(approver, waiting.id, undefined)), 'people.feature-off')
    clock.set('2026-08-05T00:00:00Z')
    assert.deepEqual(await guide.publishDue(minato), [])
    features.events = true
    assert.equal((await guide.publishDue(minato)).length, 1)
  },
)

scenario('nobody approves a draft they wrote on: neither after a rewrite, nor through their own key', async ({ guide, load }) => {
  await load()
  const change = { kind: 'place', target: id(3), change: { phone: '03-5' } } as const
  const draft = granted(await guide.drafts.create(staff, change))
  assert.equal(refused(await guide.drafts.submit(approver, draft.id)), 'guide.not-your-draft')
  assert.equal(refused(await guide.drafts.withdraw(approver, draft.id)), 'guide.not-your-draft')
  assert.deepEqual(granted(await guide.drafts.change(approver, draft.id, { ...change, change: { phone: '03-6' } })).editors, [
    'staff-1',
    'staff-2',
  ])
  granted(await guide.drafts.submit(approver, draft.id))
  assert.equal(
    refused(await guide.drafts.change(as({ id: 'staff-4', roles: ['staff'], department: 'tourism' }), draft.id, change)),
    'guide.not-now',
    'what is handed in stays as it is',
  )
  for (const writer of [staff, approver]) {
    assert.equal(refused(await guide.drafts.approve(writer, draft.id, undefined)), 'guide.own-draft')
    assert.equal(refused(await guide.drafts.reject(writer, draft.id, 'いいえ')), 'guide.own-draft')
  }
  assert.equal(
    granted(await guide.drafts.approve(as({ id: 'staff-4', roles: ['staff'], department: 'tourism' }), draft.id, undefined)).state,
    'published',
  )

  const admin = as({ id: 'admin-1', roles: ['admin'] })
  const key = as({ kind: 'key', id: 'key-1', roles: [], scopes: ['place.edit', 'place.publish'], madeBy: 'admin-1' })
  const byKey = granted(await guide.drafts.create(key, { ...change, department: 'tourism' }))
  assert.deepEqual([byKey.author, byKey.editors], ['key-1', ['key-1', 'admin-1']])
  granted(await guide.drafts.submit(key, byKey.id))
  assert.equal(refused(await guide.drafts.approve(admin, byKey.id, undefined)), 'guide.own-draft')
  assert.equal(
    refused(await guide.drafts.approve(as({ kind: 'key', id: 'key-2', roles: [], scopes: ['place.publish'] }), byKey.id, undefined)),
    'guide.own-draft',
    'a key approves nothing',
  )
  assert.equal(granted(await guide.drafts.withdraw(admin, byKey.id)).state, 'withdrawn')
})

scenario('a draft is handed in to a department, and one without stays', async ({ guide, load }) => {
  await load()
  const change = { kind: 'place', target: id(3), change: { phone: '03-5' } } as const
  const homeless = as({ id: 'staff-9', roles: ['staff'] })
  const draft = granted(await guide.drafts.create(homeless, change))
  assert.equal(refused(await guide.drafts.submit(homeless, draft.id)), 'guide.no-department')
  granted(await guide.drafts.change(homeless, draft.id, { ...change, department: 'roads' }))
  assert.equal(granted(await guide.drafts.submit(homeless, draft.id)).department, 'roads')
  assert.equal(refused(await guide.drafts.approve(approver, draft.id, undefined)), 'guide.wrong-department')
  await pg.postgres.tenant(minato, (tx) => sql`update guide.draft set department = null, editors = '{}' where city = ${minato}`.execute(tx))
  assert.equal(
    refused(await guide.drafts.approve(approver, draft.id, undefined)),
    'guide.wrong-department',
    'one from before departments were asked for',
  )
  assert.equal(refused(await guide.drafts.approve(homeless, draft.id, undefined)), 'guide.own-draft', 'the author of an older row counts')
  assert.equal(granted(await guide.drafts.approve(as({ id: 'admin-1', roles: ['admin'] }), draft.id, undefined)).state, 'published')
})

scenario(
  'drafts of places: new ones need name, category and position; a change without a time appears on approval',
  async ({ guide, load, names }) => {
    await load()
    assert.equal(refused(await guide.drafts.create(staff, { kind: 'place', change: { name: { ja: '新しい店' } } })), 'guide.bad-change')
    assert.equal(refused(await guide.drafts.create(staff, { kind: 'place', target: id(99), change: { phone: '1' } })), 'guide.place-absent')
    const made = granted(
      await guide.drafts.create(staff, { kind: 'place', change: { name: { ja: '新しい店' }, category: ['shop'], lon: 139.7, lat: 35.64 } }),
    )
    granted(await guide.drafts.submit(staff, made.id))
    const rejected = granted(await guide.drafts.reject(approver, made.id, '住所がありません'))
    assert.deepEqual([rejected.state, rejected.decisionNote], ['rejected', '住所がありません'])
    granted(
      await guide.drafts.change(staff, made.id, {
        kind: 'place',
        change: { name: { ja: '新しい店' }, category: ['shop'], lon: 139.7, lat: 35.64, address: '本町1' },
      }),
    )
    granted(await guide.drafts.submit(staff, made.id))
    const published = granted(await guide.drafts.approve(approver, made.id, undefined))
    assert.equal(published.state, 'published')
    assert.deepEqual(await names({ q: 'あたらしいみせ' }), ['新しい店'])
    assert.equal(granted(await guide.getPlace(visitor, published.published ?? '')).address, '本町1')
  },
)
