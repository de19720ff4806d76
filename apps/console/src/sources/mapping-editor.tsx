import { Badge, Notice, Select, Table } from '@machinaka/ui'
import type { UploadView } from '@machinaka/context/contract'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { sendJson } from '../data/api.ts'
import { categoriesQuery, type Mapping, type MappingTarget, type SuggestedMapping } from '../data/queries.ts'
import { Trouble, Waiting } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { isTarget, targets, targetWords } from './mapping-targets.ts'
import { previewRows, type PreviewRow } from './mapping-preview.ts'

interface Props {
  readonly upload: UploadView
  readonly source: string
  readonly onMapping: (mapping: Mapping | undefined) => void
}

/** Which column is what: remembered from last time or guessed, changed here, with the first rows read accordingly. */
export function MappingEditor({ upload, source, onMapping }: Props): ReactNode {
  const { plain } = useSpeaker()
  const suggested = useQuery({
    queryKey: ['mapping', upload.id],
    queryFn: () =>
      sendJson<SuggestedMapping>('POST', '/api/guide/mappings/suggest', {
        source,
        columns: upload.columns.slice(0, 300),
        rows: upload.rows,
      }),
    staleTime: Infinity,
  })
  const [mapping, setMapping] = useState<Mapping>()
  const first = suggested.data?.mapping
  useEffect(() => {
    if (first !== undefined) setMapping(first)
  }, [first])
  useEffect(() => onMapping(mapping !== undefined && isComplete(mapping) ? mapping : undefined), [mapping, onMapping])
  if (suggested.isError) return <Trouble error={suggested.error} />
  if (mapping === undefined) return <Waiting rows={3} />
  const assign = (column: string, target: string): void => {
    const rest = Object.entries(mapping.columns).filter(([other, has]) => other !== column && has !== target)
    setMapping({ ...mapping, columns: Object.fromEntries(isTarget(target) ? [...rest, [column, target]] : rest) })
  }
  return (
    <section className="mn-card mn-stack">
      <div className="mn-row">
        <h2>
          <T id="mappingTitle" />
        </h2>
        {suggested.data?.remembered === true && (
          <Badge tone="key" icon="check">
            <T id="mappingRemembered" />
          </Badge>
        )}
      </div>
      <p className="mn-muted mn-small">
        <T id="mappingLead" />
      </p>
      <div className="desk-mapping">
        {upload.columns.slice(0, 60).map((column) => (
          <Select
            key={column}
            label={column}
            help={upload.rows
              .slice(0, 2)
              .map((row) => row[column] ?? '')
              .filter((text) => text !== '')
              .join(' / ')
              .slice(0, 60)}
            value={mapping.columns[column] ?? ''}
            onChange={(event) => assign(column, event.target.value)}
            choices={[
              { value: '', label: plain('targetNone') },
              ...targets.map((target) => ({ value: target, label: plain(targetWords[target]) })),
            ]}
          />
        ))}
      </div>
      <DefaultCategory mapping={mapping} onChange={setMapping} />
      {!isComplete(mapping) && (
        <Notice tone="warn" icon="warn">
          <T id="mappingMissing" />
        </Notice>
      )}
      <Preview rows={previewRows(upload.rows, mapping)} />
    </section>
  )
}

function DefaultCategory({ mapping, onChange }: { readonly mapping: Mapping; readonly onChange: (mapping: Mapping) => void }): ReactNode {
  const { plain, language } = useSpeaker()
  const categories = useQuery(categoriesQuery()).data?.categories ?? []
  return (
    <Select
      label={<T id="mappingCategory" />}
      help={<T id="mappingCategoryHelp" />}
      value={mapping.defaultCategory ?? ''}
      onChange={(event) =>
        onChange({
          columns: mapping.columns,
          ...(mapping.categories && { categories: mapping.categories }),
          ...(event.target.value !== '' && { defaultCategory: event.target.value }),
        })
      }
      choices={[
        { value: '', label: plain('chooseOne') },
        ...categories.map(({ code, name }) => ({ value: code, label: pickText(name, language)?.text ?? code })),
      ]}
    />
  )
}

/** A place needs a name and a position; an address alone is not looked up. */
function isComplete(mapping: Mapping): boolean {
  const has = new Set<MappingTarget>(Object.values(mapping.columns))
  return has.has('name') && has.has('lon') && has.has('lat')
}

function Preview({ rows }: { readonly rows: readonly PreviewRow[] }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <Table
      caption={plain('mappingPreview')}
      dense
      rows={rows}
      keyOf={(row) => String(row.row)}
      columns={[
        { id: 'name', label: plain('targetName'), heading: true, cell: (row) => row.name ?? '—' },
        { id: 'category', label: plain('targetCategory'), cell: (row) => row.category ?? '—' },
        { id: 'where', label: plain('position'), cell: (row) => row.position ?? row.address ?? '—' },
        {
          id: 'problem',
          label: plain('check'),
          cell: (row) =>
            row.problem === undefined ? (
              <Badge tone="good" icon="check">
                <T id="readable" />
              </Badge>
            ) : (
              <Badge tone="warn" icon="warn">
                {plain(row.problem)}
              </Badge>
            ),
        },
      ]}
    />
  )
}
