import { Button, TextArea, TextField } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'
import { type DateRow, rowsOf, textOfRows } from './event-change.ts'

/** More days than this are better written than clicked. */
const rowsShown = 12

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: ReactNode
}

/** The days of an event with their hours: a row each, or all of them as text. */
export function DatesField({ value, onChange, error }: Props): ReactNode {
  const rows = rowsOf(value)
  if (rows === undefined || rows.length > rowsShown) return <AsText value={value} onChange={onChange} error={error} />
  const shown: readonly DateRow[] = rows.length === 0 ? [{ day: '', start: '', end: '' }] : rows
  const set = (at: number, part: Partial<DateRow>): void =>
    onChange(textOfRows(shown.map((row, i) => (i === at ? { ...row, ...part } : row))))
  return (
    <div className="mn-stack">
      <ul className="desk-dates">
        {shown.map((row, at) => (
          <Row
            // Rows have no name of their own, and are only added at the end.
            key={`${at}-${shown.length}`}
            row={row}
            nth={at + 1}
            onChange={(part) => set(at, part)}
            {...(shown.length > 1 && { onRemove: () => onChange(textOfRows(shown.filter((_, i) => i !== at))) })}
            error={at === 0 ? error : undefined}
          />
        ))}
      </ul>
      <div>
        <Button
          compact
          icon="plus"
          onClick={() => onChange(textOfRows([...shown, { ...(shown.at(-1) ?? { start: '', end: '' }), day: '' }]))}
        >
          <T id="eventDayAdd" />
        </Button>
      </div>
      <details>
        <summary>
          <T id="eventDatesAsText" />
        </summary>
        <div className="desk-inside">
          <AsText value={value} onChange={onChange} error={undefined} />
        </div>
      </details>
    </div>
  )
}

interface RowProps {
  readonly row: DateRow
  readonly nth: number
  readonly onChange: (part: Partial<DateRow>) => void
  readonly onRemove?: () => void
  readonly error: ReactNode
}

function Row({ row, nth, onChange, onRemove, error }: RowProps): ReactNode {
  const { plain } = useSpeaker()
  return (
    <li className="desk-date">
      <TextField
        label={plain('eventDayNth', { n: nth })}
        type="date"
        required={nth === 1 ? true : undefined}
        value={row.day}
        onChange={({ target }) => onChange({ day: target.value })}
        error={error}
      />
      <TextField
        label={<T id="eventStarts" />}
        type="time"
        value={row.start}
        onChange={({ target }) => onChange({ start: target.value })}
      />
      <TextField label={<T id="eventEnds" />} type="time" value={row.end} onChange={({ target }) => onChange({ end: target.value })} />
      {onRemove !== undefined && (
        <Button compact look="text" aria-label={plain('eventDayRemove', { n: nth })} onClick={onRemove}>
          <T id="remove" />
        </Button>
      )}
    </li>
  )
}

function AsText({ value, onChange, error }: Props): ReactNode {
  return (
    <TextArea
      label={<T id="eventDates" />}
      help={<T id="eventDatesHelp" />}
      rows={4}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      error={error}
    />
  )
}
