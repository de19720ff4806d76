import { Badge } from '@machinaka/ui'
import { daysBetween } from '@machinaka/ui/i18n'
import type { OpenState } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { type Openable, openStateAt } from '../data/open-state.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** Which sentence says this state; the words themselves are the language's. */
export type OpenWords =
  | { readonly id: 'open' | 'openAllDay' | 'closed' | 'hoursUnknown' | 'closedToday' }
  | { readonly id: 'openUntil' | 'opensToday' | 'opensTomorrow' | 'opensOn'; readonly time: Date }
  | { readonly id: 'closingSoon'; readonly minutes: number }

/** First the state, then, for a closed place, when it opens. */
export function openWords(
  state: OpenState,
  closedToday: boolean,
  now: Date,
  zone: string,
): { readonly first: OpenWords; readonly next?: OpenWords } {
  if (state.state === 'unknown') return { first: { id: 'hoursUnknown' } }
  if (state.state === 'closing-soon') {
    const minutes =
      state.until === undefined ? state.closesIn_min : Math.max(1, Math.ceil((Date.parse(state.until) - now.getTime()) / 60_000))
    return { first: { id: 'closingSoon', minutes: minutes ?? 0 } }
  }
  if (state.state === 'open')
    return { first: state.until === undefined ? { id: 'openAllDay' } : { id: 'openUntil', time: new Date(state.until) } }
  const first: OpenWords = { id: closedToday ? 'closedToday' : 'closed' }
  if (state.opensAt === undefined) return { first }
  const time = new Date(state.opensAt)
  const days = -daysBetween(time, now, zone)
  return { first, next: { id: days <= 0 ? 'opensToday' : days === 1 ? 'opensTomorrow' : 'opensOn', time } }
}

function Say({ words }: { readonly words: OpenWords }): ReactNode {
  switch (words.id) {
    case 'openUntil':
    case 'opensToday':
    case 'opensTomorrow':
    case 'opensOn':
      return <T id={words.id} values={{ time: words.time }} />
    case 'closingSoon':
      return <T id="closingSoon" values={{ minutes: words.minutes }} />
    case 'open':
    case 'openAllDay':
    case 'closed':
    case 'hoursUnknown':
    case 'closedToday':
      return <T id={words.id} />
  }
}

/** Whether a place is open, in words and with a mark; the colour is only the third sign. */
export function OpenLine({ place, asOf, now }: { readonly place: Openable; readonly asOf: Date; readonly now: Date }): ReactNode {
  const { formats } = useSpeaker()
  const state = openStateAt(place, asOf, now)
  const { first, next } = openWords(state, place.closedToday, now, formats.zone)
  const tone = state.state === 'open' ? 'good' : state.state === 'closing-soon' ? 'warn' : 'quiet'
  const icon = state.state === 'open' ? 'check' : state.state === 'closing-soon' ? 'clock' : state.state === 'closed' ? 'close' : 'info'
  return (
    <span className="town-open" data-state={state.state}>
      <Badge tone={tone} icon={icon}>
        <Say words={first} />
      </Badge>
      {next !== undefined && (
        <span className="town-open__then">
          <Say words={next} />
        </span>
      )}
    </span>
  )
}
