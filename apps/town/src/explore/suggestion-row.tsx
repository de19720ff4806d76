import { categoryIcon, Icon } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { categoriesQuery, type Suggestion } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** One suggestion, as an option of the search's list. */
export function SuggestionRow({
  id,
  suggestion,
  active,
  onChoose,
}: {
  readonly id: string
  readonly suggestion: Suggestion
  readonly active: boolean
  readonly onChoose: () => void
}): ReactNode {
  const { language } = useSpeaker()
  const categories = useQuery(categoriesQuery()).data?.value
  const category = categories?.categories.find((known) => known.code === suggestion.category)
  const name = pickText(suggestion.name, language)
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      className="town-suggestion"
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Icon name={categoryIcon(category?.icon, suggestion.category, category?.group)} size={20} />
      <span className="town-suggestion__name" lang={name?.language}>
        {name?.text}
      </span>
      <span className="mn-small mn-muted">
        <T id={suggestion.kind === 'place' ? 'suggestionPlace' : 'suggestionCategory'} />
      </span>
    </li>
  )
}
