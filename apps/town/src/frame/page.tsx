import { announce, Notice } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Age } from '../data/kept-answers.ts'
import { cityQuery } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** The first page is where the browser put the focus; only later ones take it. */
let pagesSeen = 0

/** Names the browser's tab, says the new page aloud, and puts the focus on its heading. */
export function usePageTitle(title: string | undefined, focus: boolean = true): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  const { plain, language } = useSpeaker()
  const cityName = pickText(useQuery(cityQuery()).data?.value.name, language)?.text
  useEffect(() => {
    if (title !== undefined) document.title = cityName === undefined ? title : plain('titleOf', { page: title, cityName })
  }, [title, cityName, plain])
  const ready = title !== undefined
  useEffect(() => {
    if (!ready) return
    pagesSeen += 1
    if (pagesSeen === 1 || !focus) return
    heading.current?.focus({ preventScroll: true })
    if (heading.current === null) announce(document.title)
  }, [ready, focus])
  return heading
}

/** A page of text: title with focus, one column. */
export function Page({
  title,
  plainTitle,
  children,
  wide,
}: {
  readonly title: ReactNode
  readonly plainTitle: string
  readonly children: ReactNode
  readonly wide?: boolean
}): ReactNode {
  const heading = usePageTitle(plainTitle)
  return (
    <main id="main" tabIndex={-1} className={`mn-page${wide === true ? ' mn-page--wide' : ''} town-page`}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}

/** Says the age of what is shown when it did not come from the network just now. */
export function AgeNotice({ age }: { readonly age: Age | undefined }): ReactNode {
  if (age?.kept !== true) return null
  return (
    <Notice tone="warn" icon="offline">
      <p data-kept-at={age.at.toISOString()}>
        <T id="offlineAge" values={{ at: age.at }} />
      </p>
    </Notice>
  )
}
