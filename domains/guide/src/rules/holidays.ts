import holidayJp from '@holiday-jp/holiday_jp'
import { dayName, type Wall } from './wall-clock.ts'

/** Japan's public holidays by day (`2026-09-22`), 1970–2050, from the holiday-jp data set, which follows the Cabinet Office. */
const table: Readonly<Record<string, { readonly name: string }>> = holidayJp.holidays

/** Whether the day is a public holiday of Japan (国民の祝日, 振替休日, 国民の休日). */
export const isHoliday = (wall: Wall): boolean => Object.hasOwn(table, dayName(wall))
/** Japanese name of the holiday, if it is one. */
export const holidayName = (wall: Wall): string | undefined => table[dayName(wall)]?.name
