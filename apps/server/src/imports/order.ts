import type { Citymodel } from '@machinaka/citymodel'
import type { Broker } from '@machinaka/context'
import type { ImportRequest } from '@machinaka/context/contract'
import type { Guide } from '@machinaka/guide'
import type { People } from '@machinaka/people'
import type { CitySettings } from '@machinaka/people/contract'
import type { HttpClient, Tenant } from '@machinaka/platform'
import type { ImportDesk } from './desk.ts'
import type { Input } from './input.ts'
import type { Uploads } from './uploads.ts'

export interface ImportingParts {
  readonly people: People
  readonly context: Broker
  readonly guide: Guide
  readonly citymodel: Citymodel
  readonly desk: ImportDesk
  readonly uploads: Uploads
  readonly http: HttpClient
  readonly limit_bytes: number
}

/** What to import into which city; `name` is for a city that is made by it. `actor` is an account's id. */
export interface ImportOrder {
  readonly city: string
  readonly name?: string
  readonly request: ImportRequest
  readonly actor?: string
  /** Whose data it is, where the importer knows it better than the kind of file says. */
  readonly credit?: { readonly attribution: string; readonly licence: string }
  /** Paths of this machine are only for its own operator. */
  readonly local: boolean
}

/** An order whose file has been opened. `settings` are missing while the city does not exist. */
export interface OpenedOrder {
  readonly tenant: Tenant
  readonly order: ImportOrder
  readonly settings: CitySettings | undefined
  readonly input: Input
  readonly source: string
}
