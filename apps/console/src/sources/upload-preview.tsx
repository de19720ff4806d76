import { Notice, Table } from '@machinaka/ui'
import type { UploadView } from '@machinaka/context/contract'
import { type ReactNode, useEffect, useRef } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { FileProblem } from './file-problem.tsx'
import { sizeOf } from './run-report.tsx'

/** What was recognised in a file, and its first rows. */
export function UploadPreview({ upload, kindWord }: { readonly upload: UploadView; readonly kindWord: PlainKey }): ReactNode {
  const { plain } = useSpeaker()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const rows = upload.rows.map((values, at) => ({ at, values }))
  return (
    <section className="mn-stack" data-upload={upload.kind}>
      <h2 ref={heading} tabIndex={-1}>
        <T id="recognised" />
      </h2>
      <Facts upload={upload} kindWord={kindWord} />
      {upload.problem !== null && (
        <Notice tone="warn" icon="warn">
          <FileProblem problem={upload.problem} />
        </Notice>
      )}
      {rows.length > 0 && (
        <div className="desk-preview">
          <Table
            caption={plain('firstRows', { n: rows.length })}
            dense
            rows={rows}
            keyOf={(row) => String(row.at)}
            columns={[
              { id: 'at', label: plain('line'), align: 'end', heading: true, cell: (row) => row.at + 1 },
              ...upload.columns.slice(0, 40).map((column) => ({
                id: column,
                label: column,
                cell: (row: { readonly values: Readonly<Record<string, string>> }) => row.values[column] ?? '',
              })),
            ]}
          />
        </div>
      )}
    </section>
  )
}

function Facts({ upload, kindWord }: { readonly upload: UploadView; readonly kindWord: PlainKey }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <dl className="mn-facts">
      <Fact name="file">
        {upload.filename} <span className="mn-muted">{sizeOf(upload.bytes)}</span>
      </Fact>
      <Fact name="kind">
        <T id={kindWord} />
        {upload.dataset !== null && <span lang="ja">：{upload.dataset}</span>}
      </Fact>
      {upload.format !== null && (
        <Fact name="format">
          <span lang="en">{upload.format}</span>
        </Fact>
      )}
      {upload.encoding !== null && <Fact name="encoding">{upload.encoding}</Fact>}
      {upload.columns.length > 0 && <Fact name="columns">{plain('columnCount', { n: upload.columns.length })}</Fact>}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: PlainKey; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt>
        <T id={name} />
      </dt>
      <dd>{children}</dd>
    </>
  )
}
