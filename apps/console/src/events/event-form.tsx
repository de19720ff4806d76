import { TextField } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { PositionField } from '../map/position-field.tsx'
import { type PlainKey, T } from '../messages/index.ts'
import { DescriptionPerLanguage, NamePerLanguage } from '../places/language-fields.tsx'
import { DatesField } from './dates-field.tsx'
import type { EventFields, EventLine, EventProblem, eventProblemsOf } from './event-change.ts'

interface FormProps {
  readonly fields: EventFields
  readonly onChange: (fields: EventFields) => void
  /** What is wrong, beside its field; nothing before the first try to save. */
  readonly problems: ReturnType<typeof eventProblemsOf>
}

/** As the server takes them. */
const longest: Readonly<Record<EventLine, number>> = {
  category: 80,
  venue: 200,
  fee: 200,
  organiser: 200,
  address: 300,
  phone: 40,
  website: 500,
  note: 1000,
}

const wordOf = (problem: EventProblem | undefined): ReactNode => (problem === undefined ? undefined : <T id={problem} />)

/** Everything a person may say about an event, in the order in which somebody asks: what, when, where, and the rest. */
export function EventForm({ fields, onChange, problems }: FormProps): ReactNode {
  const set = (part: Partial<EventFields>): void => onChange({ ...fields, ...part })
  const line = (field: EventLine, name: PlainKey, more: { readonly type?: string; readonly error?: ReactNode } = {}): ReactNode => (
    <TextField
      label={<T id={name} />}
      {...more}
      maxLength={longest[field]}
      value={fields.lines[field]}
      onChange={({ target }) => set({ lines: { ...fields.lines, [field]: target.value } })}
    />
  )
  return (
    <>
      <section className="mn-card mn-stack">
        <h2>
          <T id="eventSectionName" />
        </h2>
        <NamePerLanguage texts={fields.name} onChange={(name) => set({ name })} required error={problems.name} />
        <DescriptionPerLanguage texts={fields.description} onChange={(description) => set({ description })} />
      </section>
      <section className="mn-card mn-stack">
        <h2>
          <T id="eventDates" />
        </h2>
        <DatesField value={fields.dates} onChange={(dates) => set({ dates })} error={wordOf(problems.dates)} />
      </section>
      <section className="mn-card mn-stack">
        <h2>
          <T id="eventSectionPlace" />
        </h2>
        <div className="desk-two">
          {line('venue', 'venue')}
          {line('address', 'address')}
        </div>
        <PositionField value={fields} onChange={set} wrong={problems.position} />
      </section>
      <section className="mn-card mn-stack">
        <h2>
          <T id="eventSectionMore" />
        </h2>
        <div className="desk-two">
          {line('category', 'category')}
          {line('fee', 'fee')}
          {line('organiser', 'organiser')}
          {line('phone', 'phone', { type: 'tel' })}
        </div>
        {line('website', 'website', { type: 'url', error: wordOf(problems.website) })}
        {line('note', 'note')}
      </section>
    </>
  )
}
