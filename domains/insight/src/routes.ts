import { isRefusal, reply, route, type Route } from '@machinaka/platform'
import { countUses, getWeek, getWeekCsv } from './contract.ts'
import type { Insight } from './insight.ts'
import { asksNotToBeCounted, weekCsv } from './rules/index.ts'

export const insightRoutes = (insight: Pick<Insight, 'countSent' | 'getWeek'>): Route[] => [
  route(countUses, async ({ context, body, headers }) => {
    if (!asksNotToBeCounted(headers)) await insight.countSent(context.tenant, body.uses)
    return reply({ status: 204 })
  }),
  route(getWeek, ({ context, query }) => insight.getWeek(context.tenant, query.week)),
  route(getWeekCsv, async ({ context, query }) => {
    const week = await insight.getWeek(context.tenant, query.week)
    if (isRefusal(week)) return week
    return reply({
      text: weekCsv(week),
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="use-${week.week}.csv"` },
    })
  }),
]
