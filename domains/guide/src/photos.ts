import { sql } from 'kysely'
import {
  isRefusal,
  refusal,
  type Clock,
  type Context,
  type Objects,
  type Postgres,
  type Refusal,
  type Tenant,
  type Tx,
} from '@machinaka/platform'
import type { Place } from './contract.ts'
import { entityOf, mayEditListing, type EditContext } from './editing.ts'
import { cleanPhoto, photoLimit_bytes } from './rules/photo-bytes.ts'
import { photoChanges } from './rules/changes.ts'

export interface PhotoNeeds {
  readonly postgres: Postgres
  readonly objects: Objects
  readonly clock: Clock
  readonly context: EditContext
  readonly project: (tenant: Tenant, changed: readonly string[]) => Promise<void>
  readonly place: (context: Context, id: string) => Promise<Place | Refusal>
}

export interface ShownPhoto {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** Whether a place shows it to everybody; if not, it is only for those who edit the place. */
  readonly shown: boolean
}
interface PhotoRow {
  readonly place_id: string
  readonly content_type: string
  readonly shown: boolean
}

/** Where a photo of this platform is read; the city stands in it because in development no host name says which is meant. */
export const photoPath = (tenant: Tenant, key: string): string => `/api/guide/photos/${key}?city=${tenant}`

async function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | Refusal> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > photoLimit_bytes)
      return refusal('guide.bad-photo', `A photo has at most ${photoLimit_bytes / 1_000_000} MB. Make it smaller and choose it again.`, {
        limit_bytes: photoLimit_bytes,
      })
    parts.push(chunk)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Photos of places: one each, shown with whose it is, without what the camera wrote into it. */
export class Photos {
  readonly #needs: PhotoNeeds
  constructor(needs: PhotoNeeds) {
    this.#needs = needs
  }

  /** Shows this picture from now on. Refuses what is no JPEG, PNG or WebP, and a listing of somebody else. */
  async put(
    context: Context,
    id: string,
    photo: { readonly chunks: AsyncIterable<Uint8Array>; readonly credit?: string | undefined },
  ): Promise<Place | Refusal> {
    const bytes = await wholeOf(photo.chunks)
    if (isRefusal(bytes)) return bytes
    const clean = cleanPhoto(bytes)
    if (clean === undefined) return refusal('guide.bad-photo', 'This is no whole JPEG, PNG or WebP picture. Choose another file.')
    const { tenant, caller } = context
    const allowed = await this.#needs.postgres.tenant(tenant, (tx) => mayEditListing(tx, context, id))
    if (!allowed) return refusal('guide.not-yours', 'This listing belongs to somebody else.')
    const key = await this.#needs.objects.put(clean.bytes, clean.contentType)
    const now = this.#needs.clock.now()
    return this.#change(
      context,
      id,
      { image: photoPath(tenant, key), imageCredit: photo.credit === undefined || photo.credit === '' ? null : photo.credit },
      (tx) =>
        sql`insert into guide.photo (city, key, place_id, content_type, created_at, created_by) values (${tenant}, ${key}, ${id}, ${clean.contentType}, ${now}, ${caller.id ?? ''}) on conflict do nothing`.execute(
          tx,
        ),
    )
  }

  /** Shows no picture any more. The bytes stay, so that this can be taken back, and are served to nobody but those who edit the place. */
  async remove(context: Context, id: string): Promise<Place | Refusal> {
    const allowed = await this.#needs.postgres.tenant(context.tenant, (tx) => mayEditListing(tx, context, id))
    if (!allowed) return refusal('guide.not-yours', 'This listing belongs to somebody else.')
    return this.#change(context, id, { image: null, imageCredit: null })
  }

  async #change(
    context: Context,
    id: string,
    change: { readonly image: string | null; readonly imageCredit: string | null },
    keep?: (tx: Tx) => Promise<unknown>,
  ): Promise<Place | Refusal> {
    const { tenant, caller } = context
    const done = await this.#needs.postgres.tenant(tenant, async (tx) => {
      const entity = await entityOf(this.#needs.context, tx, tenant, { kind: 'place', id })
      if (isRefusal(entity)) return entity
      await keep?.(tx)
      return this.#needs.context.edits.apply(tenant, { id, changes: photoChanges(change), actor: caller.id ?? '', reason: 'photo' }, tx)
    })
    if (isRefusal(done)) return done.code.startsWith('guide.') ? done : refusal('guide.bad-change', done.detail, done.extra)
    await this.#needs.project(tenant, [id])
    return this.#needs.place(context, id)
  }

  /** Which place shows this photo now, or, of one that was replaced, which of its places the reader edits. */
  async #findReadable(tx: Tx, context: Context, key: string): Promise<PhotoRow | undefined> {
    const { tenant } = context
    const { rows } =
      await sql<PhotoRow>`select p.place_id, p.content_type, coalesce(g.fields ->> 'image' = ${photoPath(tenant, key)}, false) as shown
      from guide.photo p left join guide.place g on g.city = p.city and g.id = p.place_id where p.city = ${tenant} and p.key = ${key} order by shown desc, p.place_id limit 100`.execute(
        tx,
      )
    for (const row of rows) if (row.shown || (await mayEditListing(tx, context, row.place_id))) return row
    return undefined
  }

  /** The bytes of a photo that a place of this city shows; replaced and removed ones, and another city's, look absent. */
  async get(context: Context, key: string): Promise<ShownPhoto | Refusal> {
    const known = await this.#needs.postgres.tenant(context.tenant, (tx) => this.#findReadable(tx, context, key))
    const found = known === undefined ? undefined : await this.#needs.objects.get(key)
    return known === undefined || found === undefined
      ? refusal('guide.photo-absent', 'There is no such photo in this city (any more).')
      : { bytes: found.bytes, contentType: known.content_type, shown: known.shown }
  }
}
