import { createLanguages, type Words } from '@machinaka/ui'
import type { Language } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { loadMessages, MessagesProvider } from '../messages/index.ts'
import type { ja } from '../messages/ja/index.ts'

const frame = createLanguages<typeof ja>({ load: loadMessages, Provider: MessagesProvider })
export const loadWords = frame.load

const keep = (language: Language): void => settings.set({ language })

/** Gives the console its words, and its times the zone of the city. Staff choose any language, whichever the city offers its people. */
export function Languages({ first, children }: { readonly first: Words<typeof ja>; readonly children: ReactNode }): ReactNode {
  const zone = useQuery(cityQuery()).data?.timeZone
  return (
    <frame.Languages first={first} zone={zone} onChosen={keep}>
      {children}
    </frame.Languages>
  )
}
