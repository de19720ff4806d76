import type { CityView } from '@machinaka/people/contract'
import type { Categories, PlacePage } from './queries.ts'

/** What the server wrote into the page because the app would ask for it first. */
export interface FirstAnswers {
  /** When they were true (ISO 8601). */
  readonly at: string
  readonly city: CityView
  readonly categories: Categories
  /** The beginning of the list of the whole town; absent where the address asks for something else. */
  readonly places?: PlacePage
}

/** A page that a browser brings back (a tab from yesterday) carries answers of then: the app asks again. */
const freshFor_ms = 60_000

/** The answers that this page carries; undefined where it carries none, or old ones, or the city is gone. */
export function readFirstAnswers(page: Pick<Document, 'querySelector'>, now: Date): FirstAnswers | undefined {
  try {
    const carried = JSON.parse(page.querySelector('#first-answers')?.textContent ?? 'null') as Partial<FirstAnswers> | null
    const age_ms = Math.abs(now.getTime() - Date.parse(carried?.at ?? ''))
    return carried?.city === undefined || carried.categories === undefined || !(age_ms < freshFor_ms)
      ? undefined
      : (carried as FirstAnswers)
  } catch {
    return undefined
  }
}
