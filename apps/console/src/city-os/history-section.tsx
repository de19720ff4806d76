import { Button } from '@machinaka/ui'
import type { Change } from '@machinaka/context/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Loaded } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { attributeRows } from './attribute-rows.ts'
import { Moment, OriginText } from './attribute-table.tsx'
import { shortName } from './entity-name.ts'
import { HistoryChart } from './history-chart.tsx'
import { type EntityAnswer, versionsQuery } from './queries.ts'

const first = 20
const most = 200

/** How an entity came to be: its numbers over time, and its versions, newest first. */
export function HistorySection({ id, answer: { entity, version } }: { readonly id: string; readonly answer: EntityAnswer }): ReactNode {
  return (
    <div className="mn-stack">
      <HistoryChart id={id} rows={attributeRows(entity).filter(({ numeric }) => numeric)} version={version} />
      <Versions id={id} />
    </div>
  )
}

function Versions({ id }: { readonly id: string }): ReactNode {
  const [limit, setLimit] = useState(first)
  const versions = useQuery({ ...versionsQuery(id, limit), placeholderData: (before) => before })
  return (
    <section className="mn-stack" aria-labelledby="versions-title">
      <h2 id="versions-title">
        <T id="versions" />
      </h2>
      <Loaded of={versions} rows={4}>
        {(all) => (
          <>
            <ol className="desk-history" data-versions={all.length}>
              {all.map((one) => (
                <Version key={one.version} of={one} />
              ))}
            </ol>
            {all.length === limit && limit < most && (
              <Button onClick={() => setLimit(most)}>
                <T id="versionsMore" />
              </Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

const operations = { created: 'wasCreated', updated: 'wasUpdated', deleted: 'wasDeleted' } as const

function Version({ of }: { readonly of: Change }): ReactNode {
  const { plain } = useSpeaker()
  const gone = Object.entries(of.attributes).flatMap(([name, value]) => (value === null ? [name] : []))
  const rows = attributeRows(of.attributes)
  return (
    <li>
      <div className="mn-row mn-row--between">
        <strong>
          <Moment at={of.at} /> <T id={operations[of.operation]} />
        </strong>
        <span className="mn-small">
          <OriginText of={{ by: of.by, id: of.actor, at: null }} />
        </span>
      </div>
      <dl className="desk-changes">
        {rows.map(({ key, name, lines, unit }) => (
          <div key={key}>
            <dt>{shortName(name)}</dt>
            <dd>
              {lines.map(({ text }) => text).join(' / ')} {unit}
            </dd>
          </div>
        ))}
        {gone.map((name) => (
          <div key={name}>
            <dt>{shortName(name)}</dt>
            <dd>
              <del>{plain('valueGone')}</del>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
