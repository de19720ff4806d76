import { Checkbox, Select } from '@machinaka/ui'
import { languageNames, languages } from '@machinaka/ui/i18n'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'
import type { SettingsFields } from './settings-change.ts'

interface Props {
  readonly fields: SettingsFields
  readonly onChange: (part: Partial<SettingsFields>) => void
}

const zones = (): readonly string[] => ['Asia/Tokyo', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'Asia/Tokyo')]

/** Which languages the town app offers, and which clock the town lives by. */
export function WordsSection({ fields, onChange }: Props): ReactNode {
  const { plain } = useSpeaker()
  const choices = zones()
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="settingsWords" />
      </h2>
      <fieldset>
        <legend className="mn-field__label">
          <T id="settingsLanguages" />
        </legend>
        <p className="mn-small mn-muted">
          <T id="settingsLanguagesHelp" />
        </p>
        {languages.map((language) => (
          <Checkbox
            key={language}
            label={<span lang={language === 'ja-easy' ? 'ja' : language}>{languageNames[language]}</span>}
            checked={language === 'ja' || fields.languages.includes(language)}
            disabled={language === 'ja'}
            onChange={(on) =>
              onChange({ languages: languages.filter((one) => one === 'ja' || (one === language ? on : fields.languages.includes(one))) })
            }
          />
        ))}
      </fieldset>
      <Select
        label={<T id="timeZone" />}
        help={<T id="timeZoneHelp" />}
        value={fields.timeZone}
        onChange={({ target }) => onChange({ timeZone: target.value })}
        choices={(choices.includes(fields.timeZone) ? choices : [fields.timeZone, ...choices]).map((zone) => ({
          value: zone,
          label: zone === 'Asia/Tokyo' ? plain('timeZoneJapan') : zone,
        }))}
      />
    </section>
  )
}
