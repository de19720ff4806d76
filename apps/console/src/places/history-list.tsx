import { Badge, Button, ConfirmDialog, useToast } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { type HistoryEntry, historyQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { fieldWord } from './field-words.ts'
import { isPosition, valueText } from './value-text.ts'

/** What changed, by whom, when; a person's change can be taken back. */
export function HistoryList({ id }: { readonly id: string }): ReactNode {
  const history = useQuery(historyQuery(id))
  const toast = useToast()
  const act = useAct()
  const [asked, setAsked] = useState<HistoryEntry>()
  const undo = async (entry: HistoryEntry): Promise<void> => {
    const done = await act.run(() => sendJson('POST', `/api/guide/history/${inPath(id)}/undo`, { version: entry.version }))
    setAsked(undefined)
    if (done) toast({ text: <T id="undone" /> })
  }
  return (
    <section className="mn-stack" aria-labelledby="history-title">
      <h2 id="history-title">
        <T id="history" />
      </h2>
      <Trouble error={act.trouble} />
      <Loaded of={history} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="mn-muted">
              <T id="historyEmpty" />
            </p>
          ) : (
            <ol className="desk-history">
              {items.map((entry) => (
                <Entry key={entry.version} entry={entry} onUndo={() => setAsked(entry)} />
              ))}
            </ol>
          )
        }
      </Loaded>
      {asked !== undefined && (
        <ConfirmDialog
          open
          title={<T id="undoTitle" phrase />}
          verb={<T id="undo" />}
          busy={act.busy}
          onConfirm={() => void undo(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            <T id="undoText" />
          </p>
          <Changes entry={asked} />
        </ConfirmDialog>
      )}
    </section>
  )
}

function Entry({ entry, onUndo }: { readonly entry: HistoryEntry; readonly onUndo: () => void }): ReactNode {
  const { plain, formats } = useSpeaker()
  const at = new Date(entry.at)
  return (
    <li>
      <div className="mn-row mn-row--between">
        <span>
          <strong>
            {formats.day(at)} {formats.time(at)}
          </strong>{' '}
          <Badge tone={entry.by === 'import' || entry.by.startsWith('source') ? 'quiet' : 'key'}>{entry.by}</Badge>
        </span>
        {entry.undoable && (
          <Button compact icon="undo" onClick={onUndo}>
            {plain('undo')}
          </Button>
        )}
      </div>
      <Changes entry={entry} />
    </li>
  )
}

function Changes({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const shown = entry.changes.slice(0, 8)
  return (
    <dl className="desk-changes">
      {shown.map(({ field, before, after }) => {
        const word = fieldWord(isPosition(after) || isPosition(before) ? 'location' : field)
        return (
          <div key={field}>
            <dt>{word === undefined ? field : <T id={word} />}</dt>
            <dd>
              {before !== null && before !== undefined && <del>{valueText(before)}</del>} <ins>{valueText(after)}</ins>
            </dd>
          </div>
        )
      })}
      {entry.changes.length > shown.length && (
        <div>
          <dt>…</dt>
          <dd className="mn-muted">
            <T id="andMore" values={{ n: entry.changes.length - shown.length }} />
          </dd>
        </div>
      )}
    </dl>
  )
}
