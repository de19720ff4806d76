import { Button, Notice, TextField } from '@machinaka/ui'
import { type ReactNode, useId } from 'react'
import { T, useSpeaker } from '../messages/index.ts'
import { type Day, days, readWeek, type Span, type WeekHours, writeWeek } from './hours-syntax.ts'

/** A Monday, to ask the language for the names of days. */
const monday = Date.UTC(2024, 0, 1, 3)
const empty: WeekHours = { Mo: [], Tu: [], We: [], Th: [], Fr: [], Sa: [], Su: [] }

/** Opening hours: day by day with times, which writes the OSM value below; whoever knows the syntax writes it directly. */
export function HoursField({
  value,
  onChange,
  error,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: ReactNode
}): ReactNode {
  const { plain } = useSpeaker()
  const week = value.trim() === '' ? empty : readWeek(value)
  return (
    <div className="mn-stack">
      {week === undefined ? (
        <Notice tone="key">
          <T id="hoursBeyond" />
        </Notice>
      ) : (
        <WeekTable week={week} onChange={(next) => onChange(writeWeek(next))} />
      )}
      <TextField
        label={<T id="hoursRaw" />}
        value={value}
        maxLength={500}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => onChange(event.target.value)}
        error={error}
      />
      <details className="mn-small">
        <summary>
          <T id="hoursHelp" />
        </summary>
        <ul className="desk-syntax">
          <li>
            <code>Mo-Fr 10:00-18:00</code> <T id="hoursHelpWeek" />
          </li>
          <li>
            <code>Mo-Fr 11:00-14:00,17:00-22:00</code> <T id="hoursHelpTwice" />
          </li>
          <li>
            <code>Mo-Su 10:00-19:00; We off</code> <T id="hoursHelpOff" />
          </li>
          <li>
            <code>Fr,Sa 18:00-26:00</code> <T id="hoursHelpNight" />
          </li>
          <li>
            <code>PH off</code> <T id="hoursHelpHoliday" />
          </li>
          <li>
            <code>24/7</code> <T id="hoursHelpAlways" />
          </li>
        </ul>
        <p>{plain('hoursHelpOrder')}</p>
      </details>
    </div>
  )
}

function WeekTable({ week, onChange }: { readonly week: WeekHours; readonly onChange: (week: WeekHours) => void }): ReactNode {
  const { plain, formats } = useSpeaker()
  const firstOpen = days.map((day) => week[day]).find((spans) => spans.length > 0)
  const set = (day: Day, spans: readonly Span[]): void => onChange({ ...week, [day]: spans })
  const copy = (): void => {
    if (firstOpen !== undefined)
      onChange({ ...week, ...Object.fromEntries((['Mo', 'Tu', 'We', 'Th', 'Fr'] as const).map((day) => [day, firstOpen])) })
  }
  return (
    <div className="desk-week">
      {days.map((day, at) => (
        <DayRow
          key={day}
          name={formats.weekdayLong(new Date(monday + at * 86_400_000))}
          spans={week[day]}
          onChange={(spans) => set(day, spans)}
        />
      ))}
      {firstOpen !== undefined && (
        <div>
          <Button compact look="text" onClick={copy}>
            {plain('hoursCopy')}
          </Button>
        </div>
      )}
    </div>
  )
}

function DayRow({
  name,
  spans,
  onChange,
}: {
  readonly name: string
  readonly spans: readonly Span[]
  readonly onChange: (spans: readonly Span[]) => void
}): ReactNode {
  const { plain } = useSpeaker()
  const id = useId()
  const set = (at: number, part: Partial<Span>): void => onChange(spans.map((span, i) => (i === at ? { ...span, ...part } : span)))
  return (
    <div className="desk-day" role="group" aria-labelledby={id}>
      <span id={id} className="desk-day__name">
        {name}
      </span>
      <label className="desk-day__open">
        <input
          type="checkbox"
          checked={spans.length > 0}
          onChange={(event) => onChange(event.target.checked ? [{ from: '10:00', to: '18:00' }] : [])}
        />{' '}
        {plain(spans.length > 0 ? 'dayOpen' : 'dayClosed')}
      </label>
      <div className="desk-day__spans">
        {spans.map((span, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- spans have no other name than their place
          <span key={at} className="desk-day__span">
            <Clock label={plain('dayFrom', { name })} value={span.from} onChange={(from) => set(at, { from })} />〜
            <Clock label={plain('dayTo', { name })} value={span.to} onChange={(to) => set(at, { to })} />
            {at > 0 && (
              <Button
                compact
                look="plain"
                icon="close"
                aria-label={plain('daySpanRemove', { name })}
                onClick={() => onChange(spans.filter((_, i) => i !== at))}
              />
            )}
          </span>
        ))}
        {spans.length === 1 && (
          <Button compact look="text" onClick={() => onChange([...spans, { from: '17:00', to: '22:00' }])}>
            {plain('daySpanAdd')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** A time as digits, because closing after midnight is written 25:00, which the system's own field does not take. */
function Clock({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}): ReactNode {
  return (
    <input
      className="mn-input desk-clock"
      aria-label={label}
      defaultValue={value}
      key={value}
      inputMode="numeric"
      maxLength={5}
      onBlur={(event) => {
        const [, hour, minute = '00'] = /^(\d{1,2})[:：]?(\d{2})?$/.exec(event.target.value.normalize('NFKC').trim()) ?? []
        if (hour === undefined || Number(hour) > 30 || Number(minute) > 59) event.target.value = value
        else if (`${hour.padStart(2, '0')}:${minute}` !== value) onChange(`${hour.padStart(2, '0')}:${minute}`)
      }}
    />
  )
}
