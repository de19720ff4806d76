import { Button, EmptyState, ErrorState } from '@machinaka/ui'
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NoAnswer, Refused } from '../data/api.ts'
import { type MessageKey, T } from '../messages/index.ts'

/** The page of an address that we do not have. */
export function PageAbsent(): ReactNode {
  return (
    <main id="main" className="mn-page" tabIndex={-1}>
      <EmptyState
        level={1}
        title={<T id="pageAbsentTitle" phrase />}
        actions={
          <Link className="mn-button mn-button--primary" to="/" search={{}}>
            <T id="backToMap" />
          </Link>
        }
      >
        <T id="pageAbsentText" />
      </EmptyState>
    </main>
  )
}

/** Something of ours broke: say what is safe, and offer the way on. */
export function CrashPage({ reset }: ErrorComponentProps): ReactNode {
  return (
    <main id="main" className="mn-page" tabIndex={-1}>
      <ErrorState
        level={1}
        title={<T id="crashTitle" phrase />}
        actions={
          <>
            <Button look="primary" onClick={() => location.reload()}>
              <T id="reload" />
            </Button>
            <Link className="mn-button mn-button--secondary" to="/" search={{}} onClick={reset}>
              <T id="backToMap" />
            </Link>
          </>
        }
      >
        <T id="crashText" />
      </ErrorState>
    </main>
  )
}

type Plain = 'absentTitle' | 'absentText' | 'eventAbsent' | 'receiptAbsent' | 'receiptAbsentText' | 'pageAbsentText'

/** Why a page's data did not come: it is not there, or there is no answer. */
export function Failure({
  error,
  onRetry,
  absent,
  absentText,
}: {
  readonly error: unknown
  readonly onRetry: () => void
  readonly absent: MessageKey & Plain
  readonly absentText: MessageKey & Plain
}): ReactNode {
  if (error instanceof Refused && error.status === 404) {
    return (
      <EmptyState
        level={1}
        title={<T id={absent} />}
        actions={
          <Link className="mn-button mn-button--primary" to="/" search={{}}>
            <T id="backToMap" />
          </Link>
        }
      >
        <T id={absentText} />
      </EmptyState>
    )
  }
  return (
    <ErrorState level={1} icon={error instanceof NoAnswer ? 'offline' : 'warn'} title={<T id="errorTitle" phrase />} onRetry={onRetry}>
      <T id="errorText" />
    </ErrorState>
  )
}
