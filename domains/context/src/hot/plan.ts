/** A query that was asked before, ready to be answered again from memory. */
import type { StoredEntity } from '../broker.ts'
import { placeOf, type HotType } from './hot-type.ts'

/** What the ordinary way found out about a request, once: its condition, and how the answer looks. */
export interface Question {
  /** The one type that is asked for, in stored form. */
  readonly type: string
  readonly matches: (entity: StoredEntity) => boolean
  /** Names the representation: the same name renders the same bytes. */
  readonly shape: string
  readonly render: (entity: StoredEntity) => string
  readonly limit: number
  readonly offset: number
  /** Headers of the answer, names and values in turn. */
  readonly headers: (page: { readonly count: number; readonly returned: number }) => readonly string[]
}

export interface Ready {
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** Rendered entities, by version and representation. */
export class Rendered {
  readonly #byEntity = new WeakMap<StoredEntity, Map<string, Buffer>>()

  of(entity: StoredEntity, { shape, render }: Pick<Question, 'shape' | 'render'>): Buffer {
    let shapes = this.#byEntity.get(entity)
    if (shapes === undefined) {
      shapes = new Map()
      this.#byEntity.set(entity, shapes)
    }
    let bytes = shapes.get(shape)
    if (bytes === undefined) {
      bytes = Buffer.from(render(entity))
      shapes.set(shape, bytes)
    }
    return bytes
  }
}

const [OPEN, COMMA, CLOSE] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')]

/** Keeps which entities match, and the answer, and mends both by what changed since. */
export class Plan {
  readonly question: Question
  readonly #rendered: Rendered
  #matching: string[] = []
  #of: HotType | undefined
  #seq = -1
  #ready: Ready | undefined

  constructor(question: Question, rendered: Rendered) {
    this.question = question
    this.#rendered = rendered
  }

  answer(type: HotType): Ready {
    this.#follow(type)
    this.#ready ??= this.#page(type)
    return this.#ready
  }

  #follow(type: HotType): void {
    const changed = this.#of === type ? type.since(this.#seq) : undefined
    if (changed === undefined) {
      this.#matching = type.ids.filter((id) => this.#matches(type, id))
      this.#ready = undefined
    } else for (const id of changed) this.#look(type, id)
    this.#of = type
    this.#seq = type.seq
  }

  #look(type: HotType, id: string): void {
    const at = placeOf(this.#matching, id)
    const was = this.#matching[at] === id
    const is = this.#matches(type, id)
    if (is && !was) this.#matching.splice(at, 0, id)
    if (was && !is) this.#matching.splice(at, 1)
    if (is || was) this.#ready = undefined
  }

  #matches(type: HotType, id: string): boolean {
    const entity = type.find(id)
    return entity !== undefined && this.question.matches(entity)
  }

  #page(type: HotType): Ready {
    const { limit, offset, headers } = this.question
    const parts: Buffer[] = [OPEN]
    const page = this.#matching.slice(offset, offset + limit)
    // Behind the end stands the last entity (§6.3.10).
    const ids = page.length === 0 && offset > 0 ? this.#matching.slice(-1) : page
    for (const id of ids) {
      const entity = type.find(id)
      if (entity === undefined) continue
      if (parts.length > 1) parts.push(COMMA)
      parts.push(this.#rendered.of(entity, this.question))
    }
    parts.push(CLOSE)
    return { headers: headers({ count: this.#matching.length, returned: ids.length }), body: Buffer.concat(parts) }
  }
}
