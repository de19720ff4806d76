import { createLanguages, type Words } from '@machinaka/ui'
import type { Language } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { countUse } from '../data/usage.ts'
import { loadMessages, MessagesProvider } from '../messages/index.ts'
import type { ja } from '../messages/ja.ts'

const frame = createLanguages<typeof ja>({ load: loadMessages, Provider: MessagesProvider })
export const loadWords = frame.load

function keep(language: Language): void {
  settings.set((before) => ({ ...before, language }))
  countUse({ feature: 'language.change' })
}

/** Gives the town app its words, of the languages that the city speaks. */
export function Languages({ first, children }: { readonly first: Words<typeof ja>; readonly children: ReactNode }): ReactNode {
  const city = useQuery(cityQuery()).data?.value
  return (
    <frame.Languages first={first} zone={city?.timeZone} offered={city?.languages} onChosen={keep}>
      {children}
    </frame.Languages>
  )
}
