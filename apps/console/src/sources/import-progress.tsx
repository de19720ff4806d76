import type { ImportView } from '@machinaka/context/contract'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'
import { sizeOf } from './run-report.tsx'

export const isRunning = (view: ImportView): boolean => view.state === 'reading' || view.state === 'publishing'

/** How far an import is: bytes where the size is known, and always what was taken so far. */
export function ImportProgress({ view, linked }: { readonly view: ImportView; readonly linked?: boolean }): ReactNode {
  const { plain } = useSpeaker()
  const share = view.bytesTotal === null || view.bytesTotal === 0 ? undefined : Math.min(1, view.bytesRead / view.bytesTotal)
  const step = view.state === 'publishing' ? plain('stepPublishing') : plain('stepReading')
  return (
    <div className="mn-card desk-progress" data-import={view.state}>
      <div className="mn-row mn-row--between">
        <strong>
          {linked === true ? (
            <Link to="/imports/$id" params={{ id: view.id }} search={{}}>
              {view.filename}
            </Link>
          ) : (
            view.filename
          )}
        </strong>
        <span role="status">{step}</span>
      </div>
      <progress aria-label={step} {...(view.state === 'reading' && share !== undefined ? { value: share, max: 1 } : {})} />
      <p className="mn-small mn-muted mn-tabular">
        {plain('progressText', { read: sizeOf(view.bytesRead), all: view.bytesTotal === null ? '?' : sizeOf(view.bytesTotal) })} ·{' '}
        {plain('progressTaken', { taken: view.taken, skipped: view.skipped })}
      </p>
      {linked !== true && (
        <p className="mn-small">
          <T id="progressLeave" />
        </p>
      )}
    </div>
  )
}
