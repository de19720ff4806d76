import { TextField } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { PositionField } from '../map/position-field.tsx'
import { type PlainKey, T } from '../messages/index.ts'
import { AccessSection } from './access-section.tsx'
import { CategoryField } from './category-field.tsx'
import { HoursField } from './hours-field.tsx'
import { DescriptionPerLanguage, NamePerLanguage } from './language-fields.tsx'
import { type LineField, type PlaceFields, problemsOf } from './place-change.ts'

interface FormProps {
  readonly fields: PlaceFields
  readonly onChange: (fields: PlaceFields) => void
  /** After the first try to save, what is wrong stands beside its field. */
  readonly tried: boolean
  /** What another source says about a field, shown beside it. */
  readonly beside?: (field: string) => ReactNode
  readonly coming?: ReactNode
}

/** What every section is given: the values, how to set some of them, what is wrong, and what other sources say. */
interface SectionProps {
  readonly fields: PlaceFields
  readonly set: (part: Partial<PlaceFields>) => void
  readonly problems: ReturnType<typeof problemsOf>
  readonly beside: (field: string) => ReactNode
}

/** Everything a person may change about a place, in the order in which they look for it. */
export function PlaceForm({ fields, onChange, tried, beside = () => null, coming }: FormProps): ReactNode {
  const set = (part: Partial<PlaceFields>): void => onChange({ ...fields, ...part })
  const section: SectionProps = { fields, set, problems: tried ? problemsOf(fields) : {}, beside }
  return (
    <>
      <NameSection {...section} />
      <HoursSection {...section} coming={coming} />
      <ContactSection {...section} />
      <AccessSection access={fields.access} onChange={(access) => set({ access })} beside={beside('access')} />
      <MoreSection {...section} />
    </>
  )
}

interface LineProps extends SectionProps {
  readonly of: LineField
  readonly name: PlainKey
  readonly type?: string
  readonly error?: ReactNode
}

function Line({ fields, set, beside, of, name, type, error }: LineProps): ReactNode {
  return (
    <div>
      <TextField
        label={<T id={name} />}
        type={type}
        error={error}
        maxLength={300}
        value={fields.lines[of]}
        onChange={(event) => set({ lines: { ...fields.lines, [of]: event.target.value } })}
      />
      {beside(of)}
    </div>
  )
}

const wordOf = (problem: PlainKey | undefined): ReactNode => (problem === undefined ? undefined : <T id={problem} />)

function NameSection(section: SectionProps): ReactNode {
  const { fields, set, problems, beside } = section
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="sectionName" />
      </h2>
      <NamePerLanguage texts={fields.name} onChange={(name) => set({ name })} required error={problems.name} />
      {beside('name')}
      <div className="desk-two">
        <Line {...section} of="reading" name="reading" />
        <CategoryField value={fields.category} onChange={(category) => set({ category })} error={wordOf(problems.category)} />
      </div>
      {beside('category')}
    </section>
  )
}

function HoursSection({ fields, set, beside, coming }: SectionProps & { readonly coming: ReactNode }): ReactNode {
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="hours" />
      </h2>
      <HoursField value={fields.lines.openingHours} onChange={(openingHours) => set({ lines: { ...fields.lines, openingHours } })} />
      {beside('openingHours')}
      {coming !== undefined && (
        <div>
          <h3>
            <T id="comingWeek" />
          </h3>
          <p className="mn-small mn-muted">
            <T id="comingWeekHelp" />
          </p>
          {coming}
        </div>
      )}
    </section>
  )
}

function ContactSection(section: SectionProps): ReactNode {
  const { fields, set, problems, beside } = section
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="sectionContact" />
      </h2>
      <Line {...section} of="address" name="address" />
      <div className="desk-two">
        <Line {...section} of="phone" name="phone" type="tel" />
        <Line {...section} of="email" name="mail" type="email" />
      </div>
      <Line {...section} of="website" name="website" type="url" error={wordOf(problems.website)} />
      <PositionField value={fields} onChange={set} wrong={problems.position} required />
      {beside('lon') ?? beside('lat') ?? beside('location')}
    </section>
  )
}

function MoreSection(section: SectionProps): ReactNode {
  const { fields, set, problems, beside } = section
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="sectionMore" />
      </h2>
      <DescriptionPerLanguage texts={fields.description} onChange={(description) => set({ description })} />
      {beside('description')}
      <div className="desk-two">
        <Line {...section} of="fee" name="fee" />
        <Line {...section} of="floor" name="floor" />
        <Line {...section} of="wifi" name="wifi" />
        <TextField
          label={<T id="capacity" />}
          inputMode="numeric"
          value={fields.capacity}
          onChange={(event) => set({ capacity: event.target.value })}
          error={wordOf(problems.capacity)}
        />
      </div>
    </section>
  )
}
