/** Batch operations (ETSI GS CIM 009 V1.9.1 §5.6.7–§5.6.10, §6.14–§6.17): each entity succeeds or fails for itself. */
import { isUri, type Entity } from '@machinaka/ngsi'
import { isRefusal, refusal, reply, route, type RawRequest, type Refusal, type Reply, type Route } from '@machinaka/platform'
import type { BatchMode, BatchOutcome, Broker } from './broker.ts'
import { limits } from './contract.ts'
import { answerBare, answerJson, checkLink, etsi, etsiProblem } from './ngsi-answers.ts'
import { checkParameters, representation } from './ngsi-parameters.ts'
import { actorOf, asNgsi, readEntity } from './ngsi-body.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

export function batchRoutes({ entities }: Pick<Broker, 'entities'>): readonly Route[] {
  return [
    route(
      doors.batchCreate,
      async ({ context, body, raw }) => {
        const read = readBatch(raw, body, [])
        if (isRefusal(read)) return read
        const done = await entities.upsertBatch(context.tenant, { entities: read.entities, mode: 'create', actor: actorOf(context.caller) })
        return isRefusal(done)
          ? done
          : outcome(raw, done, {
              failed: read.failed,
              plain: () => answerJson(raw, { status: 201, media: 'application/json', body: done.created, linked: false }),
            })
      },
      asNgsi,
    ),
    route(
      doors.batchUpsert,
      async ({ context, body, raw }) => {
        const options = representation(raw.query, ['replace', 'update'])
        const read = isRefusal(options) ? options : readBatch(raw, body, ['options'])
        if (isRefusal(read) || isRefusal(options)) return isRefusal(options) ? options : (read as Refusal)
        const mode: BatchMode = options.options.includes('update') ? 'update' : 'replace'
        const done = await entities.upsertBatch(context.tenant, { entities: read.entities, mode, actor: actorOf(context.caller) })
        if (isRefusal(done)) return done
        return outcome(raw, done, {
          failed: read.failed,
          plain: () =>
            done.created.length === 0
              ? answerBare(raw, 204)
              : answerJson(raw, { status: 201, media: 'application/json', body: done.created, linked: false }),
        })
      },
      asNgsi,
    ),
    route(
      doors.batchUpdate,
      async ({ context, body, raw }) => {
        const options = representation(raw.query, ['noOverwrite'])
        const read = isRefusal(options) ? options : readBatch(raw, body, ['options'])
        if (isRefusal(read) || isRefusal(options)) return isRefusal(options) ? options : (read as Refusal)
        const mode: BatchMode = options.options.includes('noOverwrite') ? 'existing-append' : 'existing'
        const done = await entities.upsertBatch(context.tenant, { entities: read.entities, mode, actor: actorOf(context.caller) })
        return isRefusal(done) ? done : outcome(raw, done, { failed: read.failed, plain: () => answerBare(raw, 204) })
      },
      asNgsi,
    ),
    route(
      doors.batchDelete,
      async ({ context, body, raw }) => {
        const wrong = checkLink(raw) ?? checkParameters(raw.query, []) ?? checkList(body)
        if (wrong !== undefined) return wrong
        const items = body as readonly unknown[]
        const ids = items.filter((one): one is string => typeof one === 'string' && isUri(one))
        const failed = items
          .filter((one) => typeof one !== 'string' || !isUri(one))
          .map((one) => ({ id: JSON.stringify(one).slice(0, 200), refusal: etsi('BadRequestData', 'This is no URI of an entity.') }))
        const done = await entities.deleteBatch(context.tenant, { ids, actor: actorOf(context.caller) })
        return isRefusal(done) ? done : outcome(raw, done, { failed, plain: () => answerBare(raw, 204) })
      },
      asNgsi,
    ),
  ]
}

type Failed = BatchOutcome['failed']

/** An empty list, or none at all, is refused as a whole; so is one beyond the limit (§5.5.11). */
function checkList(body: unknown): Refusal | undefined {
  if (!Array.isArray(body) || body.length === 0) return etsi('BadRequestData', 'The body must be a list that is not empty (§5.5.11).')
  if (body.includes(null)) return etsi('BadRequestData', 'The list holds null (§5.5.11).')
  return body.length > limits.batchEntities
    ? refusal(
        'context.batch-too-large',
        `A batch may hold at most ${limits.batchEntities} items; this one has ${body.length}. Send it in parts.`,
        { limit: limits.batchEntities },
      )
    : undefined
}

function readBatch(
  raw: RawRequest,
  body: unknown,
  parameters: readonly string[],
): { readonly entities: readonly Entity[]; readonly failed: Failed } | Refusal {
  const wrong = checkLink(raw) ?? checkParameters(raw.query, parameters) ?? checkList(body)
  if (wrong !== undefined) return wrong
  const entities: Entity[] = []
  const failed: { readonly id: string; readonly refusal: Refusal }[] = []
  for (const item of body as readonly unknown[]) {
    const entity = readEntity(raw, item)
    if (!isRefusal(entity)) entities.push(entity)
    else if (entity.code === 'context.context-unavailable') return entity
    else failed.push({ id: idOf(item), refusal: entity })
  }
  return { entities, failed }
}

const idOf = (item: unknown): string =>
  typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' ? item.id.slice(0, 512) : ''

/** The plain answer where all went well; else 207 with a BatchOperationResult (§5.2.16). */
function outcome(raw: RawRequest, done: BatchOutcome, { failed, plain }: { readonly failed: Failed; readonly plain: () => Reply }): Reply {
  const errors = [...failed, ...done.failed]
  if (errors.length === 0) return plain()
  return reply({
    status: 207,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    json: {
      success: [...done.created, ...done.updated, ...done.deleted],
      errors: errors.map(({ id, refusal: { code, detail, extra } }) => ({
        ...(id === '' ? {} : { entityId: id }),
        error: etsiProblem(code, detail, extra) ?? { type: `/docs/errors#${code}`, title: code, detail },
      })),
    },
  })
}
