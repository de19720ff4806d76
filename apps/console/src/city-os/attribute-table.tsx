import { EmptyState, Table } from '@machinaka/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { type AttributeKind, type AttributeRow, attributeRows, type ValueLine } from './attribute-rows.ts'
import { shortName } from './entity-name.ts'
import type { EntityAnswer, Origin } from './queries.ts'

const kindWords: Readonly<Record<AttributeKind, PlainKey>> = {
  Property: 'kindProperty',
  GeoProperty: 'kindGeo',
  Relationship: 'kindRelationship',
  LanguageProperty: 'kindLanguage',
  JsonProperty: 'kindJson',
  VocabProperty: 'kindVocab',
  ListProperty: 'kindList',
  ListRelationship: 'kindListRelationship',
}

/** Every attribute with its kind, value, unit, when it was observed and where the value came from. */
export function AttributeTable({ answer: { entity, origins } }: { readonly answer: EntityAnswer }): ReactNode {
  const { plain } = useSpeaker()
  const rows = attributeRows(entity)
  if (rows.length === 0)
    return (
      <EmptyState icon="list" title={<T id="attributesNone" phrase />}>
        <T id="attributesNoneText" />
      </EmptyState>
    )
  return (
    <Table<AttributeRow>
      caption={plain('tabValues')}
      hideCaption
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        { id: 'name', label: plain('attribute'), heading: true, cell: (row) => <Name of={row} /> },
        { id: 'kind', label: plain('attributeKind'), cell: ({ kind }) => <T id={kindWords[kind]} /> },
        { id: 'value', label: plain('attributeValue'), cell: (row) => <Value of={row} /> },
        { id: 'observed', label: plain('observedAt'), cell: ({ observedAt }) => <Moment at={observedAt} /> },
        { id: 'origin', label: plain('origin'), cell: ({ name }) => <OriginText of={origins[name]} /> },
      ]}
    />
  )
}

function Name({ of: { name, datasetId } }: { readonly of: AttributeRow }): ReactNode {
  return (
    <>
      <span title={name}>{shortName(name)}</span>
      {datasetId !== undefined && <div className="desk-hash mn-muted">{datasetId}</div>}
    </>
  )
}

function Value({ of: { lines, unit, about } }: { readonly of: AttributeRow }): ReactNode {
  return (
    <>
      {lines.map((line, at) => (
        <div key={at} className="desk-value">
          <Line of={line} />
          {unit !== undefined && unit !== '' && <span className="desk-unit">{unit}</span>}
        </div>
      ))}
      {about.length > 0 && (
        <dl className="desk-changes">
          {about.map(({ name, text }) => (
            <div key={name}>
              <dt>{shortName(name)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

function Line({ of: { text, language, leadsTo } }: { readonly of: ValueLine }): ReactNode {
  if (leadsTo !== undefined)
    return (
      <Link to="/data/$id" params={{ id: leadsTo }} search={{}}>
        {text}
      </Link>
    )
  if (language === undefined) return text
  return (
    <>
      <code>{language}</code> <span lang={/^[a-z]{2,3}(-|$)/i.test(language) ? language : undefined}>{text}</span>
    </>
  )
}

export function Moment({ at }: { readonly at: string | null | undefined }): ReactNode {
  const { formats } = useSpeaker()
  if (at === undefined || at === null) return <span className="mn-muted">—</span>
  const instant = new Date(at)
  return (
    <time dateTime={at} className="mn-nowrap">
      {formats.day(instant)} {formats.time(instant)}
    </time>
  )
}

export function OriginText({ of }: { readonly of: Origin | undefined }): ReactNode {
  const { plain } = useSpeaker()
  if (of === undefined) return <span className="mn-muted">—</span>
  return (
    <>
      <T id={of.by === 'source' ? 'originSource' : of.by === 'person' ? 'originPerson' : 'originMachine'} />
      {of.by === 'source' && <div className="desk-hash mn-muted">{of.id}</div>}
      {of.at !== null && (
        <div className="mn-small mn-muted" aria-label={plain('modifiedAt')} role="group">
          <Moment at={of.at} />
        </div>
      )}
    </>
  )
}
