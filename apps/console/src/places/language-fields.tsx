import { TextArea, TextField } from '@machinaka/ui'
import { type Language, languageNames } from '@machinaka/ui/i18n'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { nameLanguages, type Texts } from './place-change.ts'

const langOf = (language: Language): string => (language === 'ja-easy' ? 'ja' : language)

/** A name in the five languages; Japanese first. */
export function NamePerLanguage({
  texts,
  onChange,
  required,
  error,
}: {
  readonly texts: Texts
  readonly onChange: (texts: Texts) => void
  readonly required?: boolean
  readonly error?: PlainKey | undefined
}): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div className="desk-two">
      {nameLanguages.map((language) => (
        <TextField
          key={language}
          lang={langOf(language)}
          label={plain('nameIn', { language: languageNames[language] })}
          required={required === true && language === 'ja' ? true : undefined}
          maxLength={200}
          value={texts[language] ?? ''}
          onChange={(event) => onChange({ ...texts, [language]: event.target.value })}
          error={language === 'ja' && error !== undefined ? <T id={error} /> : undefined}
        />
      ))}
    </div>
  )
}

/** A longer text in the five languages; those besides Japanese are folded away. */
export function DescriptionPerLanguage({
  texts,
  onChange,
}: {
  readonly texts: Texts
  readonly onChange: (texts: Texts) => void
}): ReactNode {
  const { plain } = useSpeaker()
  const field = (language: (typeof nameLanguages)[number]): ReactNode => (
    <TextArea
      key={language}
      lang={langOf(language)}
      label={plain('descriptionIn', { language: languageNames[language] })}
      maxLength={4000}
      rows={3}
      value={texts[language] ?? ''}
      onChange={(event) => onChange({ ...texts, [language]: event.target.value })}
    />
  )
  return (
    <>
      {field('ja')}
      <details>
        <summary>
          <T id="otherLanguages" />
        </summary>
        <div className="mn-stack desk-inside">{nameLanguages.slice(1).map(field)}</div>
      </details>
    </>
  )
}
