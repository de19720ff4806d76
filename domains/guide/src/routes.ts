import { isRefusal, reply, route, type Route } from '@machinaka/platform'
import * as doors from './contract.ts'
import type { Guide } from './guide.ts'

const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What everybody reads. */
const publicRoutes = (guide: Guide): Route[] => [
  route(doors.listPlaces, ({ context, query }) => guide.listPlaces(context, query)),
  route(doors.placePoints, ({ context, query }) => guide.placePoints(context, query)),
  route(doors.getPlace, ({ context, params }) => guide.getPlace(context, params.id)),
  route(doors.getPhoto, async ({ context, params }) => {
    const photo = await guide.photos.get(context, params.key)
    return isRefusal(photo)
      ? photo
      : reply({
          bytes: photo.bytes,
          headers: {
            'content-type': photo.contentType,
            'cache-control': photo.shown ? 'public, max-age=300' : 'private, no-store',
            'content-security-policy': "default-src 'none'",
          },
        })
  }),
  route(doors.listCategories, ({ context }) => guide.listCategories(context)),
  route(doors.suggest, ({ context, query }) => guide.suggest(context, query)),
  route(doors.listEvents, ({ context, query }) => guide.listEvents(context, query)),
  route(doors.getEvent, ({ context, params }) => guide.getEvent(context, params.id)),
  route(doors.postReport, ({ context, params, body }) => guide.reports.post(context, params.id, body)),
  route(doors.getReport, ({ context, params }) => guide.reports.byReceipt(context, params.receipt)),
  route(doors.withdrawReport, ({ context, params }) => guide.reports.withdraw(context, params.receipt)),
]

/** What shops do with their listing. */
const shopRoutes = (guide: Guide): Route[] => [
  route(doors.postClaim, ({ context, params, body }) => guide.claims.post(context, params.id, body)),
  route(doors.withdrawClaim, ({ context, params }) => guide.claims.withdraw(context, params.id)),
  route(doors.listMyPlaces, ({ context }) => guide.myPlaces(context)),
  route(doors.patchPlace, ({ context, params, body }) => guide.changePlace(context, params.id, body)),
  route(doors.putPhoto, ({ context, params, query, upload }) =>
    guide.photos.put(context, params.id, { chunks: upload.bytes, credit: query.credit }),
  ),
  route(doors.deletePhoto, ({ context, params }) => guide.photos.remove(context, params.id)),
  route(doors.postClosedToday, ({ context, params, body }) => guide.setClosedToday(context, params.id, body.closed)),
]

/** What staff do at their desk. */
const deskRoutes = (guide: Guide): Route[] => [
  route(doors.listReports, ({ context, query }) => guide.reports.list(context, query)),
  route(doors.getReportById, ({ context, params }) => guide.reports.byId(context, params.id)),
  route(doors.answerReport, ({ context, params, body }) => guide.reports.answer(context, params.id, body)),
  route(doors.listClaims, ({ context, query }) => guide.claims.list(context, query)),
  route(doors.decideClaim, ({ context, params, body }) => guide.claims.decide(context, params.id, body)),
  route(doors.patchEvent, ({ context, params, body }) => guide.changeEvent(context, params.id, body)),
  route(doors.postDraft, ({ context, body }) => guide.drafts.create(context, body)),
  route(doors.putDraft, ({ context, params, body }) => guide.drafts.change(context, params.id, body)),
  route(doors.listDrafts, ({ context, query }) => guide.drafts.list(context, query)),
  route(doors.submitDraft, ({ context, params }) => guide.drafts.submit(context, params.id)),
  route(doors.withdrawDraft, ({ context, params }) => guide.drafts.withdraw(context, params.id)),
  route(doors.approveDraft, ({ context, params, body }) => guide.drafts.approve(context, params.id, body.note)),
  route(doors.rejectDraft, ({ context, params, body }) => guide.drafts.reject(context, params.id, body.note)),
  route(doors.listHistory, ({ context, params, query }) => guide.histories.list(context, params.id, query)),
  route(doors.undoChange, ({ context, params, body }) => guide.histories.undo(context, params.id, body.version)),
  route(doors.listProposals, ({ context, query }) => guide.histories.proposals(context, query)),
  route(doors.decideProposal, ({ context, params, body }) => guide.histories.decide(context, params.id, body.decision)),
  route(doors.suggestMapping, ({ context, body }) => guide.mappings.suggest(context.tenant, body)),
  route(doors.putMapping, ({ context, params, body }) => guide.mappings.remember(context.tenant, params.id, body)),
  route(doors.exportPlaces, async ({ context, query }) => {
    const file = await guide.exportPlaces(context, query.category)
    return isRefusal(file)
      ? file
      : reply({
          headers: { 'content-type': spreadsheet, 'content-disposition': `attachment; filename="places-${context.tenant}.xlsx"` },
          bytes: file,
        })
  }),
]

/** All routes of the guide. */
export const guideRoutes = (guide: Guide): Route[] => [...publicRoutes(guide), ...shopRoutes(guide), ...deskRoutes(guide)]
