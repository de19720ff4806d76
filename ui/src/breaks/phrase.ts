import { createElement as h, type ReactNode, useEffect, useState } from 'react'

/** Chromium breaks Japanese at phrases by itself (`word-break: auto-phrase`); others get budoux, loaded when first needed. */
const nativeBreaks = (): boolean => typeof CSS !== 'undefined' && CSS.supports('word-break', 'auto-phrase')

let parser: Promise<(text: string) => readonly string[]> | undefined
const loadParser = (): Promise<(text: string) => readonly string[]> => (parser ??= import('./budoux.ts').then((m) => m.phrasesOf))

/** Text that breaks between phrases, not inside a word. For headings and short notices in Japanese. */
export function Phrase({ children, language }: { readonly children: string; readonly language: string }): ReactNode {
  const wanted = language.startsWith('ja') && !nativeBreaks()
  const [phrases, setPhrases] = useState<readonly string[]>()
  useEffect(() => {
    if (!wanted) return
    let stale = false
    loadParser().then(
      (cut) => {
        if (!stale) setPhrases(cut(children))
      },
      () => undefined,
    )
    return () => {
      stale = true
    }
  }, [children, wanted])
  if (phrases === undefined || phrases.join('') !== children) return h('span', { className: 'mn-phrase' }, children)
  // No JSX here: messages are also read by tests that run without a compiler.
  return h(
    'span',
    { style: { wordBreak: 'keep-all', overflowWrap: 'anywhere' } },
    phrases.map((phrase, at) => (at === 0 ? phrase : [h('wbr', { key: at }), phrase])),
  )
}
