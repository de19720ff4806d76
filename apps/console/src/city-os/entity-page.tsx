import { Badge, Tabs } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Loaded } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { useFilters } from '../frame/use-search.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { AttributeTable } from './attribute-table.tsx'
import { nameOf } from './entities-map.tsx'
import { shortName } from './entity-name.ts'
import { HistorySection } from './history-section.tsx'
import { JsonView } from './json-view.tsx'
import { LiveMark } from './live-mark.tsx'
import { type EntityAnswer, entityQuery } from './queries.ts'
import { useLive } from './use-live.ts'

/** One entity: its values as a table, as JSON in every representation, and how they came to be. */
export function EntityPage(): ReactNode {
  const { id = '' } = useParams({ strict: false })
  const { plain, language } = useSpeaker()
  const entity = useQuery(entityQuery(id))
  const live = useLive({ id })
  const type = typesOf(entity.data)[0]
  return (
    <Page
      title={nameOf(entity.data?.entity, language) ?? plain('entityTitle')}
      lead={<span className="desk-hash">{id}</span>}
      back={
        <Link to={type === undefined ? '/data' : '/data/list'} search={type === undefined ? {} : { type }}>
          {type === undefined ? plain('navData') : shortName(type)}
        </Link>
      }
      actions={
        <>
          {live.fresh.has(id) && (
            <Badge tone="key" icon="bolt">
              <T id="liveChanged" />
            </Badge>
          )}
          <LiveMark live={live} />
        </>
      }
    >
      <Loaded of={entity}>{(answer) => <Sides id={id} answer={answer} />}</Loaded>
    </Page>
  )
}

function Sides({ id, answer }: { readonly id: string; readonly answer: EntityAnswer }): ReactNode {
  const { plain } = useSpeaker()
  const [filters, change] = useFilters()
  return (
    <>
      <Facts answer={answer} />
      <Tabs
        label={plain('entityTitle')}
        selected={filters.tab ?? 'values'}
        onChange={(tab) => change({ tab: tab === 'values' ? '' : tab })}
        items={[
          { id: 'values', label: <T id="tabValues" />, content: <AttributeTable answer={answer} /> },
          { id: 'json', label: <T id="tabJson" />, content: <JsonView id={id} version={answer.version} /> },
          { id: 'history', label: <T id="tabHistory" />, content: <HistorySection id={id} answer={answer} /> },
        ]}
      />
    </>
  )
}

function Facts({ answer: { entity, source } }: { readonly answer: EntityAnswer }): ReactNode {
  const { plain, formats } = useSpeaker()
  const { createdAt, modifiedAt } = entity
  const moment = (value: unknown): string => (typeof value === 'string' ? formats.ago(new Date(value), new Date()) : '—')
  return (
    <dl className="desk-numbers">
      <Fact name={plain('entityType')} value={typesOf({ entity }).map(shortName).join('、')} />
      <Fact name={plain('createdAt')} value={moment(createdAt)} />
      <Fact name={plain('modifiedAt')} value={moment(modifiedAt)} />
      <Fact name={plain('source')} value={source ?? '—'} />
    </dl>
  )
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }): ReactNode => (
  <div>
    <dt>{name}</dt>
    <dd className="desk-fact">{value}</dd>
  </div>
)

function typesOf(answer: Pick<EntityAnswer, 'entity'> | undefined): readonly string[] {
  const type: unknown = answer?.entity['type']
  const all: readonly unknown[] = Array.isArray(type) ? type : [type]
  return all.filter((one) => typeof one === 'string')
}
