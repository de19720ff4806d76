import { Notice, Select, TextArea, TextField } from '@machinaka/ui'
import { type Language, languageNames } from '@machinaka/ui/i18n'
import type { AccessFacts } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { CategoryField } from './category-field.tsx'
import { HoursField } from './hours-field.tsx'
import { type LineField, nameLanguages, type PlaceFields, problemsOf, type Texts } from './place-change.ts'

interface FormProps {
  readonly fields: PlaceFields
  readonly onChange: (fields: PlaceFields) => void
  /** After the first try to save, what is wrong stands beside its field. */
  readonly tried: boolean
  /** What another source says about a field, shown beside it. */
  readonly beside?: (field: string) => ReactNode
  readonly coming?: ReactNode
}

/** Everything a person may change about a place, in the order in which they look for it. */
export function PlaceForm({ fields, onChange, tried, beside = () => null, coming }: FormProps): ReactNode {
  const problems = tried ? problemsOf(fields) : {}
  const set = (part: Partial<PlaceFields>): void => onChange({ ...fields, ...part })
  const setLine = (field: LineField, text: string): void => set({ lines: { ...fields.lines, [field]: text } })
  const line = (field: LineField, name: PlainKey, more: { readonly type?: string; readonly error?: ReactNode } = {}): ReactNode => (
    <div><TextField label={<T id={name} />} {...more} maxLength={300} value={fields.lines[field]} onChange={(event) => setLine(field, event.target.value)} />{beside(field)}</div>
  )
  return (
    <>
      <section className="mn-card mn-stack"><h2><T id="sectionName" /></h2>
        <TextPerLanguage label="name" texts={fields.name} onChange={(name) => set({ name })} required error={problems.name} />
        {beside('name')}
        <div className="desk-two">{line('reading', 'reading')}<CategoryField value={fields.category} onChange={(category) => set({ category })} error={problems.category === undefined ? undefined : <T id={problems.category} />} /></div>
        {beside('category')}
      </section>
      <section className="mn-card mn-stack"><h2><T id="hours" /></h2>
        <HoursField value={fields.lines.openingHours} onChange={(text) => setLine('openingHours', text)} />
        {beside('openingHours')}
        {coming !== undefined && <div><h3><T id="comingWeek" /></h3><p className="mn-small mn-muted"><T id="comingWeekHelp" /></p>{coming}</div>}
      </section>
      <section className="mn-card mn-stack"><h2><T id="sectionContact" /></h2>
        {line('address', 'address')}
        <div className="desk-two">{line('phone', 'phone', { type: 'tel' })}{line('email', 'mail', { type: 'email' })}</div>
        {line('website', 'website', { type: 'url', error: problems.website === undefined ? undefined : <T id={problems.website} /> })}
        <Position fields={fields} set={set} wrong={problems.position !== undefined} />
        {beside('lon') ?? beside('lat') ?? beside('location')}
      </section>
      <AccessSection access={fields.access} onChange={(access) => set({ access })} beside={beside('access')} />
      <section className="mn-card mn-stack"><h2><T id="sectionMore" /></h2>
        <DescriptionPerLanguage texts={fields.description} onChange={(description) => set({ description })} />
        {beside('description')}
        <div className="desk-two">
          {line('fee', 'fee')}{line('floor', 'floor')}{line('wifi', 'wifi')}
          <TextField label={<T id="capacity" />} inputMode="numeric" value={fields.capacity} onChange={(event) => set({ capacity: event.target.value })} error={problems.capacity === undefined ? undefined : <T id={problems.capacity} />} />
        </div>
      </section>
    </>
  )
}

function Position({ fields, set, wrong }: { readonly fields: PlaceFields; readonly set: (part: Partial<PlaceFields>) => void; readonly wrong: boolean }): ReactNode {
  return (
    <fieldset className="mn-stack">
      <legend className="mn-field__label"><T id="position" /></legend>
      <div className="desk-two">
        <TextField label={<T id="latitude" />} inputMode="decimal" value={fields.lat} onChange={(event) => set({ lat: event.target.value })} error={wrong ? <T id="badPosition" /> : undefined} />
        <TextField label={<T id="longitude" />} inputMode="decimal" value={fields.lon} onChange={(event) => set({ lon: event.target.value })} />
      </div>
    </fieldset>
  )
}

const langOf = (language: Language): string => (language === 'ja-easy' ? 'ja' : language)

function TextPerLanguage({ texts, onChange, required, error }: { readonly label: string; readonly texts: Texts; readonly onChange: (texts: Texts) => void; readonly required?: boolean; readonly error?: PlainKey | undefined }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div className="desk-two">
      {nameLanguages.map((language) => (
        <TextField key={language} lang={langOf(language)} label={plain('nameIn', { language: languageNames[language] })} required={required === true && language === 'ja' ? true : undefined} maxLength={200} value={texts[language] ?? ''}
          onChange={(event) => onChange({ ...texts, [language]: event.target.value })} error={language === 'ja' && error !== undefined ? <T id={error} /> : undefined} />
      ))}
    </div>
  )
}

function DescriptionPerLanguage({ texts, onChange }: { readonly texts: Texts; readonly onChange: (texts: Texts) => void }): ReactNode {
  const { plain } = useSpeaker()
  const field = (language: (typeof nameLanguages)[number]): ReactNode => <TextArea key={language} lang={langOf(language)} label={plain('descriptionIn', { language: languageNames[language] })} maxLength={4000} rows={3} value={texts[language] ?? ''} onChange={(event) => onChange({ ...texts, [language]: event.target.value })} />
  return <>{field('ja')}<details><summary><T id="otherLanguages" /></summary><div className="mn-stack desk-inside">{nameLanguages.slice(1).map(field)}</div></details></>
}

type AccessFact = Exclude<keyof AccessFacts, 'note'>
const accessWords: Readonly<Record<AccessFact, PlainKey>> = {
  wheelchair: 'accessWheelchair', wheelchairToilet: 'accessToilet', changingTable: 'accessChanging', ostomate: 'accessOstomate', nursingRoom: 'accessNursing', elevator: 'accessElevator', tactilePaving: 'accessTactile', assistanceDog: 'accessDog', backrest: 'accessBackrest',
}
const isAnswer = (text: string): text is 'yes' | 'limited' | 'no' => ['yes', 'limited', 'no'].includes(text)

function AccessSection({ access, onChange, beside }: { readonly access: AccessFacts; readonly onChange: (access: AccessFacts) => void; readonly beside: ReactNode }): ReactNode {
  const { plain } = useSpeaker()
  const set = (fact: AccessFact, text: string): void => { const { [fact]: _, ...rest } = access; onChange(isAnswer(text) ? { ...rest, [fact]: text } : rest) }
  const setNote = (note: string): void => { const { note: _, ...rest } = access; onChange(note.trim() === '' ? rest : { ...rest, note }) }
  return (
    <section className="mn-card mn-stack"><h2><T id="sectionAccess" /></h2>
      <Notice tone="key"><T id="accessHelp" /></Notice>
      <div className="desk-three">
        {(Object.entries(accessWords) as [AccessFact, PlainKey][]).map(([fact, word]) => (
          <Select key={fact} label={<T id={word} />} value={access[fact] ?? ''} onChange={(event) => set(fact, event.target.value)}
            choices={[{ value: '', label: plain('unknown') }, { value: 'yes', label: plain('yes') }, { value: 'limited', label: plain('limited') }, { value: 'no', label: plain('no') }]} />
        ))}
      </div>
      <TextField label={<T id="accessNote" />} maxLength={500} value={access.note ?? ''} onChange={(event) => setNote(event.target.value)} />
      {beside}
    </section>
  )
}
