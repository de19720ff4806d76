export { asksNotToBeCounted } from './consent.ts'
export { daysOf, localHour, weekBefore, weekOf } from './week.ts'
export { findingsOf, viewWeek, weekCsv, type WeekCounts, type WeekFrame } from './week-view.ts'
export { lowerBound, showDay, showRunningDay, showWeek, type ShownDay } from './withhold.ts'
