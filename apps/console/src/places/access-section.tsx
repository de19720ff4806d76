import { Notice, Select, TextField } from '@machinaka/ui'
import type { AccessFacts } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'

type AccessFact = Exclude<keyof AccessFacts, 'note'>
const accessWords: Readonly<Record<AccessFact, PlainKey>> = {
  wheelchair: 'accessWheelchair',
  wheelchairToilet: 'accessToilet',
  changingTable: 'accessChanging',
  ostomate: 'accessOstomate',
  nursingRoom: 'accessNursing',
  elevator: 'accessElevator',
  tactilePaving: 'accessTactile',
  assistanceDog: 'accessDog',
  backrest: 'accessBackrest',
}
const isAnswer = (text: string): text is 'yes' | 'limited' | 'no' => ['yes', 'limited', 'no'].includes(text)

/** Who gets in, and what helps: every fact is yes, partly, no, or not known. */
export function AccessSection({
  access,
  onChange,
  beside,
}: {
  readonly access: AccessFacts
  readonly onChange: (access: AccessFacts) => void
  readonly beside: ReactNode
}): ReactNode {
  const { plain } = useSpeaker()
  const set = (fact: AccessFact, text: string): void => {
    const { [fact]: _, ...rest } = access
    onChange(isAnswer(text) ? { ...rest, [fact]: text } : rest)
  }
  const setNote = (note: string): void => {
    const { note: _, ...rest } = access
    onChange(note.trim() === '' ? rest : { ...rest, note })
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="sectionAccess" />
      </h2>
      <Notice tone="key">
        <T id="accessHelp" />
      </Notice>
      <div className="desk-three">
        {(Object.entries(accessWords) as [AccessFact, PlainKey][]).map(([fact, word]) => (
          <Select
            key={fact}
            label={<T id={word} />}
            value={access[fact] ?? ''}
            onChange={(event) => set(fact, event.target.value)}
            choices={[
              { value: '', label: plain('unknown') },
              { value: 'yes', label: plain('yes') },
              { value: 'limited', label: plain('limited') },
              { value: 'no', label: plain('no') },
            ]}
          />
        ))}
      </div>
      <TextField
        label={<T id="accessNote" />}
        maxLength={500}
        value={access.note ?? ''}
        onChange={(event) => setNote(event.target.value)}
      />
      {beside}
    </section>
  )
}
