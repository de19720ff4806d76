import { announce, categoryIcon, Icon, SearchField } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { categoriesQuery, type Suggestion, suggestQuery } from '../data/queries.ts'
import { wishesToSearch } from '../data/url-state.ts'
import { countUse } from '../data/usage.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { useWishes } from './use-wishes.ts'

const settle_ms = 180

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => { const timer = setTimeout(() => setSettled(value), settle_ms); return () => clearTimeout(timer) }, [value])
  return settled
}

/** Search with suggestions, as a combobox (WAI-ARIA APG, editable combobox with list autocomplete). */
export function SearchBox(): ReactNode {
  const { plain, language } = useSpeaker()
  const { wishes, wish } = useWishes()
  const navigate = useNavigate()
  const id = useId()
  const [text, setText] = useState(wishes.q ?? '')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  useEffect(() => setText(wishes.q ?? ''), [wishes.q])
  const asked = useSettled(text.trim())
  const suggestions = useQuery({ ...suggestQuery(asked), enabled: open && asked !== '', placeholderData: keepPreviousData }).data?.value.items ?? []
  const shown = open && asked !== '' && text.trim() !== '' ? suggestions.slice(0, 7) : []
  useEffect(() => { if (open && shown.length > 0) announce(plain('suggestionCount', { n: shown.length })) }, [open, shown.length, plain])
  const close = (): void => { setOpen(false); setActive(-1) }
  const search = (q: string): void => {
    close()
    const { q: _, ...rest } = wishes
    wish(q.trim() === '' ? rest : { ...rest, q: q.trim() })
    if (q.trim() !== '') countUse({ feature: 'search' })
  }
  const choose = (suggestion: Suggestion): void => {
    close()
    if (suggestion.kind === 'category') { const { q: _, group: __, ...rest } = wishes; setText(''); wish({ ...rest, kinds: [suggestion.id] }); return }
    const name = pickText(suggestion.name, language)?.text ?? text
    setText(name)
    void navigate({ to: '/places/$id', params: { id: suggestion.id }, search: wishesToSearch({ ...wishes, q: text.trim() }) })
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const picked = shown[active]
    if (event.key === 'ArrowDown' && shown.length > 0) { event.preventDefault(); setActive((active + 1) % shown.length) }
    else if (event.key === 'ArrowUp' && shown.length > 0) { event.preventDefault(); setActive(active <= 0 ? shown.length - 1 : active - 1) }
    else if (event.key === 'Escape' && open) { event.preventDefault(); close() }
    else if (event.key === 'Enter') { event.preventDefault(); if (picked !== undefined) choose(picked); else search(text) }
  }
  return (
    <div className="town-search" role="search" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) close() }}>
      <SearchField label={plain('searchLabel')} placeholder={plain('searchExample')} value={text} onChange={(value) => { setText(value); setOpen(true); setActive(-1); if (value === '') search('') }} onKeyDown={onKey} onFocus={() => setOpen(true)}
        role="combobox" aria-expanded={shown.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined} />
      <ul id={`${id}-list`} role="listbox" aria-label={plain('suggestions')} className="town-suggestions" hidden={shown.length === 0}>
        {shown.map((suggestion, at) => <SuggestionRow key={`${suggestion.kind}${suggestion.id}`} id={`${id}-${at}`} suggestion={suggestion} active={at === active} onChoose={() => choose(suggestion)} />)}
      </ul>
    </div>
  )
}

function SuggestionRow({ id, suggestion, active, onChoose }: { readonly id: string; readonly suggestion: Suggestion; readonly active: boolean; readonly onChoose: () => void }): ReactNode {
  const { language } = useSpeaker()
  const categories = useQuery(categoriesQuery()).data?.value
  const category = categories?.categories.find((known) => known.code === suggestion.category)
  const name = pickText(suggestion.name, language)
  return (
    <li id={id} role="option" aria-selected={active} className="town-suggestion" onPointerDown={(event) => event.preventDefault()} onClick={onChoose}>
      <Icon name={categoryIcon(category?.icon, suggestion.category, category?.group)} size={20} />
      <span className="town-suggestion__name" lang={name?.language}>{name?.text}</span>
      <span className="mn-small mn-muted"><T id={suggestion.kind === 'place' ? 'suggestionPlace' : 'suggestionCategory'} /></span>
    </li>
  )
}
