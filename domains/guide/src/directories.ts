import type { Postgres, Tenant } from '@machinaka/platform'
import { Directory } from './directory.ts'
import { closedOn, pageOf, rowsOf, type PlaceRow } from './place-store.ts'

/** What the guide needs to know of a city. `people`'s cities fit. */
export interface GuideCity {
  readonly city: Tenant
  readonly settings: {
    readonly timeZone: string
    readonly centre: readonly [lon: number, lat: number] | readonly number[]
    /** Events are on unless switched off. */
    readonly features?: { readonly events?: boolean }
  }
}

export interface DirectoryNeeds {
  readonly postgres: Postgres
  readonly findCity: (city: Tenant) => Promise<GuideCity | undefined>
  /** Told of work in the background that failed. */
  readonly failed: (what: string, error: unknown) => void
}

const pageSize = 2000

/** The directories of all cities in this process, each read from the projection when first asked for. */
export class Directories {
  readonly #needs: DirectoryNeeds
  readonly #open = new Map<Tenant, Promise<Directory>>()

  constructor(needs: DirectoryNeeds) {
    this.#needs = needs
  }

  /** The city's directory, with the shops that are closed on the day of `now`. */
  async of(tenant: Tenant, now: Date): Promise<Directory> {
    let opening = this.#open.get(tenant)
    if (opening === undefined) {
      opening = this.#read(tenant, now)
      this.#open.set(tenant, opening)
      // The next one who asks tries again.
      opening.catch(() => {
        this.#open.delete(tenant)
      })
    }
    const directory = await opening
    if (directory.closedDay() !== directory.day(now.getTime()).day) await this.#readClosed(tenant, directory, now)
    return directory
  }

  async #read(tenant: Tenant, now: Date): Promise<Directory> {
    const city = await this.#needs.findCity(tenant)
    const [lon, lat] = city?.settings.centre ?? []
    const directory = new Directory({ zone: city?.settings.timeZone ?? 'Asia/Tokyo', lon: lon ?? 139.75, lat: lat ?? 35.68 })
    await this.#fill(tenant, directory, now)
    return directory
  }

  async #fill(tenant: Tenant, directory: Directory, now: Date): Promise<void> {
    const rows: PlaceRow[] = []
    for (;;) {
      const after = rows.at(-1)?.id ?? ''
      const page = await this.#needs.postgres.tenant(tenant, (tx) => pageOf<PlaceRow>(tx, tenant, 'place', { after, limit: pageSize }))
      rows.push(...page)
      if (page.length < pageSize) break
    }
    await directory.load(rows)
    await this.#readClosed(tenant, directory, now)
    directory.warm(now.getTime()).catch((error: unknown) => {
      this.#needs.failed('Working out the opening hours ahead', error)
    })
  }

  async #readClosed(tenant: Tenant, directory: Directory, now: Date): Promise<void> {
    const { day } = directory.day(now.getTime())
    const ids = await this.#needs.postgres.tenant(tenant, (tx) => closedOn(tx, tenant, day))
    directory.setClosed(day, ids)
  }

  /** Reads everything of a city anew, if it is open here at all. */
  async reload(tenant: Tenant, now: Date): Promise<void> {
    const open = this.#open.get(tenant)
    if (open !== undefined) await this.#fill(tenant, await open, now)
  }

  /** Reads some places anew. */
  async reloadSome(tenant: Tenant, ids: readonly string[]): Promise<void> {
    const open = this.#open.get(tenant)
    if (open === undefined) return
    const directory = await open
    const rows = await this.#needs.postgres.tenant(tenant, (tx) => rowsOf<PlaceRow>(tx, tenant, 'place', ids))
    const found = new Set(rows.map((r) => r.id))
    for (const row of rows) directory.put(row)
    for (const id of ids) if (!found.has(id)) directory.remove(id)
  }

  /** Reads anew who is closed today. */
  async reloadClosed(tenant: Tenant, now: Date): Promise<void> {
    const open = this.#open.get(tenant)
    if (open !== undefined) await this.#readClosed(tenant, await open, now)
  }

  /** Forgets a city's directory: its zone or centre changed. */
  forget(tenant: Tenant): void {
    this.#open.delete(tenant)
  }
}
