/** What the doors of the broker know of hot memory. */
import type { OutputOptions, TermContext } from '@machinaka/ngsi'
import type { FastAnswer, FastRequest, RawRequest, Tenant } from '@machinaka/platform'
import type { Media } from '../ngsi-media.ts'
import type { QueryRequest, ReadEntity } from '../operations.ts'

/** How entities are shown to one request. */
export interface Look {
  readonly shown: OutputOptions & { readonly context: TermContext }
  readonly media: Media
  /** Headers of the answer, by what is on the page. */
  readonly headers: (page: { readonly count: number; readonly more: boolean }) => Readonly<Record<string, string | readonly string[]>>
}

export interface HotReads {
  readonly query: (request: FastRequest) => FastAnswer | undefined
  readonly retrieve: (request: FastRequest) => FastAnswer | undefined
  /** A query was answered by the store alone. */
  rememberQuery(tenant: Tenant, raw: RawRequest, asked: Look & { readonly query: QueryRequest }): void
  /** An entity is about to be read by its id. */
  expect(tenant: Tenant, id: string): void
  /** It was read from the store alone, whole. */
  rememberEntity(tenant: Tenant, raw: RawRequest, asked: Look & { readonly entity: ReadEntity }): void
}
