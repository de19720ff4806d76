import type { Skipped } from '@machinaka/context/contract'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { categoriesQuery } from '../data/queries.ts'
import { useSpeaker } from '../messages/index.ts'
import { findingOf } from './finding-words.ts'

export interface SaidReason {
  readonly text: string
  /** Set where only the server's own English words tell it. */
  readonly lang?: 'en'
}

/** Says why a record was left out, in the reader's language. */
export function useFinding(): (skipped: Pick<Skipped, 'code' | 'reason'>) => SaidReason {
  const { plain, language } = useSpeaker()
  const categories = useQuery(categoriesQuery()).data?.categories
  const nameOf = (code: string): string => pickText(categories?.find((one) => one.code === code)?.name, language)?.text ?? code
  return (skipped) => {
    const found = findingOf(skipped)
    if (found === undefined) return { text: skipped.reason, lang: 'en' }
    if (!('what' in found)) return { text: plain(found.key) }
    return { text: plain(found.key, { what: found.key === 'foundNameless' ? nameOf(found.what) : found.what }) }
  }
}
