import { Button, Notice, Table } from '@machinaka/ui'
import type { Run } from '@machinaka/context/contract'
import type { ReactNode } from 'react'
import { saveFile } from '../data/save-file.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { type Reason, reasonsOf, skippedCsv } from './report-csv.ts'
import { type SaidReason, useFinding } from './use-finding.ts'

type Count = 'taken' | 'created' | 'updated' | 'unchanged' | 'removed' | 'missing' | 'proposals' | 'skippedCount'
const counts: readonly { readonly of: Count; readonly name: PlainKey }[] = [
  { of: 'taken', name: 'taken' },
  { of: 'created', name: 'created' },
  { of: 'updated', name: 'updated' },
  { of: 'unchanged', name: 'unchanged' },
  { of: 'removed', name: 'removed' },
  { of: 'skippedCount', name: 'skipped' },
  { of: 'proposals', name: 'navProposals' },
  { of: 'missing', name: 'missing' },
]

/** What a run did: the numbers, then what was left out by reason with lines, then the file. */
export function RunReport({ run }: { readonly run: Run }): ReactNode {
  const { formats } = useSpeaker()
  const { report } = run
  return (
    <div className="mn-stack">
      <Outcome run={run} />
      <dl className="desk-numbers">
        {counts.map(({ of, name }) => (
          <div key={of}>
            <dt>
              <T id={name} />
            </dt>
            <dd className="mn-tabular">{formats.number(report[of])}</dd>
          </div>
        ))}
      </dl>
      {report.skippedCount > 0 && <Skipped run={run} />}
      <Details report={report} />
    </div>
  )
}

function Outcome({ run }: { readonly run: Run }): ReactNode {
  const { plain } = useSpeaker()
  const { report } = run
  return (
    <>
      {run.state === 'failed' && (
        <Notice tone="bad" icon="warn">
          <p>
            <strong>
              <T id="runFailedText" />
            </strong>
          </p>
          {run.reason !== null && <p lang="en">{run.reason}</p>}
        </Notice>
      )}
      {run.state === 'interrupted' && (
        <Notice tone="warn" icon="warn">
          <T id="runInterruptedText" />
        </Notice>
      )}
      {run.state === 'published' && report.skippedCount === 0 && (
        <Notice tone="good" icon="check">
          {plain('runAllTaken', { taken: report.taken })}
        </Notice>
      )}
      {run.state === 'published' && report.skippedCount > 0 && (
        <Notice tone="warn" icon="warn">
          {plain('runSomeSkipped', { all: report.taken + report.skippedCount, skipped: report.skippedCount })}
        </Notice>
      )}
    </>
  )
}

function Details({ report }: Pick<Run, 'report'>): ReactNode {
  const { plain } = useSpeaker()
  return (
    <section className="mn-stack">
      <h2>
        <T id="details" />
      </h2>
      <dl className="mn-facts">
        {report.file !== undefined && (
          <>
            <dt>
              <T id="file" />
            </dt>
            <dd>
              {report.file.name}
              {report.file.bytes !== undefined && (
                <span className="mn-muted"> {plain('bytesOf', { size: sizeOf(report.file.bytes) })}</span>
              )}
            </dd>
          </>
        )}
        <dt>
          <T id="duration" />
        </dt>
        <dd>{plain('seconds', { n: Math.max(1, Math.round(report.duration_s)) })}</dd>
        {report.file?.sha256 !== undefined && (
          <>
            <dt>SHA-256</dt>
            <dd className="desk-hash">{report.file.sha256}</dd>
          </>
        )}
      </dl>
      {report.notes.length > 0 && (
        <ul className="mn-small" lang="en">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** `12.3 MB`, as people say it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  const power = Math.min(2, Math.floor(Math.log10(bytes) / 3) - 1)
  return `${(bytes / 1000 ** (power + 1)).toFixed(1)} ${units[power] ?? 'GB'}`
}

function Said({ text, lang }: SaidReason): ReactNode {
  return <span lang={lang}>{text}</span>
}

function Skipped({ run }: { readonly run: Run }): ReactNode {
  const say = useFinding()
  const { plain, formats } = useSpeaker()
  const linesOf = (lines: readonly number[]): string =>
    lines.length === 0
      ? '—'
      : `${lines
          .slice(0, 8)
          .map((line) => formats.number(line))
          .join(', ')}${lines.length > 8 ? ' …' : ''}`
  const save = (): void =>
    saveFile(
      `skipped-${run.source}.csv`,
      skippedCsv(run, { line: plain('line'), id: 'ID', reason: plain('reason') }, (one) => say(one).text),
      'text/csv;charset=utf-8',
    )
  return (
    <section className="mn-stack">
      <div className="mn-row mn-row--between">
        <h2>
          <T id="skippedTitle" />
        </h2>
        <Button icon="download" onClick={save}>
          <T id="skippedSave" />
        </Button>
      </div>
      <Table<Reason>
        caption={plain('skippedTitle')}
        hideCaption
        dense
        rows={reasonsOf(run)}
        keyOf={(row) => row.reason}
        columns={[
          { id: 'reason', label: plain('reason'), heading: true, cell: (row) => <Said {...say(row)} /> },
          { id: 'count', label: plain('count'), align: 'end', cell: (row) => formats.number(row.count) },
          { id: 'lines', label: plain('lines'), cell: (row) => linesOf(row.lines) },
        ]}
      />
      {run.report.skippedCount > run.report.skipped.length && (
        <p className="mn-small mn-muted">{plain('skippedFirst', { shown: run.report.skipped.length, all: run.report.skippedCount })}</p>
      )}
    </section>
  )
}
