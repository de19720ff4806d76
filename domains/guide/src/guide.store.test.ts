import assert from 'node:assert/strict'
import type { OsmObject } from '@machinaka/formats'
import { property } from '@machinaka/ngsi'
import { placeEntity } from './rules/place-entity.ts'
import { as, granted, id, minato, node, objects, other, refused, scenario, staff, visitor } from './test-guide.ts'

scenario('an import is found by kana, romaji and with a letter wrong; another city sees nothing of it', async ({ guide, load, names }) => {
  await load()
  assert.deepEqual(await names({ q: 'えびすじんじゃ' }), ['恵比寿神社'])
  assert.deepEqual(await names({ q: 'ebisu jinja' }), ['恵比寿神社'])
  assert.deepEqual(await names({ q: 'アーティソン美術館' }), ['アーティゾン美術館'])
  assert.deepEqual(await names({}, as({}, other)), [])
  assert.equal(refused(await guide.getPlace(as({}, other), id(1))), 'guide.place-absent')
})

scenario('places are filtered and ordered as asked', async ({ guide, load, names }) => {
  await load()
  assert.deepEqual(await names({ near: '139.705,35.641' }), ['かもめ', 'toilet', 'アーティゾン美術館', '恵比寿神社'])
  assert.deepEqual(await names({ openNow: true }), ['かもめ'])
  assert.deepEqual(await names({ openNow: true, at: '2026-08-04T12:00:00+09:00', near: '139.71,35.64' }), ['アーティゾン美術館', 'かもめ'])
  assert.deepEqual(await names({ accessible: true, near: '139.7,35.64' }), ['toilet', 'かもめ'])
  assert.deepEqual(await names({ category: 'museum,toilet', near: '139.7,35.64', radius_m: 500 }), ['toilet'])
  assert.deepEqual(await names({ group: 'eat' }), ['かもめ'])
  assert.deepEqual(await names({ bbox: '139.709,35.63,139.72,35.65' }), ['アーティゾン美術館'])
  assert.deepEqual(await names({ ids: `${id(3)},${id(1)},${id(99)}` }), ['かもめ', '恵比寿神社'])
  for (const query of [
    { near: 'here' },
    { bbox: '1,2,3' },
    { at: 'noon' },
    { category: 'nonsense' },
    { group: 'nonsense' },
    { radius_m: 5 },
  ])
    assert.equal(refused(await guide.listPlaces(visitor, query)), 'guide.bad-query', JSON.stringify(query))
  const place = granted(await guide.getPlace(visitor, id(3)))
  assert.deepEqual(
    [place.openState, place.attribution, place.origins['openingHours']],
    [{ state: 'open', until: '2026-08-03T11:00:00.000Z' }, '© OpenStreetMap contributors', { by: 'import', source: 'osm' }],
  )
  assert.deepEqual(
    granted(await guide.suggest(visitor, { q: 'かふぇ' })).items.map((i) => [i.kind, i.id]),
    [
      ['category', 'cafe'],
      ['place', id(3)],
    ],
  )
  assert.equal((await guide.listCategories(visitor)).categories.find((c) => c.code === 'cafe')?.count, 1)
  assert.equal(granted(await guide.placePoints(visitor, {})).features.length, 4)
})

scenario(
  'a municipal row and the OSM object of the same name, kind and spot are one place that names both sources',
  async ({ guide, context, load, deliver, names }) => {
    await load([
      node(1, { emergency: 'defibrillator', name: 'みなと　町役場', 'name:en': 'Town hall', opening_hours: 'Mo-Fr 09:00-17:00' }),
      node(2, { emergency: 'defibrillator', name: 'みなと町役場' }, [139.72, 35.64]),
    ])
    assert.deepEqual((await names({ category: 'aed' })).length, 2)
    const official = 'urn:ngsi-ld:PointOfInterest:aed-131130-7'
    const source = { key: 'opendata-aed', kind: 'opendata', title: 'AED', attribution: 'みなと町' } as const
    const run = granted(await context.imports.open(minato, { source }))
    await run.put([placeEntity(official, { name: { ja: 'みなと町役場' }, category: ['aed'], lon: 139.7002, lat: 35.64, phone: '03-1' })])
    granted(await run.publish({}))
    await deliver()
    const listed = granted(await guide.listPlaces(visitor, { category: 'aed', near: '139.7,35.64' })).items
    assert.deepEqual(
      listed.map((p) => p.id),
      [official, id(2)],
    )
    assert.deepEqual(
      granted(await guide.listPlaces(visitor, { q: 'town hall' })).items.map((p) => p.id),
      [official],
      'found by what only the other record says',
    )
    const place = granted(await guide.getPlace(visitor, official))
    assert.deepEqual(
      [place.name, place.lon, place.phone, place.openingHours, place.attribution],
      [{ ja: 'みなと町役場', en: 'Town hall' }, 139.7002, '03-1', 'Mo-Fr 09:00-17:00', 'みなと町、© OpenStreetMap contributors'],
    )
    assert.equal(place.origins['openingHours']?.source, 'osm')
    assert.equal(granted(await guide.getPlace(visitor, id(1))).phone, '03-1', 'the address of the other record still leads there')
    granted(await context.entities.deleteBatch(minato, { ids: [official], actor: { kind: 'machine', id: 'key-1' } }))
    await deliver()
    assert.deepEqual((await names({ category: 'aed' })).length, 2, 'without the row each stands for itself')
  },
)

scenario('a second import updates, and removes only when told to', async ({ guide, load, names }) => {
  await load()
  await load([node(3, { amenity: 'cafe', name: 'かもめ亭' })])
  assert.deepEqual((await names({})).toSorted(), ['toilet', 'かもめ亭', 'アーティゾン美術館', '恵比寿神社'].toSorted())
  await load([node(3, { amenity: 'cafe', name: 'かもめ亭' })], true)
  assert.deepEqual(await names({}), ['かもめ亭'])
  assert.deepEqual(await guide.counts(minato), { places: 1, events: 0, openReports: 0, openClaims: 0, openDrafts: 0 })
})

scenario('a person’s value stands over an import, which becomes a proposal; a change can be taken back', async ({ guide, load, names }) => {
  await load()
  const changed = granted(await guide.changePlace(staff, id(3), { openingHours: 'Mo-Su 10:00-12:00', phone: '03-1' }))
  assert.deepEqual([changed.openingHours, changed.openState.state, changed.origins['phone']?.by], ['Mo-Su 10:00-12:00', 'closed', 'person'])
  await load([{ ...objects[2], tags: { amenity: 'cafe', name: 'かもめ', opening_hours: 'Mo-Fr 08:00-21:00' } } as OsmObject])
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Su 10:00-12:00')
  const proposals = await guide.histories.proposals(staff, {})
  assert.deepEqual(
    proposals.items.map(({ entityName, field, current, proposed, source }) => ({ entityName, field, current, proposed, source })),
    [{ entityName: { ja: 'かもめ' }, field: 'openingHours', current: 'Mo-Su 10:00-12:00', proposed: 'Mo-Fr 08:00-21:00', source: 'osm' }],
  )
  granted(await guide.histories.decide(staff, proposals.items[0]?.id ?? '', 'accept'))
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Fr 08:00-21:00')
  assert.equal(refused(await guide.histories.decide(staff, proposals.items[0]?.id ?? '', 'accept')), 'guide.not-now')

  granted(await guide.changePlace(staff, id(1), { name: { ja: '恵比須神社' } }))
  const history = granted(await guide.histories.list(staff, id(1), {}))
  assert.deepEqual(
    history.items.map((h) => [h.action, h.by, h.undoable]),
    [
      ['updated', 'person:staff-1', true],
      ['created', 'source:osm', false],
    ],
  )
  assert.deepEqual(history.items[0]?.changes, [
    { field: 'name', before: { en: 'Ebisu Shrine', ja: '恵比寿神社' }, after: { ja: '恵比須神社' } },
  ])
  granted(await guide.histories.undo(staff, id(1), history.items[0]?.version ?? ''))
  assert.deepEqual(await names({ q: '恵比寿神社' }), ['恵比寿神社'])
  assert.equal(refused(await guide.histories.undo(staff, id(1), history.items[1]?.version ?? '')), 'guide.not-now')
})

scenario('a change that cannot be made says why and changes nothing', async ({ guide, load }) => {
  await load()
  assert.equal(refused(await guide.changePlace(staff, id(3), { openingHours: 'when I like' })), 'guide.bad-hours')
  assert.equal(refused(await guide.changePlace(staff, id(3), { category: ['nonsense'] })), 'guide.bad-category')
  assert.equal(refused(await guide.changePlace(staff, id(3), { lon: 139.7 })), 'guide.bad-change')
  assert.equal(refused(await guide.changePlace(staff, id(3), {})), 'guide.bad-change')
  assert.equal(refused(await guide.changePlace(staff, id(99), { phone: '1' })), 'guide.place-absent')
  assert.equal(refused(await guide.changePlace(as({}), id(3), { phone: '1' })), 'guide.not-yours')
  assert.equal(granted(await guide.getPlace(visitor, id(3))).openingHours, 'Mo-Su 08:00-20:00')
})

scenario(
  'what other systems write through the broker appears too, and goes when it is deleted',
  async ({ context, load, deliver, names }) => {
    await load()
    granted(
      await context.entities.create(
        minato,
        {
          id: 'urn:ngsi-ld:PointOfInterest:x',
          types: ['PointOfInterest'],
          attributes: {
            name: property('灯台'),
            category: property(['sight']),
            location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [139.7, 35.64] } },
          },
        },
        { kind: 'machine', id: 'key-1' },
      ),
    )
    await deliver()
    assert.deepEqual(await names({ q: 'とうだい' }), ['灯台'])
    granted(await context.entities.deleteBatch(minato, { ids: ['urn:ngsi-ld:PointOfInterest:x'], actor: { kind: 'machine', id: 'key-1' } }))
    await deliver()
    assert.deepEqual(await names({ q: 'とうだい' }), [])
  },
)

scenario('a mapping is guessed, remembered for its source, and offered again', async ({ guide }) => {
  const columns = ['店名', '緯度', '経度', '業種']
  const rows = [
    { 店名: '港食堂', 緯度: '35.64', 経度: '139.7', 業種: '食堂' },
    { 店名: '', 緯度: '35.64', 経度: '139.7', 業種: '食堂' },
  ]
  const guess = await guide.mappings.suggest(minato, { source: 'table-shops', columns, rows })
  assert.deepEqual(
    [guess.remembered, guess.missing, guess.preview],
    [
      false,
      [],
      [
        { row: 1, name: '港食堂', category: 'restaurant', lon: 139.7, lat: 35.64 },
        { row: 2, problem: 'the name is empty' },
      ],
    ],
  )
  assert.equal(
    refused(await guide.rememberMapping(minato, 'table-shops', { columns: {}, defaultCategory: 'nonsense' })),
    'guide.bad-category',
  )
  granted(
    await guide.rememberMapping(minato, 'table-shops', { columns: { 店名: 'name', 緯度: 'lat', 経度: 'lon' }, defaultCategory: 'cafe' }),
  )
  const again = await guide.mappings.suggest(minato, { source: 'table-shops', columns, rows })
  assert.deepEqual([again.remembered, again.mapping.defaultCategory, again.preview[0]?.category], [true, 'cafe', 'cafe'])
  assert.equal(await guide.findMapping(other, 'table-shops'), undefined)
})

scenario('places go out as an Excel workbook', async ({ guide, load }) => {
  await load()
  const { readXlsx } = await import('@machinaka/formats')
  const bytes = granted(await guide.exportPlaces(staff, 'cafe,museum'))
  const table = await readXlsx(
    (async function* () {
      yield bytes
    })(),
    { name: 'places.xlsx' },
  )
  const rows: (readonly string[])[] = []
  for await (const { values } of table.rows) rows.push(values)
  assert.deepEqual(new Set(rows.map((r) => r[table.columns.indexOf('名称')])), new Set(['かもめ', 'アーティゾン美術館']))
  assert.equal(rows.length, 2)
  assert.equal(refused(await guide.exportPlaces(staff, 'nonsense')), 'guide.bad-query')
})
