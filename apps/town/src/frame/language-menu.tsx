import { LanguageChoice } from '@machinaka/ui'
import { languages } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cityQuery } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** The language, of those that the city speaks. */
export function LanguageMenu(): ReactNode {
  const { plain, language } = useSpeaker()
  const offered = useQuery(cityQuery()).data?.value.languages ?? languages
  return (
    <LanguageChoice
      className="town-language"
      label={plain('language')}
      language={language}
      offered={offered}
      failed={<T id="errorTitle" />}
    />
  )
}
