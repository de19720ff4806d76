import { TextArea, TextField } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { type PlainKey, T } from '../messages/index.ts'
import { DescriptionPerLanguage, NamePerLanguage } from '../places/language-fields.tsx'
import { type EventFields, type EventLine, readDates } from './event-change.ts'

const lines: readonly { readonly field: EventLine; readonly name: PlainKey }[] = [
  { field: 'venue', name: 'venue' },
  { field: 'category', name: 'category' },
  { field: 'fee', name: 'fee' },
  { field: 'organiser', name: 'organiser' },
  { field: 'address', name: 'address' },
  { field: 'phone', name: 'phone' },
  { field: 'website', name: 'website' },
  { field: 'note', name: 'note' },
]

interface FormProps {
  readonly fields: EventFields
  readonly onChange: (fields: EventFields) => void
}

/** Everything a person may change about an event. */
export function EventForm({ fields, onChange }: FormProps): ReactNode {
  const set = (part: Partial<EventFields>): void => onChange({ ...fields, ...part })
  return (
    <>
      <section className="mn-card mn-stack">
        <h2>
          <T id="sectionName" />
        </h2>
        <NamePerLanguage texts={fields.name} onChange={(name) => set({ name })} />
      </section>
      <section className="mn-card mn-stack">
        <h2>
          <T id="eventDates" />
        </h2>
        <TextArea
          label={<T id="eventDates" />}
          help={<T id="eventDatesHelp" />}
          rows={4}
          value={fields.dates}
          onChange={({ target }) => set({ dates: target.value })}
          error={readDates(fields.dates) === undefined ? <T id="eventDatesWrong" /> : undefined}
        />
      </section>
      <section className="mn-card mn-stack">
        <h2>
          <T id="sectionMore" />
        </h2>
        <div className="desk-two">
          {lines.map(({ field, name }) => (
            <TextField
              key={field}
              label={<T id={name} />}
              maxLength={300}
              value={fields.lines[field]}
              onChange={({ target }) => set({ lines: { ...fields.lines, [field]: target.value } })}
            />
          ))}
        </div>
        <DescriptionPerLanguage texts={fields.description} onChange={(description) => set({ description })} />
      </section>
    </>
  )
}
