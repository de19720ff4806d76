import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { property, valueOf, type Entity } from '@machinaka/ngsi'
import { isRefusal, type NewFact, type Refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres } from '@machinaka/platform/testing'
import { contextMigrations, createContext } from './index.ts'

const pg = await openTestPostgres([contextMigrations])
const facts: NewFact[] = []
const clock = fixedClock()
const { entities, edits, proposals, imports } = createContext({
  postgres: pg.postgres,
  clock,
  ids: countingIds(),
  outbox: { write: async (_tx, written) => void facts.push(...written) },
})
const city = 'minato' as Tenant
const id = 'urn:ngsi-ld:Shop:1'
after(() => pg.close())

// Files share a process and a database: each test begins with an empty one.
const scenario = (name: string, work: () => Promise<void>): void => {
  test(name, async () => {
    await pg.reset()
    await work()
  })
}
const known = <T>(value: T): Exclude<T, Refusal> => {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  return value as Exclude<T, Refusal>
}
const code = (value: unknown): string => (isRefusal(value) ? value.code : 'no refusal')
const shop = (name: string, more: Entity['attributes'] = {}): Entity => ({
  id,
  types: ['Shop'],
  attributes: { name: property(name), ...more },
})
async function bring(entity: Entity): Promise<number> {
  clock.advance(60)
  const run = known(await imports.open(city, { source: { key: 'osm', kind: 'osm', title: 'OSM' } }))
  await run.put([entity])
  return known(await run.publish()).report.proposals
}
const value = async (name: string): Promise<unknown> => valueOf(known(await entities.get(city, id)), name)
const edit = async (changes: Parameters<typeof edits.apply>[1]['changes'], actor = 'a1') =>
  known(await edits.apply(city, { id, changes, actor, reason: 'because' }))
const open = async () => (await proposals.list(city)).map(({ attribute, proposed }) => [attribute, proposed])

scenario('an edit stands against imports, tells its fact, and its undoing gives the source its say back', async () => {
  await bring(shop('Source'))
  facts.length = 0
  const done = await edit({ name: property('Hand') })
  assert.deepEqual([done.before, done.reason, done.actor], [{ name: property('Source') }, 'because', 'a1'])
  assert.deepEqual(facts, [
    { kind: 'EntityChanged', tenant: city, key: id, payload: { id, types: ['Shop'], operation: 'updated', attrs: ['name'] } },
  ])
  assert.equal(await bring(shop('Newer', { level: property(1) })), 1)
  assert.deepEqual([await value('name'), await value('level'), await open()], ['Hand', 1, [['name', property('Newer')]]])
  assert.equal(known(await edits.undo(city, done.id, 'a2')).undoneBy, 'a2')
  assert.equal(await value('name'), 'Source')
  assert.equal(code(await edits.undo(city, done.id, 'a2')), 'context.edit-undone')
  await bring(shop('Newest'))
  assert.deepEqual([await value('name'), await open()], ['Newest', []])
  assert.deepEqual(
    (await edits.history(city, id)).map(({ undoneBy }) => undoneBy),
    ['a2'],
  )
  assert.deepEqual(
    (await entities.history(city, id)).map(({ by, actor, edit: of }) => [by, actor, of !== null]),
    [
      ['source', 'osm', false],
      ['person', 'a2', false],
      ['source', 'osm', false],
      ['person', 'a1', true],
      ['source', 'osm', false],
    ],
  )
})

scenario('a later change stands on an edit; edits of other attributes do not', async () => {
  await bring(shop('Source', { level: property(1) }))
  const first = await edit({ name: property('First') })
  const other = await edit({ level: property(2) })
  const second = await edit({ name: property('Second') })
  assert.equal(code(await edits.undo(city, first.id, 'a1')), 'context.edit-overtaken')
  known(await edits.undo(city, other.id, 'a1'))
  known(await edits.undo(city, second.id, 'a1'))
  known(await edits.undo(city, first.id, 'a1'))
  assert.deepEqual([await value('name'), await value('level')], ['Source', 1])
})

scenario('removing by hand is an edit too: the source does not bring it back', async () => {
  await bring(shop('Source', { phone: property('03') }))
  const removed = await edit({ phone: null })
  assert.equal(await bring(shop('Source', { phone: property('04') })), 1)
  assert.equal(await value('phone'), undefined)
  known(await edits.undo(city, removed.id, 'a1'))
  assert.equal(await value('phone'), '03')
})

scenario('a dismissed value is not proposed again, another one is; an accepted one is the source’s again', async () => {
  await bring(shop('Source'))
  await edit({ name: property('Hand') })
  await bring(shop('Other'))
  const [first] = await proposals.list(city)
  assert.equal(known(await proposals.dismiss(city, first?.id ?? '', 'a1')).state, 'dismissed')
  assert.equal(await bring(shop('Other', { level: property(1) })), 0)
  assert.equal(await bring(shop('Third')), 1)
  const [second] = await proposals.list(city, { entity: id })
  assert.equal(known(await proposals.accept(city, second?.id ?? '', 'a1')).state, 'accepted')
  assert.equal(code(await proposals.accept(city, second?.id ?? '', 'a1')), 'context.proposal-closed')
  assert.equal(await value('name'), 'Third')
  await bring(shop('Fourth'))
  assert.equal(await value('name'), 'Fourth')
})

scenario('a proposal that the source takes back is settled', async () => {
  await bring(shop('Source'))
  await edit({ name: property('Hand') })
  await bring(shop('Other'))
  await bring(shop('Hand'))
  assert.deepEqual(await open(), [])
})

scenario('an edit and the rows of a caller are one transaction', async () => {
  await bring(shop('Source'))
  await assert.rejects(
    pg.postgres.tenant(city, async (tx) => {
      known(await edits.apply(city, { id, changes: { name: property('Hand') }, actor: 'a1' }, tx))
      known(await entities.create(city, { ...shop('Second'), id: 'urn:ngsi-ld:Shop:2' }, { kind: 'person', id: 'a1' }, tx))
      throw new Error('the caller gives up')
    }),
    /gives up/,
  )
  assert.deepEqual(
    [await value('name'), await entities.find(city, 'urn:ngsi-ld:Shop:2'), await edits.history(city, id)],
    ['Source', undefined, []],
  )
})

scenario('what does not fit is refused', async () => {
  assert.equal(code(await edits.apply(city, { id, changes: { name: property('x') }, actor: 'a1' })), 'context.entity-absent')
  await bring(shop('Source'))
  assert.equal(
    code(
      await edits.apply(city, {
        id,
        changes: { location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [35, 139] } } },
        actor: 'a1',
      }),
    ),
    'context.entity-invalid',
  )
  assert.equal(code(await edits.apply(city, { id, changes: { name: property('a\u0000') }, actor: 'a1' })), 'context.entity-invalid')
  assert.equal(code(await edits.undo(city, 'nothing', 'a1')), 'context.edit-absent')
  assert.equal(code(await proposals.accept(city, 'nothing', 'a1')), 'context.proposal-absent')
})
