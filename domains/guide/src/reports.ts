import {
  isRefusal,
  refusal,
  type Clock,
  type Context,
  type Ids,
  type Outbox,
  type Postgres,
  type Refusal,
  type Tenant,
} from '@machinaka/platform'
import type { Static } from 'typebox'
import { limits, reportStates, type answerReport, type postReport, type Report, type ReportReceiptSchema } from './contract.ts'
import { insertReport, listReports, lockReport, openReportsOf, reportByReceipt, settleReport } from './desk-store.ts'
import type { Directories } from './directories.ts'
import { changePlace, type EditContext } from './editing.ts'
import { reportTable } from './rules/desk-states.ts'
import type { HoursPlace } from './rules/hours.ts'

export type ReportReceipt = Static<typeof ReportReceiptSchema>
export interface ListQuery {
  readonly state?: string
  readonly limit?: number
  readonly offset?: number
}

export interface ReportNeeds {
  readonly postgres: Postgres
  readonly outbox: Pick<Outbox, 'write'>
  readonly clock: Clock
  readonly ids: Ids
  readonly context: EditContext
  readonly directories: Directories
  readonly hoursPlace: (tenant: Tenant) => Promise<HoursPlace>
  readonly project: (tenant: Tenant, ids: readonly string[]) => Promise<void>
}

const hashOf = async (receipt: string): Promise<string> =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(receipt)))]
    .map((b) => b.toString(16).padStart(2, '0'))
    .join('')

/** What the reporter sees: neither the staff's name nor the own contact. */
const receiptView = ({ placeId, placeName, kind, text, state, createdAt, answer, answeredAt }: Report): ReportReceipt => ({
  placeId,
  placeName,
  kind,
  text,
  state,
  createdAt,
  ...(answer === undefined ? {} : { answer }),
  ...(answeredAt === undefined ? {} : { answeredAt }),
})

const absent = (): Refusal => refusal('guide.report-absent', 'There is no such report in this city.')
const isState = (text: string): boolean => (reportStates as readonly string[]).includes(text)
/** Page of a desk list, or what is wrong with the filter. */
export const deskPage = (
  query: ListQuery,
  known: (state: string) => boolean,
): { readonly state: string | undefined; readonly limit: number; readonly offset: number } | Refusal =>
  query.state !== undefined && !known(query.state)
    ? refusal('guide.bad-query', `There is no state “${query.state}”.`)
    : { state: query.state, limit: query.limit ?? 50, offset: query.offset ?? 0 }

/** "This is wrong", said by anyone, answered by staff. */
export class Reports {
  readonly #needs: ReportNeeds

  constructor(needs: ReportNeeds) {
    this.#needs = needs
  }

  /** Takes a report; the receipt is shown this once and kept as a hash. */
  async post(
    context: Context,
    placeId: string,
    body: Static<(typeof postReport)['body']>,
  ): Promise<{ readonly receipt: string; readonly report: ReportReceipt } | Refusal> {
    const { postgres, outbox, ids, clock, directories } = this.#needs
    const { tenant } = context
    const row = (await directories.of(tenant, clock.now())).find(placeId)
    if (row === undefined) return refusal('guide.place-absent', 'There is no such place in this city (any more).')
    const receipt = ids.secret(18)
    const receiptHash = await hashOf(receipt)
    const report: Report = {
      id: ids.uuid(),
      placeId,
      placeName: { ...row.fields.name },
      kind: body.kind,
      text: body.text,
      state: 'received',
      createdAt: clock.now().toISOString(),
      ...(body.contact === undefined || body.contact.trim() === '' ? {} : { contact: body.contact }),
    }
    return postgres.tenant(tenant, async (tx) => {
      if ((await openReportsOf(tx, tenant, placeId)) >= limits.reportsPerPlace)
        return refusal(
          'guide.too-many',
          `This place has ${limits.reportsPerPlace} reports waiting already. Try again when some are answered.`,
          { limit: limits.reportsPerPlace },
        )
      await insertReport(tx, tenant, report, receiptHash)
      await outbox.write(tx, [
        { kind: 'ReportReceived', tenant, key: placeId, payload: { reportId: report.id, placeId, kind: report.kind } },
      ])
      return { receipt, report: receiptView(report) }
    })
  }

  async byReceipt({ tenant }: Context, receipt: string): Promise<ReportReceipt | Refusal> {
    const hash = await hashOf(receipt)
    const report = await this.#needs.postgres.tenant(tenant, (tx) => reportByReceipt(tx, tenant, hash))
    return report === undefined ? absent() : receiptView(report)
  }

  async withdraw({ tenant }: Context, receipt: string): Promise<ReportReceipt | Refusal> {
    const hash = await hashOf(receipt)
    return this.#needs.postgres.tenant(tenant, async (tx) => {
      const report = await reportByReceipt(tx, tenant, hash)
      if (report === undefined) return absent()
      const state = reportTable[report.state].withdraw
      if (state === 'no') return refusal('guide.not-now', `The report is ${report.state} already.`)
      const withdrawn: Report = { ...report, state }
      await settleReport(tx, tenant, withdrawn)
      return receiptView(withdrawn)
    })
  }

  async list({ tenant }: Context, query: ListQuery): Promise<{ readonly items: Report[]; readonly total: number } | Refusal> {
    const page = deskPage(query, isState)
    return isRefusal(page) ? page : this.#needs.postgres.tenant(tenant, (tx) => listReports(tx, tenant, page))
  }

  /** One report as the desk sees it. */
  async byId({ tenant }: Context, id: string): Promise<Report | Refusal> {
    return (await this.#needs.postgres.tenant(tenant, (tx) => lockReport(tx, tenant, id))) ?? absent()
  }

  /** Answers a report; a fix changes the place in the same transaction. */
  async answer(context: Context, id: string, body: Static<(typeof answerReport)['body']>): Promise<Report | Refusal> {
    const { postgres, outbox, clock, context: broker, hoursPlace, project } = this.#needs
    const { tenant, caller } = context
    const city = await hoursPlace(tenant)
    const actor = caller.id ?? ''
    const answered = await postgres.tenant(tenant, async (tx): Promise<Report | Refusal> => {
      const report = await lockReport(tx, tenant, id)
      if (report === undefined) return absent()
      const state = reportTable[report.state][body.decision]
      if (state === 'no') return refusal('guide.not-now', `The report is ${report.state} already.`)
      if (body.fix !== undefined && body.decision === 'reject')
        return refusal('guide.bad-change', 'A rejected report changes nothing. Accept it, or leave the fix out.')
      const fixed =
        body.fix === undefined
          ? true
          : await changePlace(broker, tx, tenant, {
              id: report.placeId,
              change: body.fix,
              city,
              edit: { actor, reason: `report ${report.id}` },
            })
      if (isRefusal(fixed))
        return fixed.code === 'guide.place-absent'
          ? refusal('guide.bad-change', 'The place is not there any more, so nothing can be put right. Answer without a fix.')
          : fixed
      const settled: Report = { ...report, state, answer: body.answer, answeredAt: clock.now().toISOString(), answeredBy: actor }
      await settleReport(tx, tenant, settled)
      await outbox.write(tx, [
        {
          kind: 'ReportAnswered',
          tenant,
          key: report.placeId,
          payload: { reportId: report.id, placeId: report.placeId, accepted: state === 'accepted' },
        },
      ])
      return settled
    })
    if (!isRefusal(answered) && body.fix !== undefined) await project(tenant, [answered.placeId])
    return answered
  }
}
