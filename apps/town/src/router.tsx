import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router'
import { App } from './frame/app.tsx'
import { CrashPage, PageAbsent } from './frame/failures.tsx'
import { knownSearch, parseSearch, stringifySearch } from './frame/search-params.ts'
import { ExploreLayout } from './explore/explore-layout.tsx'
import { ListPanel } from './explore/list-panel.tsx'

const root = createRootRoute({
  component: App,
  validateSearch: knownSearch,
  search: { middlewares: [retainSearchParams(['city'])] },
  notFoundComponent: PageAbsent,
})

const explore = createRoute({ getParentRoute: () => root, id: 'explore', component: ExploreLayout })
const list = createRoute({ getParentRoute: () => explore, path: '/', component: ListPanel })
const place = createRoute({
  getParentRoute: () => explore,
  path: '/places/$id',
  component: lazyRouteComponent(() => import('./place/place-panel.tsx'), 'PlacePanel'),
})
const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
})
const event = createRoute({
  getParentRoute: () => root,
  path: '/events/$id',
  component: lazyRouteComponent(() => import('./events/event-page.tsx'), 'EventPage'),
})
const saved = createRoute({
  getParentRoute: () => root,
  path: '/saved',
  component: lazyRouteComponent(() => import('./saved/saved-page.tsx'), 'SavedPage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
const receipt = createRoute({
  getParentRoute: () => root,
  path: '/reports/$receipt',
  component: lazyRouteComponent(() => import('./reports/receipt-page.tsx'), 'ReceiptPage'),
})

const routeTree = root.addChildren([explore.addChildren([list, place]), events, event, saved, settings, receipt])

/** The pages of the town app. The city of the address is kept on every link. */
export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
  defaultPreload: false,
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
