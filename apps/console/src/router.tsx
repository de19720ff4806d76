import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router'
import { App } from './frame/app.tsx'
import { CrashPage, PageAbsent } from './frame/failures.tsx'
import { knownSearch, parseSearch, stringifySearch } from './frame/search-params.ts'
import { TodayPage } from './today/today-page.tsx'

const root = createRootRoute({
  component: App,
  validateSearch: knownSearch,
  search: { middlewares: [retainSearchParams(['city'])] },
  notFoundComponent: PageAbsent,
})
const under = { getParentRoute: () => root } as const

const routeTree = root.addChildren([
  createRoute({ ...under, path: '/', component: TodayPage }),
  createRoute({ ...under, path: '/account', component: lazyRouteComponent(() => import('./sign-in/account-page.tsx'), 'AccountPage') }),
  createRoute({ ...under, path: '/my-places', component: lazyRouteComponent(() => import('./shop/my-places.tsx'), 'MyPlacesPage') }),
  createRoute({ ...under, path: '/sources', component: lazyRouteComponent(() => import('./sources/sources-page.tsx'), 'SourcesPage') }),
  createRoute({ ...under, path: '/runs/$id', component: lazyRouteComponent(() => import('./sources/run-page.tsx'), 'RunPage') }),
  createRoute({ ...under, path: '/import', component: lazyRouteComponent(() => import('./sources/import-page.tsx'), 'ImportPage') }),
  createRoute({ ...under, path: '/imports/$id', component: lazyRouteComponent(() => import('./sources/follow-page.tsx'), 'FollowPage') }),
  createRoute({ ...under, path: '/places', component: lazyRouteComponent(() => import('./places/places-page.tsx'), 'PlacesPage') }),
  createRoute({ ...under, path: '/places/new', component: lazyRouteComponent(() => import('./places/place-page.tsx'), 'NewPlacePage') }),
  createRoute({ ...under, path: '/places/$id', component: lazyRouteComponent(() => import('./places/place-page.tsx'), 'PlacePage') }),
  createRoute({
    ...under,
    path: '/proposals',
    component: lazyRouteComponent(() => import('./places/proposals-page.tsx'), 'ProposalsPage'),
  }),
  createRoute({ ...under, path: '/events', component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage') }),
  createRoute({
    ...under,
    path: '/events/new',
    component: lazyRouteComponent(() => import('./events/new-event-page.tsx'), 'NewEventPage'),
  }),
  createRoute({ ...under, path: '/events/$id', component: lazyRouteComponent(() => import('./events/event-page.tsx'), 'EventPage') }),
  createRoute({ ...under, path: '/drafts', component: lazyRouteComponent(() => import('./drafts/drafts-page.tsx'), 'DraftsPage') }),
  createRoute({ ...under, path: '/reports', component: lazyRouteComponent(() => import('./reports/reports-page.tsx'), 'ReportsPage') }),
  createRoute({ ...under, path: '/reports/$id', component: lazyRouteComponent(() => import('./reports/report-page.tsx'), 'ReportPage') }),
  createRoute({ ...under, path: '/claims', component: lazyRouteComponent(() => import('./claims/claims-page.tsx'), 'ClaimsPage') }),
  createRoute({ ...under, path: '/use', component: lazyRouteComponent(() => import('./use/use-page.tsx'), 'UsePage') }),
  createRoute({ ...under, path: '/health', component: lazyRouteComponent(() => import('./office/health-page.tsx'), 'HealthPage') }),
  createRoute({ ...under, path: '/members', component: lazyRouteComponent(() => import('./office/members-page.tsx'), 'MembersPage') }),
  createRoute({
    ...under,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({ ...under, path: '/data', component: lazyRouteComponent(() => import('./city-os/types-page.tsx'), 'TypesPage') }),
  createRoute({ ...under, path: '/data/list', component: lazyRouteComponent(() => import('./city-os/entities-page.tsx'), 'EntitiesPage') }),
  createRoute({ ...under, path: '/data/$id', component: lazyRouteComponent(() => import('./city-os/entity-page.tsx'), 'EntityPage') }),
  createRoute({
    ...under,
    path: '/subscriptions',
    component: lazyRouteComponent(() => import('./city-os/subscriptions-page.tsx'), 'SubscriptionsPage'),
  }),
  createRoute({
    ...under,
    path: '/subscriptions/new',
    component: lazyRouteComponent(() => import('./city-os/new-subscription-page.tsx'), 'NewSubscriptionPage'),
  }),
  createRoute({ ...under, path: '/try', component: lazyRouteComponent(() => import('./city-os/try-page.tsx'), 'TryPage') }),
  createRoute({ ...under, path: '/keys', component: lazyRouteComponent(() => import('./office/keys-page.tsx'), 'KeysPage') }),
])

/** The pages of the console. The city of the address is kept on every link. */
export const router = createRouter({
  routeTree,
  basepath: '/console',
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
