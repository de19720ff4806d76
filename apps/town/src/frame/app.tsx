import { applyTheme, type IconName, Icon, OfflineBanner } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { allowUsage, countUse } from '../data/usage.ts'
import { type MessageKey, T, useSpeaker } from '../messages/index.ts'
import { LanguageMenu } from './language-menu.tsx'
import { UpdateOffer } from './update-offer.tsx'

/** The frame of every page: where I am, where I can go, and whether there is a network. */
export function App(): ReactNode {
  const { theme } = settings.use()
  const city = useQuery(cityQuery()).data?.value
  useEffect(() => {
    const apply = (): void => applyTheme(theme)
    apply()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const more = matchMedia('(prefers-contrast: more)')
    dark.addEventListener('change', apply)
    more.addEventListener('change', apply)
    return () => {
      dark.removeEventListener('change', apply)
      more.removeEventListener('change', apply)
    }
  }, [theme])
  useEffect(() => {
    if (city !== undefined) allowUsage(city.features.usage)
  }, [city])
  useEffect(() => countUse({ feature: 'app.open' }), [])
  return (
    <div className="town">
      <SkipLinks />
      <OfflineBanner>
        <T id="offline" />
      </OfflineBanner>
      <Header />
      <Outlet />
      <UpdateOffer />
    </div>
  )
}

function SkipLinks(): ReactNode {
  const onMap = useRouterState({ select: ({ location }) => location.pathname === '/' || location.pathname.startsWith('/places/') })
  const jump =
    (id: string) =>
    (event: React.MouseEvent): void => {
      event.preventDefault()
      const target = document.querySelector<HTMLElement>(id)
      target?.focus()
      target?.scrollIntoView()
    }
  return (
    <>
      <a className="mn-skip" href="#main" onClick={jump('#main')}>
        <T id={onMap ? 'skipToList' : 'skipToMain'} />
      </a>
      {onMap && (
        <a className="mn-skip" href="#map" onClick={jump('#map canvas')}>
          <T id="skipToMap" />
        </a>
      )}
    </>
  )
}

const places: readonly {
  readonly to: '/' | '/events' | '/saved' | '/settings'
  readonly icon: IconName
  readonly name: MessageKey & ('navMap' | 'navEvents' | 'navSaved' | 'navSettings')
}[] = [
  { to: '/', icon: 'map', name: 'navMap' },
  { to: '/events', icon: 'calendar', name: 'navEvents' },
  { to: '/saved', icon: 'heart', name: 'navSaved' },
  { to: '/settings', icon: 'settings', name: 'navSettings' },
]

function Header(): ReactNode {
  const { plain, language } = useSpeaker()
  const city = useQuery(cityQuery()).data?.value
  const name = pickText(city?.name, language)
  return (
    <header className="town-header mn-no-print">
      <Link to="/" search={{}} className="town-brand">
        <span className="town-brand__mark" aria-hidden="true">
          <Icon name="pin" size={24} />
        </span>
        <span className="town-brand__name">
          <span className="town-brand__city">{name?.text ?? ''}</span> <span className="town-brand__app">{plain('appName')}</span>
        </span>
      </Link>
      <nav className="town-nav" aria-label={plain('mainMenu')}>
        <ul className="town-nav__list">
          {places
            .filter((place) => place.to !== '/events' || city?.features.events !== false)
            .map((place) => (
              <li key={place.to}>
                <Link
                  to={place.to}
                  search={{}}
                  className="town-nav__link"
                  activeOptions={{ exact: place.to === '/', includeSearch: false }}
                  activeProps={{ 'aria-current': 'page' }}
                >
                  <Icon name={place.icon} />
                  <span>
                    <T id={place.name} />
                  </span>
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <LanguageMenu />
    </header>
  )
}
