import { useToast } from '@machinaka/ui'
import { isLanguage, languageNames, languages } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cityQuery } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { useChooseLanguage } from './languages.tsx'

/** The language, always in reach, each in its own words. */
export function LanguageMenu(): ReactNode {
  const { plain, language } = useSpeaker()
  const choose = useChooseLanguage()
  const toast = useToast()
  const offered = useQuery(cityQuery()).data?.value.languages ?? languages
  return (
    <label className="town-language">
      <span className="mn-visually-hidden">{plain('language')}</span>
      <select
        className="mn-select"
        value={language}
        onChange={({ target }) => {
          if (isLanguage(target.value)) void choose(target.value).catch(() => toast({ text: <T id="errorTitle" /> }))
        }}
      >
        {offered.map((code) => (
          <option key={code} value={code} lang={code === 'ja-easy' ? 'ja' : code}>
            {languageNames[code]}
          </option>
        ))}
      </select>
    </label>
  )
}
