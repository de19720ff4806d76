import {
  isRefusal,
  refusal,
  type Clock,
  type Context,
  type Ids,
  type Jobs,
  type Objects,
  type Outbox,
  type Postgres,
  type Refusal,
  type Signals,
  type Tenant,
  type Tx,
} from '@machinaka/platform'
import { Claims } from './claims.ts'
import type { Event, EventChange, Mapping, Place, PlaceChange, PlaceQuery, PlaceSummary } from './contract.ts'
import { forgetContacts } from './desk-store.ts'
import { Directories, type GuideCity } from './directories.ts'
import type { Directory } from './directory.ts'
import { Drafts } from './drafts.ts'
import { changeEvent, changePlace, mayEditListing, type EditContext } from './editing.ts'
import { queryEvents, type EventList, type EventQuery } from './events.ts'
import { placesWorkbook } from './export.ts'
import { Histories } from './history.ts'
import { Mappings } from './mappings.ts'
import { countRows, rowsOf, setClosed, type EventRow } from './place-store.ts'
import {
  categoryList,
  pointsOf,
  queryPlaces,
  suggestions,
  type CategoryList,
  type PlaceList,
  type PlacePoints,
  type Suggestions,
} from './places.ts'
import { Photos } from './photos.ts'
import { eventDetail, placeDetail, placeSummary } from './present.ts'
import { Projection } from './projection.ts'
import { createReadings, type Readings } from './readings.ts'
import { Reports } from './reports.ts'
import type { HoursPlace } from './rules/hours.ts'
import { mapOpenData } from './rules/open-data.ts'
import { mapOsm } from './rules/osm-place.ts'
import { mapTable } from './rules/table-mapping.ts'
import { Upkeep } from './upkeep.ts'

/** What the guide reads of `people`. */
export interface GuidePeople {
  listCities(): Promise<readonly GuideCity[]>
  findCity(city: string): Promise<GuideCity | undefined>
  /** Gives the holder of a granted listing the shop's role. */
  grantShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
  /** Takes it away again, when a claim is revoked. */
  revokeShop(tx: Tx, city: Tenant, account: string, shop: string): Promise<void>
}

export interface GuideNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write' | 'subscribe'>
  readonly signals: Signals
  readonly clock: Clock
  readonly ids: Ids
  readonly context: EditContext
  readonly people: GuidePeople
  /** Where photos are kept. */
  readonly objects: Objects
  /** Where given, due drafts are published every minute and contacts of reporters forgotten every night. */
  readonly jobs?: Pick<Jobs, 'define'>
  readonly log?: { error(facts: object, message: string): void }
  /** How Japanese names are read; kuromoji unless told. */
  readonly readings?: Readings
}

export interface Guide {
  /** Follows facts and signals, and reads the directories of all cities. */
  start(): Promise<void>
  stop(): void
  /** Projects a city's places and events anew from `context`, and answers when they can be searched. */
  refresh(tenant: Tenant): Promise<void>
  readonly mapOsm: typeof mapOsm
  readonly mapOpenData: typeof mapOpenData
  readonly mapTable: typeof mapTable
  findMapping(tenant: Tenant, source: string): Promise<Mapping | undefined>
  rememberMapping(tenant: Tenant, source: string, mapping: Mapping): Promise<Mapping | Refusal>
  counts(tenant: Tenant): Promise<Readonly<Record<'places' | 'events' | 'openReports' | 'openClaims' | 'openDrafts', number>>>
  listPlaces(context: Context, query: PlaceQuery): Promise<PlaceList | Refusal>
  getPlace(context: Context, id: string): Promise<Place | Refusal>
  placePoints(context: Context, query: { readonly bbox?: string; readonly category?: string }): Promise<PlacePoints | Refusal>
  listCategories(context: Context): Promise<CategoryList>
  suggest(context: Context, query: { readonly q: string; readonly near?: string }): Promise<Suggestions>
  listEvents(context: Context, query: EventQuery): Promise<EventList | Refusal>
  getEvent(context: Context, id: string): Promise<Event | Refusal>
  changePlace(context: Context, id: string, change: PlaceChange): Promise<Place | Refusal>
  changeEvent(context: Context, id: string, change: EventChange): Promise<Event | Refusal>
  setClosedToday(context: Context, id: string, closed: boolean): Promise<PlaceSummary | Refusal>
  myPlaces(context: Context): Promise<{ readonly items: PlaceSummary[]; readonly claims: Awaited<ReturnType<Claims['mine']>> }>
  exportPlaces(context: Context, category?: string): Promise<Uint8Array | Refusal>
  /** Publishes approved drafts whose time has come. */
  publishDue(tenant: Tenant): Promise<readonly string[]>
  readonly reports: Reports
  readonly claims: Claims
  readonly drafts: Drafts
  readonly histories: Histories
  readonly photos: Photos
  readonly mappings: Mappings
}

const noPlace = (): Refusal => refusal('guide.place-absent', 'There is no such place in this city (any more).')
const noEvent = (): Refusal => refusal('guide.event-absent', 'There is no such event in this city (any more).')
const notYours = (): Refusal =>
  refusal(
    'guide.not-yours',
    'This listing belongs to somebody else. Claim it first, and wait until the city’s staff have checked the claim.',
  )
const contactsKept_ms = 90 * 86_400_000

/** Single places and events: reading, changing, closing for a day. */
class Listings {
  readonly #needs: GuideNeeds
  readonly #directories: Directories
  readonly #upkeep: Upkeep
  readonly #hoursPlace: (tenant: Tenant) => Promise<HoursPlace>

  constructor(
    needs: GuideNeeds,
    parts: { readonly directories: Directories; readonly upkeep: Upkeep; readonly hoursPlace: (tenant: Tenant) => Promise<HoursPlace> },
  ) {
    this.#needs = needs
    this.#directories = parts.directories
    this.#upkeep = parts.upkeep
    this.#hoursPlace = parts.hoursPlace
  }

  /** Everybody whose values stand in a row, in their own words. */
  async #creditOf(
    tenant: Tenant,
    { source, alsoFrom = [] }: { readonly source: string | null; readonly alsoFrom?: readonly string[] | undefined },
  ): Promise<{ readonly attribution: string | undefined }> {
    const sources = [...(source === null ? [] : [source]), ...alsoFrom]
    if (sources.length === 0) return { attribution: undefined }
    const known = await this.#needs.context.sources.list(tenant)
    const named = sources.flatMap((key) => known.find((one) => one.key === key)?.attribution ?? [])
    return { attribution: named.length === 0 ? undefined : [...new Set(named)].join('、') }
  }

  async place({ tenant }: Context, id: string): Promise<Place | Refusal> {
    const now = this.#needs.clock.now()
    const directory = await this.#directories.of(tenant, now)
    const row = directory.find(id)
    return row === undefined ? noPlace() : placeDetail(row, directory.standing(row, now.getTime()), await this.#creditOf(tenant, row))
  }

  async event({ tenant }: Context, id: string): Promise<Event | Refusal> {
    const [row] = await this.#needs.postgres.tenant(tenant, (tx) => rowsOf<EventRow>(tx, tenant, 'event', [id]))
    return row === undefined ? noEvent() : eventDetail(row, await this.#creditOf(tenant, row))
  }

  async changePlace(context: Context, id: string, change: PlaceChange): Promise<Place | Refusal> {
    const { tenant, caller } = context
    const city = await this.#hoursPlace(tenant)
    const changed = await this.#needs.postgres.tenant(tenant, async (tx) =>
      (await mayEditListing(tx, context, id))
        ? changePlace(this.#needs.context, tx, tenant, { id, change, city, edit: { actor: caller.id ?? '' } })
        : notYours(),
    )
    if (isRefusal(changed)) return changed
    await this.#upkeep.project(tenant, [id])
    return this.place(context, id)
  }

  async changeEvent(context: Context, id: string, change: EventChange): Promise<Event | Refusal> {
    const { tenant, caller } = context
    const changed = await this.#needs.postgres.tenant(tenant, (tx) =>
      changeEvent(this.#needs.context, tx, tenant, { id, change, edit: { actor: caller.id ?? '' } }),
    )
    if (isRefusal(changed)) return changed
    await this.#upkeep.project(tenant, [id])
    return this.event(context, id)
  }

  async setClosedToday(context: Context, id: string, closed: boolean): Promise<PlaceSummary | Refusal> {
    const { postgres, outbox, clock } = this.#needs
    const { tenant, caller } = context
    const now = clock.now()
    const directory = await this.#directories.of(tenant, now)
    const row = directory.find(id)
    if (row === undefined) return noPlace()
    const { day } = directory.day(now.getTime())
    const done = await postgres.tenant(tenant, async (tx) => {
      if (!(await mayEditListing(tx, context, id))) return notYours()
      await setClosed(tx, tenant, { placeId: id, day, closed, at: now.toISOString(), by: caller.id ?? '' })
      await outbox.write(tx, [{ kind: 'PlaceClosedToday', tenant, key: id, payload: { placeId: id, day, closed } }])
      return undefined
    })
    if (done !== undefined) return done
    await this.#upkeep.tellClosed(tenant)
    return placeSummary(row, directory.standing(row, now.getTime()))
  }

  /** Listings that the account works for, by its role or by a granted claim. */
  async mine({ tenant, caller }: Context, granted: readonly string[]): Promise<PlaceSummary[]> {
    const now = this.#needs.clock.now()
    const directory = await this.#directories.of(tenant, now)
    return [...new Set([...(caller.shops ?? []), ...granted])].flatMap((id) => {
      const row = directory.find(id)
      return row === undefined ? [] : [placeSummary(row, directory.standing(row, now.getTime()))]
    })
  }
}

/** Where the city's hours are worked out; a city without settings stands where most of Japan's clocks do. */
const hoursPlaces =
  (people: GuidePeople) =>
  async (tenant: Tenant): Promise<HoursPlace> => {
    const city = await people.findCity(tenant)
    const [lon, lat] = city?.settings.centre ?? []
    return { zone: city?.settings.timeZone ?? 'Asia/Tokyo', lon: lon ?? 139.75, lat: lat ?? 35.68 }
  }

function defineJobs(needs: GuideNeeds, publishDue: (tenant: Tenant) => Promise<unknown>): void {
  const { jobs, people, postgres, clock } = needs
  jobs?.define(
    'guide.publish-drafts',
    async () => {
      for (const { city } of await people.listCities()) await publishDue(city)
    },
    { everyCron: '* * * * *' },
  )
  jobs?.define(
    'guide.forget-contacts',
    async () => {
      for (const { city } of await people.listCities())
        await postgres.tenant(city, (tx) => forgetContacts(tx, city, new Date(clock.now().getTime() - contactsKept_ms)))
    },
    { everyCron: '30 17 * * *' },
  )
}

/** Whether a city shows events: unless it has switched them off. */
const eventSwitch =
  (people: GuidePeople) =>
  async (tenant: Tenant): Promise<boolean> =>
    (await people.findCity(tenant))?.settings.features?.events !== false

/** Builds the guide. It does nothing until it is called; `start()` follows what happens and reads the directories. */
export function createGuide(needs: GuideNeeds): Guide {
  const { postgres, outbox, signals, clock, ids, context: broker, people, log } = needs
  const failed = (what: string, error: unknown): void => log?.error({ error }, `${what} failed`)
  const hoursPlace = hoursPlaces(people)
  const directories = new Directories({ postgres, findCity: (city) => people.findCity(city), failed })
  const projection = new Projection({ postgres, entities: broker.entities, readings: needs.readings ?? createReadings() })
  const upkeep = new Upkeep({ projection, directories, context: broker, signals, clock, process: ids.uuid(), failed })
  const project = (tenant: Tenant, changed: readonly string[]): Promise<void> => upkeep.project(tenant, changed)
  const desk = { postgres, outbox, clock, ids, context: broker, directories, hoursPlace, project }
  const listings = new Listings(needs, { directories, upkeep, hoursPlace })
  const reports = new Reports(desk)
  const claims = new Claims({ ...desk, people })
  const drafts = new Drafts({ ...desk, showsEvents: eventSwitch(people) })
  const mappings = new Mappings({ postgres, clock })
  const photos = new Photos({
    postgres,
    clock,
    objects: needs.objects,
    context: broker,
    project,
    place: (context, id) => listings.place(context, id),
  })
  const here = ({ tenant }: Context): Promise<Directory> => directories.of(tenant, clock.now())
  defineJobs(needs, (tenant) => drafts.publishDue(tenant))
  let stopListening = (): void => {}
  return {
    async start() {
      upkeep.subscribe(outbox)
      stopListening = upkeep.listen()
      for (const { city } of await people.listCities()) await directories.of(city, clock.now())
    },
    stop: () => stopListening(),
    refresh: (tenant) => upkeep.refresh(tenant),
    mapOsm,
    mapOpenData,
    mapTable,
    findMapping: (tenant, source) => mappings.find(tenant, source),
    rememberMapping: (tenant, source, mapping) => mappings.remember(tenant, source, mapping),
    counts: (tenant) => postgres.tenant(tenant, (tx) => countRows(tx, tenant)),
    listPlaces: async (context, query) => queryPlaces(await here(context), query, clock.now()),
    getPlace: (context, id) => listings.place(context, id),
    placePoints: async (context, query) => pointsOf(await here(context), query, clock.now()),
    listCategories: async (context) => categoryList(await here(context)),
    suggest: async (context, query) => suggestions(await here(context), query),
    listEvents: async (context, query) =>
      queryEvents(postgres, context.tenant, query, { today: (await here(context)).day(clock.now().getTime()).day, now: clock.now() }),
    getEvent: (context, id) => listings.event(context, id),
    changePlace: (context, id, change) => listings.changePlace(context, id, change),
    changeEvent: (context, id, change) => listings.changeEvent(context, id, change),
    setClosedToday: (context, id, closed) => listings.setClosedToday(context, id, closed),
    myPlaces: async (context) => {
      const own = await claims.mine(context)
      return {
        items: await listings.mine(
          context,
          own.filter((c) => c.state === 'granted').map((c) => c.placeId),
        ),
        claims: own,
      }
    },
    exportPlaces: async (context, category) => placesWorkbook(await here(context), category),
    publishDue: (tenant) => drafts.publishDue(tenant),
    reports,
    claims,
    drafts,
    mappings,
    photos,
    histories: new Histories({ postgres, context: broker, project }),
  }
}
