/** Batch operations (ETSI GS CIM 009 V1.9.1 §5.6.7–§5.6.10, §5.6.20, §6.14–§6.17, §6.31): each entity succeeds or fails for itself. */
import { isUri, parseEntity, parseEntityPatch, parseFragment, type Problem, type TermContext } from '@machinaka/ngsi'
import { isRefusal, refusal, route, type Refusal, type Reply, type Route } from '@machinaka/platform'
import { limits } from './contract.ts'
import { answerBare, answerJson, answerMixed, etsi } from './ngsi-answers.ts'
import { asNgsi, parsed } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { batchResult } from './ngsi-outcomes.ts'
import { representation } from './ngsi-parameters.ts'
import { itemOf, readRequest, type Asked, type Incoming } from './ngsi-request.ts'
import type { BatchResult, EntityFailure, Outcome } from './operations.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

interface Batch<T> {
  readonly asked: Asked
  readonly items: readonly T[]
  readonly failed: readonly EntityFailure[]
  readonly options: readonly string[]
}

/** How one item of a batch is read. */
type ReadItem<T> = (json: unknown, context: TermContext) => T | Problem | Refusal

export function batchRoutes({ operations, contexts }: NgsiDesk): readonly Route[] {
  const read = <T>(incoming: Incoming, item: ReadItem<T>, options: readonly string[] = []): Promise<Batch<T> | Refusal> =>
    readBatch(contexts, incoming, { item, options })
  return [
    route(
      doors.batchCreate,
      async (incoming) => {
        const batch = await read(incoming, (json, context) => parseEntity(json, { context }))
        return isRefusal(batch)
          ? batch
          : answerBatch(batch, await operations.batchCreate(batch.asked.call, batch.items), ({ created }) => created)
      },
      asNgsi,
    ),
    route(
      doors.batchUpsert,
      async (incoming) => {
        const batch = await read(incoming, (json, context) => parseEntity(json, { context }), ['replace', 'update'])
        if (isRefusal(batch)) return batch
        const mode = batch.options.includes('update') ? 'update' : 'replace'
        return answerBatch(batch, await operations.batchUpsert(batch.asked.call, { entities: batch.items, mode }), ({ created }) => created)
      },
      asNgsi,
    ),
    route(
      doors.batchUpdate,
      async (incoming) => {
        const batch = await read(incoming, (json, context) => nullIn(json) ?? named(parsed(parseFragment(json, { context }))), [
          'noOverwrite',
        ])
        if (isRefusal(batch)) return batch
        const request = { fragments: batch.items, overwrite: !batch.options.includes('noOverwrite') }
        return answerBatch(batch, await operations.batchUpdate(batch.asked.call, request))
      },
      asNgsi,
    ),
    route(
      doors.batchMerge,
      async (incoming) => {
        const batch = await read(incoming, (json, context) => nullIn(json) ?? named(parsed(parseEntityPatch(json, { context }))))
        return isRefusal(batch) ? batch : answerBatch(batch, await operations.batchMerge(batch.asked.call, batch.items))
      },
      asNgsi,
    ),
    route(
      doors.batchDelete,
      async (incoming) => {
        const batch = await read(incoming, (json) =>
          typeof json === 'string' && isUri(json) ? json : etsi('BadRequestData', 'This is no URI of an entity.'),
        )
        return isRefusal(batch) ? batch : answerBatch(batch, await operations.batchDelete(batch.asked.call, batch.items))
      },
      asNgsi,
    ),
  ]
}

/** JSON's own null says nothing in a batch: the NGSI-LD Null removes (§4.5.0, §5.2.1). */
function nullIn(json: unknown): Refusal | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const found = Object.entries(json).find(
    ([, one]: [string, unknown]) => one === null || (typeof one === 'object' && 'value' in one && one.value === null),
  )
  return found === undefined
    ? undefined
    : etsi('BadRequestData', `"${found[0].slice(0, 100)}" is null: remove by "urn:ngsi-ld:null" (§4.5.0).`)
}

/** A fragment that says which entity it is about. */
const named = <T extends { readonly id?: string | undefined }>(fragment: T | Refusal): (T & { readonly id: string }) | Refusal =>
  isRefusal(fragment)
    ? fragment
    : fragment.id === undefined
      ? etsi('BadRequestData', '"id" is missing: which entity is meant?')
      : { ...fragment, id: fragment.id }

/** An empty list, or none at all, is refused as a whole; so is one beyond the limit (§5.5.11). */
function checkList(body: unknown): Refusal | undefined {
  if (!Array.isArray(body) || body.length === 0) return etsi('BadRequestData', 'The body must be a list that is not empty (§5.5.11).')
  if (body.includes(null)) return etsi('BadRequestData', 'The list holds null (§5.5.11).')
  return body.length > limits.batchEntities
    ? refusal(
        'context.batch-too-large',
        `A batch may hold at most ${limits.batchEntities} items; this one has ${body.length}. Send it in parts.`,
        {
          limit: limits.batchEntities,
        },
      )
    : undefined
}

async function readBatch<T>(
  contexts: NgsiDesk['contexts'],
  incoming: Incoming,
  { item, options }: { readonly item: ReadItem<T>; readonly options: readonly string[] },
): Promise<Batch<T> | Refusal> {
  const asked = await readRequest(contexts, incoming, { parameters: options.length === 0 ? [] : ['options'] })
  if (isRefusal(asked)) return asked
  const shown = representation(asked.parameters, options)
  if (isRefusal(shown)) return shown
  const wrong = checkList(asked.json)
  if (wrong !== undefined) return wrong
  const items: T[] = []
  const failed: EntityFailure[] = []
  const terms = new Map<string, TermContext>()
  for (const one of asked.json as readonly unknown[]) {
    const written = await itemOf(contexts, asked, one)
    if (!isRefusal(written)) terms.set(written.context.key, written.context)
    const value = isRefusal(written) ? written : parsed(item(written.json, written.context))
    if (!isRefusal(value)) items.push(value as T)
    else failed.push({ id: idOf(one), refusal: value })
  }
  // Items that all bring the same @context: other brokers are asked in its terms.
  const [only] = terms.size === 1 ? [...terms.values()] : []
  const call = { ...asked.call, context: only ?? asked.call.context }
  return { asked: { ...asked, call }, items, failed, options: shown.options }
}

const idOf = (item: unknown): string =>
  typeof item === 'string'
    ? item.slice(0, 512)
    : typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string'
      ? item.id.slice(0, 512)
      : ''

/** All well: 201 with the ids of `made` where there are any, else 204; otherwise 207 with a BatchOperationResult (§5.2.16). */
function answerBatch(
  { asked, failed }: Batch<unknown>,
  outcome: Outcome<BatchResult>,
  made: (done: BatchResult) => readonly string[] = () => [],
): Reply | Refusal {
  if (isRefusal(outcome)) return outcome
  const errors = [...failed, ...outcome.value.failed]
  if (errors.length > 0) return answerMixed(asked.raw, batchResult(outcome.value, errors))
  const ids = made(outcome.value)
  return ids.length === 0
    ? answerBare(asked.raw, 204)
    : answerJson(asked.raw, { status: 201, media: 'application/json', context: asked.call.context, body: ids, linked: false })
}
