import type { Entities, StoredEntity } from '@machinaka/context'
import type { Postgres, Tenant } from '@machinaka/platform'
import type { Origin } from './contract.ts'
import {
  databaseTime,
  heardOf,
  putEvents,
  putPlaces,
  removeRow,
  removeUnseen,
  type EventRow,
  type PlaceRow,
  type Projectable,
} from './place-store.ts'
import type { Readings } from './readings.ts'
import { eventFieldOf, readEvent } from './rules/event-entity.ts'
import { eventType, fieldOf, placeType, readPlace } from './rules/place-entity.ts'
import type { Text } from './rules/shapes.ts'

export interface ProjectionNeeds {
  readonly postgres: Postgres
  readonly entities: Pick<Entities, 'each' | 'find'>
  readonly readings: Readings
}

/** Where the values come from that did not come with the entity from its source. What a machine wrote (API key) counts as imported: no person did. */
function originsOf(entity: StoredEntity, fields: Readonly<Record<string, string>>): Record<string, Origin> {
  const out: Record<string, Origin> = {}
  for (const [attribute, origin] of Object.entries(entity.origin)) {
    const field = fields[attribute]
    if (field !== undefined)
      out[field] = {
        by: origin.by === 'person' ? 'person' : 'import',
        modifiedAt: origin.at,
        ...(origin.by === 'person' ? {} : { source: origin.id }),
      }
  }
  return out
}

interface Bare {
  readonly id: string
  readonly version: number
  readonly origins: Record<string, Origin>
  readonly source: string | null
  readonly modifiedAt: string
}
const bareOf = (e: StoredEntity, fields: Readonly<Record<string, string>>): Bare => ({
  id: e.id,
  version: e.version,
  origins: originsOf(e, fields),
  source: e.source ?? null,
  modifiedAt: e.modifiedAt,
})
const kindOf = (types: readonly string[]): Projectable | undefined =>
  types.includes(placeType) ? 'place' : types.includes(eventType) ? 'event' : undefined

export class Projection {
  readonly #needs: ProjectionNeeds

  constructor(needs: ProjectionNeeds) {
    this.#needs = needs
  }

  /** Writes the rows of these entities and answers those of places. What is no place or event (any more) has no row. */
  async put(tenant: Tenant, entities: readonly StoredEntity[]): Promise<readonly PlaceRow[]> {
    const places: Omit<PlaceRow, 'heard'>[] = []
    const events: Omit<EventRow, 'heard'>[] = []
    for (const entity of entities) {
      const kind = kindOf(entity.types)
      const place = kind === 'place' ? readPlace(entity) : undefined
      const event = kind === 'event' ? readEvent(entity) : undefined
      if (place !== undefined) places.push({ ...bareOf(entity, fieldOf), fields: place })
      if (event !== undefined) events.push({ ...bareOf(entity, eventFieldOf), fields: event })
    }
    const readPlaces = await this.#heard(tenant, 'place', places)
    const readEvents = await this.#heard(tenant, 'event', events)
    if (readPlaces.length + readEvents.length > 0)
      await this.#needs.postgres.tenant(tenant, async (tx) => {
        if (readPlaces.length > 0) await putPlaces(tx, tenant, readPlaces)
        if (readEvents.length > 0) await putEvents(tx, tenant, readEvents)
      })
    return readPlaces
  }

  /** Adds a reading by dictionary where the data has none; one that was looked up for the same name is used again. */
  async #heard<R extends { readonly id: string; readonly fields: { readonly name: Text; readonly reading?: string | undefined } }>(
    tenant: Tenant,
    kind: Projectable,
    rows: readonly R[],
  ): Promise<(R & { heard: string | null })[]> {
    if (rows.length === 0) return []
    const known = await this.#needs.postgres.tenant(tenant, (tx) =>
      heardOf(
        tx,
        tenant,
        kind,
        rows.map((r) => r.id),
      ),
    )
    const names = rows.map(({ id, fields }) =>
      fields.reading !== undefined || fields.name.ja === undefined || known.get(id)?.name === fields.name.ja ? '' : fields.name.ja,
    )
    const read = await this.#needs.readings.read(names)
    return rows.map((row, i) => {
      const before = known.get(row.id)
      const heard =
        row.fields.reading !== undefined ? undefined : before !== undefined && before.name === row.fields.name.ja ? before.heard : read[i]
      return { ...row, heard: heard ?? null }
    })
  }

  /**
   * Reads all places and events anew, or those of one source, and forgets the ones that are gone.
   * A place that is created meanwhile by somebody else keeps its row: it was seen later.
   */
  async rebuild(tenant: Tenant, source?: string): Promise<void> {
    const started = await this.#needs.postgres.tenant(tenant, databaseTime)
    for (const type of [placeType, eventType])
      for await (const page of this.#needs.entities.each(tenant, { types: [type], ...(source === undefined ? {} : { source }) }))
        await this.put(tenant, page)
    await this.#needs.postgres.tenant(tenant, async (tx) => {
      await removeUnseen(tx, tenant, 'place', { before: started, source })
      await removeUnseen(tx, tenant, 'event', { before: started, source })
    })
  }

  /** Brings one entity's row up to date; answers the place's row, or undefined when there is none (now). */
  async one(tenant: Tenant, id: string): Promise<PlaceRow | undefined> {
    const entity = await this.#needs.entities.find(tenant, id)
    const rows = entity === undefined ? [] : await this.put(tenant, [entity])
    const row = rows.find((r) => r.id === id)
    if (row === undefined && (entity === undefined || readEvent(entity) === undefined || kindOf(entity.types) !== 'event'))
      await this.#needs.postgres.tenant(tenant, async (tx) => {
        await removeRow(tx, tenant, 'place', id)
        await removeRow(tx, tenant, 'event', id)
      })
    return row
  }
}
