import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { contextMigrations, createContext } from '@machinaka/context'
import type { OsmObject } from '@machinaka/formats'
import { isRefusal, type Caller, type Context, type Fact, type NewFact, type Refusal, type Tenant } from '@machinaka/platform'
import { countingIds, fixedClock, openTestPostgres, memoryObjects } from '@machinaka/platform/testing'
import { createGuide, createReadings, guideMigrations, type Guide } from './index.ts'

export const minato = 'minato' as Tenant
export const other = 'other' as Tenant
export const clock = fixedClock()
export const pg = await openTestPostgres([contextMigrations, guideMigrations])
after(() => pg.close())

/** One dictionary for all tests: opening it takes longer than any of them. */
const readings = createReadings()
const ids = { ...countingIds(), uuid: () => crypto.randomUUID() }
const signals = { send: async () => {}, on: () => () => {} }

export function granted<T>(value: T | Refusal): T {
  if (isRefusal(value)) assert.fail(`${value.code}: ${value.detail}`)
  return value
}
export const refused = (value: unknown): string => (isRefusal(value) ? value.code : `no refusal: ${JSON.stringify(value)}`)
export const as = (caller: Partial<Caller>, tenant = minato): Context => ({
  tenant,
  caller: { kind: 'account', id: 'someone', roles: ['resident'], scopes: [], ...caller },
  requestId: 'r',
  language: 'ja',
  now: clock.now(),
})
export const visitor = as({ kind: 'anonymous', id: undefined, roles: ['visitor'] })
export const staff = as({ id: 'staff-1', roles: ['staff'], department: 'tourism' })
export const approver = as({ id: 'staff-2', roles: ['staff'], department: 'tourism' })
export const owner = as({ id: 'owner-1', roles: ['resident'] })

export const node = (id: number, tags: Record<string, string>, at: readonly [number, number] = [139.7, 35.64]): OsmObject => ({
  kind: 'node',
  id,
  lon: at[0],
  lat: at[1],
  tags,
})
/** What an import brings in, where a test names nothing else. */
export const objects: readonly OsmObject[] = [
  node(1, { amenity: 'place_of_worship', religion: 'shinto', name: '恵比寿神社', 'name:en': 'Ebisu Shrine' }),
  node(2, { tourism: 'museum', name: 'アーティゾン美術館', opening_hours: 'Tu-Su 10:00-18:00' }, [139.71, 35.64]),
  node(3, { amenity: 'cafe', name: 'かもめ', opening_hours: 'Mo-Su 08:00-20:00', wheelchair: 'yes' }, [139.705, 35.641]),
  node(4, { amenity: 'toilets', wheelchair: 'limited' }, [139.702, 35.64]),
]
export const id = (n: number): string => `urn:ngsi-ld:PointOfInterest:osm-node-${n}`
/** The guide of an empty database on Monday noon in Minato, and what went out from it. */
export interface TestGuide {
  readonly guide: Guide
  readonly context: ReturnType<typeof createContext>
  /** Facts that nobody was told yet. */
  readonly facts: NewFact[]
  /** What people was told of shops. */
  readonly shops: string[]
  /** What the city has switched on. */
  readonly features: { events: boolean }
  /** Imports these, and tells everybody. */
  readonly load: (from?: readonly OsmObject[], removeMissing?: boolean) => Promise<void>
  /** Delivers what was written, as the outbox would. */
  readonly deliver: () => Promise<void>
  /** Names (or categories) of the places a query finds. */
  readonly names: (query: Parameters<Guide['listPlaces']>[1], who?: Context) => Promise<string[]>
}

async function openGuide(): Promise<TestGuide> {
  await pg.reset()
  clock.set('2026-08-03T03:00:00Z')
  const facts: NewFact[] = []
  const shops: string[] = []
  let handle: (fact: Fact) => Promise<void> = () => Promise.reject(new Error('nobody subscribed'))
  const outbox = {
    write: async (_tx: unknown, written: readonly NewFact[]) => void facts.push(...written),
    subscribe: (consumer: { handle: (fact: Fact) => Promise<void> }) => {
      handle = consumer.handle
    },
  }
  const context = createContext({ postgres: pg.postgres, outbox, clock, ids })
  const features = { events: true }
  const people = peopleWith(shops, features)
  const guide = createGuide({ postgres: pg.postgres, outbox, signals, clock, ids, context, objects: memoryObjects(), people, readings })
  await guide.start()
  const deliver = async (): Promise<void> => {
    const written = facts.splice(0)
    const due = written.filter((f) => f.kind === 'EntityChanged' || f.kind === 'ImportPublished')
    facts.push(...written.filter((f) => !due.includes(f)))
    for (const fact of due) await handle({ ...fact, id: crypto.randomUUID(), at: clock.now().toISOString() })
  }
  const load = async (from: readonly OsmObject[] = objects, removeMissing = false): Promise<void> => {
    const run = granted(
      await context.imports.open(minato, {
        source: { key: 'osm', kind: 'osm', title: 'OSM', attribution: '© OpenStreetMap contributors' },
      }),
    )
    const mapped = guide.mapOsm(from)
    await run.put(mapped.entities)
    run.note({ skipped: mapped.skipped, counts: mapped.counts })
    granted(await run.publish({ removeMissing }))
    await deliver()
  }
  const names: TestGuide['names'] = async (query, who = visitor) =>
    granted(await guide.listPlaces(who, query)).items.map((p) => p.name.ja ?? p.category[0] ?? '')
  return { guide, context, facts, shops, features, load, deliver, names }
}

const peopleWith = (shops: string[], features: { readonly events: boolean }) => ({
  grantShop: async (_tx: unknown, _city: string, account: string, shop: string) => void shops.push(`+${account} ${shop}`),
  revokeShop: async (_tx: unknown, _city: string, account: string, shop: string) => void shops.push(`-${account} ${shop}`),
  listCities: async () => [minato, other].map((city) => ({ city, settings: { timeZone: 'Asia/Tokyo', centre: [139.7, 35.64] as const } })),
  findCity: async (city: string) => ({
    city: city as Tenant,
    settings: { timeZone: 'Asia/Tokyo', centre: [139.7, 35.64] as const, features },
  }),
})

/** A test on an empty database. (Hooks of one file would run for every file of the process.) */
export const scenario = (name: string, work: (opened: TestGuide) => Promise<void>): void => {
  test(name, async () => work(await openGuide()))
}
