import { announce, SearchField } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { type Suggestion, suggestQuery } from '../data/queries.ts'
import { wishesToSearch } from '../data/url-state.ts'
import { countUse } from '../data/usage.ts'
import { useSpeaker } from '../messages/index.ts'
import { SuggestionRow } from './suggestion-row.tsx'
import { useWishes } from './use-wishes.ts'

const settle_ms = 180

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settle_ms)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** What the suggestions are for what is typed so far, whether they show, and which of them the arrow keys are on. */
function useSuggestions(text: string) {
  const { plain } = useSpeaker()
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const asked = useSettled(text.trim())
  const found =
    useQuery({ ...suggestQuery(asked), enabled: open && asked !== '', placeholderData: keepPreviousData }).data?.value.items ?? []
  const shown = open && asked !== '' && text.trim() !== '' ? found.slice(0, 7) : []
  useEffect(() => {
    if (open && shown.length > 0) announce(plain('suggestionCount', { n: shown.length }))
  }, [open, shown.length, plain])
  const show = (): void => setOpen(true)
  const close = (): void => {
    setOpen(false)
    setActive(-1)
  }
  return { open, shown, active, setActive, show, close }
}

/** What a search, and what a chosen suggestion does. */
function useSearching({
  text,
  setText,
  close,
}: {
  readonly text: string
  readonly setText: (text: string) => void
  readonly close: () => void
}) {
  const { language } = useSpeaker()
  const { wishes, wish } = useWishes()
  const navigate = useNavigate()
  const search = (q: string): void => {
    close()
    const { q: _, ...rest } = wishes
    wish(q.trim() === '' ? rest : { ...rest, q: q.trim() })
    if (q.trim() !== '') countUse({ feature: 'search' })
  }
  const choose = (suggestion: Suggestion): void => {
    close()
    if (suggestion.kind === 'category') {
      const { q: _, group: __, ...rest } = wishes
      setText('')
      wish({ ...rest, kinds: [suggestion.id] })
      return
    }
    const name = pickText(suggestion.name, language)?.text ?? text
    setText(name)
    void navigate({ to: '/places/$id', params: { id: suggestion.id }, search: wishesToSearch({ ...wishes, q: text.trim() }) })
  }
  return { search, choose }
}

/** What a key does in the search field: the arrows go round the list, Enter takes, Escape closes. */
function onSearchKey(
  event: KeyboardEvent,
  { open, shown, active, setActive, close }: ReturnType<typeof useSuggestions>,
  take: (picked: Suggestion | undefined) => void,
): void {
  if (event.nativeEvent.isComposing) return
  if (event.key === 'ArrowDown' && shown.length > 0) setActive((active + 1) % shown.length)
  else if (event.key === 'ArrowUp' && shown.length > 0) setActive(active <= 0 ? shown.length - 1 : active - 1)
  else if (event.key === 'Escape' && open) close()
  else if (event.key === 'Enter') take(shown[active])
  else return
  event.preventDefault()
}

/** Search with suggestions, as a combobox (WAI-ARIA APG, editable combobox with list autocomplete). */
export function SearchBox(): ReactNode {
  const { plain } = useSpeaker()
  const { wishes } = useWishes()
  const id = useId()
  const [text, setText] = useState(wishes.q ?? '')
  useEffect(() => setText(wishes.q ?? ''), [wishes.q])
  const suggestions = useSuggestions(text)
  const { shown, active, setActive, show, close } = suggestions
  const { search, choose } = useSearching({ text, setText, close })
  return (
    <div
      className="town-search"
      role="search"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close()
      }}
    >
      <SearchField
        label={plain('searchLabel')}
        placeholder={plain('searchExample')}
        value={text}
        onChange={(value) => {
          setText(value)
          show()
          setActive(-1)
          if (value === '') search('')
        }}
        onKeyDown={(event) => onSearchKey(event, suggestions, (picked) => (picked === undefined ? search(text) : choose(picked)))}
        onFocus={show}
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={plain('suggestions')} className="town-suggestions" hidden={shown.length === 0}>
        {shown.map((suggestion, at) => (
          <SuggestionRow
            key={`${suggestion.kind}${suggestion.id}`}
            id={`${id}-${at}`}
            suggestion={suggestion}
            active={at === active}
            onChoose={() => choose(suggestion)}
          />
        ))}
      </ul>
    </div>
  )
}
