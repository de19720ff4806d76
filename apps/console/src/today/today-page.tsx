import { Badge, EmptyState, Icon, type IconName } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Me } from '@machinaka/people/contract'
import type { Health } from '@machinaka/insight/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cityQuery, healthQuery, meQuery, sourcesQuery } from '../data/queries.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { MyPlaces } from '../shop/my-places.tsx'
import { RunBadge } from '../sources/run-badge.tsx'

/** What waits, what came in, and whether all is well. Shop staff see their shops at once. */
export function TodayPage(): ReactNode {
  const { plain, formats, language } = useSpeaker()
  const me = useQuery(meQuery()).data
  const city = useQuery(cityQuery()).data
  const cityName = pickText(city?.name, language)?.text ?? ''
  if (me === undefined) return null
  const office = me.permissions.includes('place.edit')
  const shops = me.permissions.includes('listing.claim') && city?.features.listings !== false
  return (
    <Page title={plain('todayTitle', { at: new Date() })} lead={plain('todayLead', { who: me.name ?? '', cityName })}>
      {me.permissions.includes('health.read') && <Waiting me={me} />}
      {me.permissions.includes('source.read') && <LastRuns />}
      {!office && shops && (
        <section className="mn-stack">
          <h2>
            <T id="navMyPlaces" />
          </h2>
          <MyPlaces />
        </section>
      )}
      {!office && !shops && (
        <EmptyState title={<T id="nothingForYou" phrase />}>
          <T id="nothingForYouText" values={{ at: formats.date(new Date()) }} />
        </EmptyState>
      )}
    </Page>
  )
}

type Counted = 'openReports' | 'openClaims' | 'openProposals' | 'draftsToApprove'
const waiting: readonly {
  readonly count: Counted
  readonly to: '/reports' | '/claims' | '/proposals' | '/drafts'
  readonly icon: IconName
  readonly name: PlainKey
  readonly needs: 'report.answer' | 'claim.check' | 'place.edit' | 'place.publish'
}[] = [
  { count: 'openReports', to: '/reports', icon: 'flag', name: 'navReports', needs: 'report.answer' },
  { count: 'openClaims', to: '/claims', icon: 'shop', name: 'navClaims', needs: 'claim.check' },
  { count: 'draftsToApprove', to: '/drafts', icon: 'edit', name: 'draftsToApprove', needs: 'place.publish' },
  { count: 'openProposals', to: '/proposals', icon: 'share', name: 'navProposals', needs: 'place.edit' },
]

function Waiting({ me }: { readonly me: Me }): ReactNode {
  const health = useQuery(healthQuery())
  return (
    <section className="mn-stack" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        <T id="waitingTitle" />
      </h2>
      <Loaded of={health} rows={2}>
        {(now) => (
          <>
            <ul className="desk-tiles">
              {waiting
                .filter((item) => me.permissions.includes(item.needs))
                .map((item) => (
                  <li key={item.to}>
                    <Link to={item.to} search={{}} className="desk-tile" data-empty={now.counts[item.count] === 0 ? '' : undefined}>
                      <span className="desk-tile__number mn-tabular">{now.counts[item.count]}</span>
                      <span className="desk-tile__name">
                        <Icon name={item.icon} size={20} />
                        <T id={item.name} />
                      </span>
                    </Link>
                  </li>
                ))}
            </ul>
            <HealthSentence health={now} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function HealthSentence({ health }: { readonly health: Health }): ReactNode {
  const { plain } = useSpeaker()
  const low = health.disk.free_GB < 2
  const well = health.parked.length === 0 && !low
  return (
    <p className="mn-row">
      <Badge tone={well ? 'good' : 'warn'} icon={well ? 'check' : 'warn'}>
        {plain(well ? 'healthGood' : 'healthLook')}
      </Badge>
      <span>
        {well
          ? plain('healthSentence', { places: health.counts.places, events: health.counts.events })
          : health.parked.length > 0
            ? plain('healthParked', { n: health.parked.length })
            : plain('healthDisk', { free: String(health.disk.free_GB) })}{' '}
        <Link to="/health" search={{}}>
          <T id="seeMore" />
        </Link>
      </span>
    </p>
  )
}

function LastRuns(): ReactNode {
  const { formats } = useSpeaker()
  const sources = useQuery(sourcesQuery())
  return (
    <section className="mn-stack" aria-labelledby="runs-title">
      <h2 id="runs-title">
        <T id="lastImports" />
      </h2>
      <Loaded of={sources} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <p className="mn-muted">
              <T id="sourcesEmptyText" />
            </p>
          ) : (
            <ul className="desk-lines">
              {all
                .flatMap((source) => (source.lastRun === null ? [] : [{ source, run: source.lastRun }]))
                .toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))
                .slice(0, 4)
                .map(({ source, run }) => (
                  <li key={source.key}>
                    <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
                      {source.title}
                    </Link>{' '}
                    <RunBadge run={run} /> <span className="mn-muted mn-small">{formats.ago(new Date(run.startedAt), new Date())}</span>
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
