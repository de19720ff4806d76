import { Select, Table } from '@machinaka/ui'
import { ChartFrame, Line } from '@machinaka/ui/charts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { currentCity, getJson, inPath } from '../data/api.ts'
import { Loaded } from '../frame/failures.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import type { AttributeRow } from './attribute-rows.ts'
import { shortName } from './entity-name.ts'
import { useDoor } from './operations-query.ts'
import { type SeriesPoint, seriesOf, type Span, spans } from './series.ts'

const hour_ms = 3_600_000
const spanWords = { day: 'spanDay', week: 'spanWeek', month: 'spanMonth' } as const

interface Asked {
  readonly id: string
  readonly attribute: string
  /** By when it was observed, or, for values without that, by when they were written. */
  readonly time: 'observedAt' | 'modifiedAt'
  readonly span: Span
}

const seriesQuery = ({ id, attribute, time, span }: Asked, version: number) =>
  queryOptions({
    queryKey: [currentCity() ?? '', 'city-os', 'series', id, attribute, time, span, version],
    queryFn: async ({ signal }) => {
      const to = Date.now()
      const from = to - spans[span].hours * hour_ms
      const values = {
        attrs: attribute,
        timerel: 'after',
        timeAt: new Date(from).toISOString(),
        timeproperty: time,
        format: 'aggregatedValues',
        aggrMethods: 'avg,min,max',
        aggrPeriodDuration: spans[span].period,
      }
      const answer = await getJson<unknown>(`/ngsi-ld/v1/temporal/entities/${inPath(id)}`, values, signal)
      return { from, to, points: seriesOf(answer, attribute) }
    },
  })

/** The numbers of an entity over time, from the Temporal API; the table says the same. */
export function HistoryChart({
  id,
  rows,
  version,
}: {
  readonly id: string
  readonly rows: readonly AttributeRow[]
  readonly version: number
}): ReactNode {
  const { plain } = useSpeaker()
  const [filters, change] = useFilters()
  const row = rows.find(({ name }) => name === filters.attr) ?? rows[0]
  const span: Span = filters.span === 'day' || filters.span === 'month' ? filters.span : 'week'
  const there = useDoor('GET /ngsi-ld/v1/temporal/entities/{id}', row !== undefined)
  if (row === undefined || !there) return null
  return (
    <section className="mn-stack" aria-labelledby="chart-title">
      <h2 id="chart-title">
        <T id="chartTitle" />
      </h2>
      <div className="desk-two desk-span">
        <Select
          label={<T id="attribute" />}
          value={row.name}
          onChange={({ target }) => change({ attr: target.value })}
          choices={rows.map(({ name }) => ({ value: name, label: shortName(name) }))}
        />
        <Select
          label={<T id="chartSpan" />}
          value={span}
          onChange={({ target }) => change({ span: target.value })}
          choices={(['day', 'week', 'month'] as const).map((value) => ({ value, label: plain(spanWords[value]) }))}
        />
      </div>
      <Chart
        asked={{ id, attribute: row.name, time: row.observedAt === undefined ? 'modifiedAt' : 'observedAt', span }}
        unit={row.unit ?? ''}
        version={version}
      />
    </section>
  )
}

function Chart({ asked, unit, version }: { readonly asked: Asked; readonly unit: string; readonly version: number }): ReactNode {
  const { plain, formats } = useSpeaker()
  const series = useQuery({ ...seriesQuery(asked, version), placeholderData: (before) => before })
  const say = (value: number): string => `${formats.number(value)}${unit === '' ? '' : ` ${unit}`}`
  const moment = (at: Date): string => `${formats.day(at)} ${formats.time(at)}`
  return (
    <Loaded of={series} rows={5}>
      {({ from, to, points }) => {
        const [least, most, name] = [
          Math.min(...points.map((one) => one.least)),
          Math.max(...points.map((one) => one.most)),
          shortName(asked.attribute),
        ]
        if (points.length === 0)
          return (
            <p className="mn-muted">
              <T id="chartNone" />
            </p>
          )
        const title = plain('chartFinding', { name, least: say(least), most: say(most) })
        return (
          <ChartFrame
            title={title}
            words={{ show: plain('tableShow'), hide: plain('tableHide') }}
            source={plain('chartSource', { at: moment(new Date(to)) })}
            table={
              <Table<SeriesPoint>
                caption={title}
                dense
                rows={points}
                keyOf={(one) => one.from}
                columns={[
                  { id: 'from', label: plain('chartTime'), heading: true, cell: (one) => moment(new Date(one.from)) },
                  { id: 'average', label: plain('chartAverage'), align: 'end', cell: (one) => say(one.average) },
                  { id: 'least', label: plain('chartLeast'), align: 'end', cell: (one) => say(one.least) },
                  { id: 'most', label: plain('chartMost'), align: 'end', cell: (one) => say(one.most) },
                ]}
              />
            }
          >
            <Line
              points={points.map((one) => ({ at: Date.parse(one.from), value: one.average, low: one.least, high: one.most }))}
              from={from}
              to={to}
              unit={unit}
              label={title}
              sayTime={(at) => (asked.span === 'day' ? formats.time(new Date(at)) : formats.day(new Date(at)))}
            />
          </ChartFrame>
        )
      }}
    </Loaded>
  )
}
