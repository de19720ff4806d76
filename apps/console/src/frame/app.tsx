import { applyTheme, OfflineBanner } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { meQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { T } from '../messages/index.ts'
import { SignInPage } from '../sign-in/sign-in-page.tsx'
import { Loaded } from './failures.tsx'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'

/** The frame of every page. Whoever has not signed in sees the sign-in at the address they wanted, and then that page. */
export function App(): ReactNode {
  const { theme } = settings.use()
  const me = useQuery(meQuery())
  useEffect(() => {
    const apply = (): void => applyTheme(theme)
    apply()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
  const who = me.data?.kind === 'account' ? me.data : undefined
  return (
    <div className="desk">
      <a
        className="mn-skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('#main')?.focus()
        }}
      >
        <T id="skipToMain" />
      </a>
      <OfflineBanner>
        <T id="offline" />
      </OfflineBanner>
      <Header me={who} />
      {who !== undefined ? (
        <div className="desk-body">
          <Navigation me={who} />
          <Outlet />
        </div>
      ) : me.data === undefined ? (
        <main id="main" className="desk-page" tabIndex={-1}>
          <Loaded of={me} rows={3}>
            {() => null}
          </Loaded>
        </main>
      ) : (
        <SignInPage />
      )}
    </div>
  )
}
