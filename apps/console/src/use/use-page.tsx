import { Button, EmptyState, Notice, Select, Table } from '@machinaka/ui'
import { Bars, ChartFrame, HeatTable } from '@machinaka/ui/charts'
import { pickText } from '@machinaka/ui/i18n'
import type { Finding, ShownCount, Week } from '@machinaka/insight/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { address } from '../data/api.ts'
import { placesByIdQuery, weekQuery } from '../data/queries.ts'
import { noonOf } from '../data/zone-clock.ts'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { chiefFinding, featureWord, weekBeside } from './use-words.ts'

type WeekFeature = Week['features'][number]

/** One week of use: which features, on which day and hour, which places. Small counts are withheld and say so. */
export function UsePage(): ReactNode {
  const { plain, formats } = useSpeaker()
  const [filters, change] = useFilters()
  const week = useQuery({ ...weekQuery(filters.week), placeholderData: (before) => before })
  const data = week.data
  const [first, last] = [data?.days[0], data?.days.at(-1)]
  return (
    <Page
      title={plain('navUse')}
      lead={
        first === undefined || last === undefined
          ? undefined
          : plain('useLead', { from: formats.day(noonOf(first, formats.zone)), to: formats.day(noonOf(last, formats.zone)) })
      }
      actions={
        <a className="mn-button mn-button--secondary" href={address('/api/insight/week.csv', { week: filters.week })} download>
          <T id="csv" />
        </a>
      }
    >
      <div className="mn-row">
        <Button
          compact
          icon="back"
          disabled={first === undefined}
          onClick={() => {
            if (first !== undefined) change({ week: weekBeside(first, -1) })
          }}
        >
          <T id="weekBefore" />
        </Button>
        <Button
          compact
          disabled={first === undefined || data?.runningDay !== null}
          onClick={() => {
            if (first !== undefined) change({ week: weekBeside(first, 1) })
          }}
        >
          <T id="weekAfter" />
        </Button>
      </div>
      <Loaded of={week}>
        {(value) =>
          value.features.length === 0 ? (
            <EmptyState icon="view" title={<T id="useNone" phrase />}>
              <T id="useNoneText" />
            </EmptyState>
          ) : (
            <WeekView week={value} />
          )
        }
      </Loaded>
    </Page>
  )
}

function useSaid(): {
  readonly feature: (name: string) => string
  readonly count: (shown: ShownCount) => string
  readonly finding: (finding: Finding | undefined) => string
} {
  const { plain, formats } = useSpeaker()
  const feature = (name: string): string => {
    const word = featureWord(name)
    return word === undefined ? name : plain(word)
  }
  const count = (shown: ShownCount): string =>
    shown.count === null ? plain('withheld') : shown.atLeast ? plain('atLeast', { n: shown.count }) : formats.number(shown.count)
  const finding = (one: Finding | undefined): string => {
    if (one?.kind === 'change')
      return plain(one.percent >= 0 ? 'findingMore' : 'findingLess', {
        what: feature(one.feature),
        percent: Math.abs(one.percent),
        count: one.count,
      })
    if (one?.kind === 'busiest-hour')
      return plain('findingHour', {
        what: feature(one.feature),
        day: formats.weekdayLong(noonOf(one.day, formats.zone)),
        hour: one.hour,
        count: one.count,
      })
    if (one?.kind === 'most-used')
      return plain(one.atLeast ? 'findingMostSoFar' : 'findingMost', { what: feature(one.feature), count: one.count })
    return plain('findingLittle')
  }
  return { feature, count, finding }
}

function WeekView({ week }: { readonly week: Week }): ReactNode {
  const { plain } = useSpeaker()
  const said = useSaid()
  const ranked = week.features.toSorted((a, b) => (b.total.count ?? -1) - (a.total.count ?? -1))
  const chief = chiefFinding(week.findings)
  const words = { show: plain('tableShow'), hide: plain('tableHide') }
  return (
    <>
      <Notice tone="key">{plain('withheldHelp', { n: week.smallestShown })}</Notice>
      <ChartFrame
        title={said.finding(chief)}
        words={words}
        source={plain('useSource', { week: week.week })}
        table={
          <Table<WeekFeature>
            caption={plain('useByFeature')}
            dense
            rows={ranked}
            keyOf={(row) => row.feature}
            columns={[
              { id: 'feature', label: plain('useFeature'), heading: true, cell: (row) => said.feature(row.feature) },
              { id: 'total', label: plain('useTotal'), align: 'end', cell: (row) => said.count(row.total) },
            ]}
          />
        }
      >
        <Bars
          label={plain('useByFeature')}
          unit={plain('times')}
          bars={ranked
            .slice(0, 10)
            .map(({ feature, total }) => ({ key: feature, label: said.feature(feature), value: total.count, said: said.count(total) }))}
        />
      </ChartFrame>
      <Hours week={week} ranked={ranked} />
      <TopPlaces week={week} />
    </>
  )
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour))

function Hours({ week, ranked }: { readonly week: Week; readonly ranked: readonly WeekFeature[] }): ReactNode {
  const { plain, formats } = useSpeaker()
  const said = useSaid()
  const [chosen, setChosen] = useState<string>()
  const feature = ranked.find((one) => one.feature === chosen) ?? ranked[0]
  if (feature === undefined) return null
  const days = week.days.map((day) => formats.weekday(noonOf(day, formats.zone)))
  const busiest = feature.hours
    .flatMap((row, day) => row.map((count, hour) => ({ day, hour, count: count ?? 0 })))
    .reduce((most, one) => (one.count > most.count ? one : most), { day: 0, hour: 0, count: 0 })
  const title =
    busiest.count === 0
      ? plain('hoursLittle', { what: said.feature(feature.feature) })
      : plain('findingHour', {
          what: said.feature(feature.feature),
          day: formats.weekdayLong(noonOf(week.days[busiest.day] ?? '', formats.zone)),
          hour: busiest.hour,
          count: busiest.count,
        })
  const rows = feature.hours.map((counts, at) => ({ day: days[at] ?? '', counts }))
  return (
    <section className="mn-stack">
      <div className="desk-filters">
        <Select
          label={<T id="useFeature" />}
          value={feature.feature}
          onChange={(event) => setChosen(event.target.value)}
          choices={ranked.map((one) => ({ value: one.feature, label: said.feature(one.feature) }))}
        />
      </div>
      <ChartFrame
        title={title}
        words={{ show: plain('tableShow'), hide: plain('tableHide') }}
        source={plain('useSource', { week: week.week })}
        table={
          <Table
            caption={plain('useByHour')}
            dense
            rows={rows}
            keyOf={(row) => row.day}
            columns={[
              { id: 'day', label: plain('day'), heading: true, cell: (row) => row.day },
              ...hours.map((hour, at) => ({
                id: hour,
                label: hour,
                align: 'end' as const,
                cell: (row: { readonly counts: readonly (number | null)[] }) => row.counts[at] ?? '–',
              })),
            ]}
          />
        }
      >
        <HeatTable
          label={plain('useByHour')}
          rows={days}
          columns={hours}
          values={feature.hours}
          words={{ less: plain('less'), more: plain('more'), withheld: plain('withheldOrOpen') }}
        />
      </ChartFrame>
    </section>
  )
}

function TopPlaces({ week }: { readonly week: Week }): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const top = week.places.slice(0, 15)
  const names = useQuery({ ...placesByIdQuery(top.map(({ place }) => place)), enabled: top.length > 0 }).data?.items
  const nameOf = (id: string): string => pickText(names?.find((place) => place.id === id)?.name, language)?.text ?? id
  return (
    <section className="mn-stack" aria-labelledby="top-places">
      <h2 id="top-places">
        <T id="topPlaces" />
      </h2>
      {top.length === 0 ? (
        <p className="mn-muted">
          <T id="topPlacesNone" />
        </p>
      ) : (
        <Table
          caption={plain('topPlaces')}
          hideCaption
          dense
          rows={top}
          keyOf={(row) => row.place}
          columns={[
            {
              id: 'place',
              label: plain('placeName'),
              heading: true,
              cell: (row) => (
                <Link to="/places/$id" params={{ id: row.place }} search={{}}>
                  {nameOf(row.place)}
                </Link>
              ),
            },
            { id: 'count', label: plain('viewsAtLeast'), align: 'end', cell: (row) => formats.number(row.count) },
          ]}
        />
      )}
    </section>
  )
}
