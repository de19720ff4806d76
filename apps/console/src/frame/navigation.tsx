import { Button, Icon, type IconName } from '@machinaka/ui'
import type { Me, Permission } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { cityQuery, healthQuery } from '../data/queries.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'

type To =
  | '/'
  | '/my-places'
  | '/sources'
  | '/places'
  | '/events'
  | '/proposals'
  | '/drafts'
  | '/reports'
  | '/claims'
  | '/use'
  | '/health'
  | '/settings'
  | '/members'
  | '/keys'
  | '/data'
  | '/try'
  | '/subscriptions'
type Counted = 'openReports' | 'openClaims' | 'openProposals' | 'draftsToApprove'
interface Item {
  readonly to: To
  readonly icon: IconName
  readonly name: PlainKey
  readonly needs: Permission
  readonly count?: Counted
  readonly feature?: 'events' | 'reports' | 'listings' | 'usage'
}
interface Group {
  readonly name?: PlainKey
  readonly items: readonly Item[]
}

const groups: readonly Group[] = [
  {
    items: [
      { to: '/', icon: 'house', name: 'navToday', needs: 'account' },
      { to: '/my-places', icon: 'shop', name: 'navMyPlaces', needs: 'listing.claim', feature: 'listings' },
    ],
  },
  {
    name: 'navGroupData',
    items: [
      { to: '/places', icon: 'pin', name: 'navPlaces', needs: 'place.edit' },
      { to: '/events', icon: 'calendar', name: 'navEvents', needs: 'event.edit', feature: 'events' },
      { to: '/sources', icon: 'upload', name: 'navSources', needs: 'source.read' },
      { to: '/proposals', icon: 'share', name: 'navProposals', needs: 'place.edit', count: 'openProposals' },
      { to: '/drafts', icon: 'edit', name: 'navDrafts', needs: 'place.edit', count: 'draftsToApprove' },
    ],
  },
  {
    name: 'navGroupVoices',
    items: [
      { to: '/reports', icon: 'flag', name: 'navReports', needs: 'report.answer', count: 'openReports', feature: 'reports' },
      { to: '/claims', icon: 'shop', name: 'navClaims', needs: 'claim.check', count: 'openClaims', feature: 'listings' },
    ],
  },
  {
    name: 'navGroupCityOs',
    items: [
      { to: '/data', icon: 'list', name: 'navData', needs: 'context.read' },
      { to: '/subscriptions', icon: 'post', name: 'navSubscriptions', needs: 'context.read' },
      { to: '/try', icon: 'compass', name: 'navTry', needs: 'context.read' },
    ],
  },
  {
    name: 'navGroupTown',
    items: [
      { to: '/use', icon: 'view', name: 'navUse', needs: 'usage.read', feature: 'usage' },
      { to: '/health', icon: 'bolt', name: 'navHealth', needs: 'health.read' },
      { to: '/settings', icon: 'hall', name: 'navSettings', needs: 'city.manage' },
      { to: '/members', icon: 'user', name: 'navMembers', needs: 'city.manage' },
      { to: '/keys', icon: 'settings', name: 'navKeys', needs: 'key.manage' },
    ],
  },
]

/** Where this person can go: what they may not do is not shown. On a phone it folds away. */
export function Navigation({ me }: { readonly me: Me }): ReactNode {
  const { plain } = useSpeaker()
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => setOpen(false), [path])
  const features = useQuery(cityQuery()).data?.features
  const counts = useQuery({ ...healthQuery(), enabled: me.permissions.includes('health.read'), staleTime: 30_000 }).data?.counts
  const shown = groups
    .map((group) => ({
      ...group,
      items: group.items.filter(
        (item) => me.permissions.includes(item.needs) && (item.feature === undefined || features?.[item.feature] !== false),
      ),
    }))
    .filter((group) => group.items.length > 0)
  return (
    <nav className="desk-nav mn-no-print" aria-label={plain('mainMenu')} data-open={open ? '' : undefined}>
      <Button className="desk-nav__toggle" look="secondary" icon="list" wide aria-expanded={open} onClick={() => setOpen(!open)}>
        <T id="menu" />
      </Button>
      <div className="desk-nav__groups">
        {shown.map((group) => (
          <div key={group.name ?? 'first'}>
            {group.name !== undefined && (
              <p className="desk-nav__group">
                <T id={group.name} />
              </p>
            )}
            <ul className="desk-nav__list">
              {group.items.map((item) => (
                <NavItem key={item.to} item={item} count={item.count === undefined ? 0 : (counts?.[item.count] ?? 0)} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  )
}

function NavItem({ item, count }: { readonly item: Item; readonly count: number }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <li>
      <Link
        to={item.to}
        search={{}}
        className="desk-nav__link"
        activeOptions={{ exact: item.to === '/', includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
      >
        <Icon name={item.icon} size={20} />
        <span>
          <T id={item.name} />
        </span>
        {count > 0 && (
          <span className="desk-count">
            <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
            <span className="mn-visually-hidden">{plain('waiting', { n: count })}</span>
          </span>
        )}
      </Link>
    </li>
  )
}
