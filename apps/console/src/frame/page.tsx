import { announce } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { cityQuery } from '../data/queries.ts'
import { useSpeaker } from '../messages/index.ts'

/** The first page is where the browser put the focus; only later ones take it. */
let pagesSeen = 0

interface PageProps {
  readonly title: string
  /** One sentence: what this page is for, or what it found. */
  readonly lead?: ReactNode
  /** The one thing to do here. */
  readonly actions?: ReactNode
  /** The way up. */
  readonly back?: ReactNode
  readonly children: ReactNode
}

/** A page: names the tab, puts the focus on its heading, one primary action beside the title. */
export function Page({ title, lead, actions, back, children }: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  const { plain, language } = useSpeaker()
  const cityName = pickText(useQuery(cityQuery()).data?.name, language)?.text
  useEffect(() => {
    document.title = cityName === undefined ? title : plain('titleOf', { page: title, cityName })
  }, [title, cityName, plain])
  useEffect(() => {
    pagesSeen += 1
    if (pagesSeen === 1) return
    heading.current?.focus({ preventScroll: true })
    if (heading.current === null) announce(document.title)
  }, [])
  return (
    <main id="main" tabIndex={-1} className="desk-page">
      {back !== undefined && <p className="desk-back">{back}</p>}
      <div className="desk-title">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p className="mn-muted">{lead}</p>}
        </div>
        {actions !== undefined && <div className="mn-row mn-no-print">{actions}</div>}
      </div>
      {children}
    </main>
  )
}
