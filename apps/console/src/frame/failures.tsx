import { Button, EmptyState, ErrorState, Notice, Skeleton } from '@machinaka/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NoAnswer, Refused } from '../data/api.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'

const words: Readonly<Record<string, PlainKey>> = {
  'people.code-wrong': 'saidCodeWrong',
  'people.code-recent': 'saidCodeRecent',
  'people.mail-failed': 'saidMailFailed',
  'people.mail-loopback': 'saidMailLoopback',
  'people.sign-in-refused': 'saidPasskey',
  'people.member-exists': 'saidMemberExists',
  'people.last-admin': 'saidLastAdmin',
  'people.role-beyond': 'saidBeyond',
  'people.scope-beyond': 'saidBeyond',
  'guide.bad-hours': 'saidBadHours',
  'guide.bad-change': 'saidBadChange',
  'guide.bad-category': 'saidBadCategory',
  'guide.not-now': 'saidNotNow',
  'guide.own-draft': 'saidOwnDraft',
  'guide.wrong-department': 'saidDepartment',
  'guide.not-yours': 'saidNotYours',
  'guide.already-claimed': 'saidClaimed',
  'context.source-busy': 'saidBusy',
  'context.upload-absent': 'saidUploadGone',
  'context.upload-too-large': 'saidTooLarge',
  'context.file-unreadable': 'saidUnreadable',
  'context.url-refused': 'saidUrl',
  'context.import-busy': 'saidImportBusy',
  'platform.outside-address': 'saidUrlPrivate',
  'platform.outside-url': 'saidUrlShape',
  'platform.outside-unreachable': 'saidUrlSilent',
  'platform.outside-redirects': 'saidUrlRedirects',
  'people.city-invalid': 'saidCityInvalid',
  'people.department-absent': 'saidDepartmentAbsent',
}

function wordOf(error: unknown): PlainKey {
  if (error instanceof NoAnswer) return 'saidOffline'
  if (!(error instanceof Refused)) return 'saidUnknown'
  const known = words[error.reason ?? ''] ?? words[error.code]
  if (known !== undefined) return known
  return error.status === 401
    ? 'saidSignedOut'
    : error.status === 403
      ? 'saidForbidden'
      : error.status === 404
        ? 'saidAbsent'
        : error.status === 429
          ? 'saidTooMany'
          : error.status === 409
            ? 'saidNotNow'
            : 'saidUnknown'
}

/** Why something a person did has not worked, beside the button: in their words, with the server's own below where it helps. */
export function Trouble({ error }: { readonly error: unknown }): ReactNode {
  if (error === undefined) return null
  const told = error instanceof Refused && words[error.reason ?? ''] !== undefined
  const detail = error instanceof Refused && !told && [400, 409, 413, 422].includes(error.status) ? error.message : undefined
  return (
    <Notice tone="bad" icon="warn">
      <div role="alert">
        <p>
          <T id={wordOf(error)} />
        </p>
        {detail !== undefined && (
          <p className="mn-small mn-muted" lang="en">
            {detail}
          </p>
        )}
      </div>
    </Notice>
  )
}

/** A page's data: its shape while it comes, why it does not come, and then the page. */
export function Loaded<Value>({
  of,
  rows = 6,
  children,
}: {
  readonly of: UseQueryResult<Value>
  readonly rows?: number
  readonly children: (value: Value) => ReactNode
}): ReactNode {
  if (of.data !== undefined)
    return (
      <>
        {of.isError && <Trouble error={of.error} />}
        {children(of.data)}
      </>
    )
  if (of.isError) return <Failure error={of.error} onRetry={() => void of.refetch()} />
  return <Waiting rows={rows} />
}

export function Waiting({ rows = 6 }: { readonly rows?: number }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div className="mn-stack" aria-busy="true" aria-label={plain('loading')} role="status">
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height="2.25rem" />
      ))}
    </div>
  )
}

function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactNode {
  if (error instanceof Refused && error.status === 404)
    return (
      <EmptyState
        title={<T id="absentTitle" phrase />}
        actions={
          <Link className="mn-button mn-button--primary" to="/">
            <T id="backToToday" />
          </Link>
        }
      >
        <T id="saidAbsent" />
      </EmptyState>
    )
  if (error instanceof Refused && error.status === 403)
    return (
      <EmptyState icon="info" title={<T id="forbiddenTitle" phrase />}>
        <T id="saidForbidden" />
      </EmptyState>
    )
  return (
    <ErrorState icon={error instanceof NoAnswer ? 'offline' : 'warn'} title={<T id="errorTitle" phrase />} onRetry={onRetry}>
      <T id={wordOf(error)} />
    </ErrorState>
  )
}

/** The page of an address that we do not have. */
export function PageAbsent(): ReactNode {
  return (
    <main id="main" className="desk-page" tabIndex={-1}>
      <EmptyState
        level={1}
        title={<T id="absentTitle" phrase />}
        actions={
          <Link className="mn-button mn-button--primary" to="/">
            <T id="backToToday" />
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
    <main id="main" className="desk-page" tabIndex={-1}>
      <ErrorState
        level={1}
        title={<T id="crashTitle" phrase />}
        actions={
          <>
            <Button look="primary" onClick={() => location.reload()}>
              <T id="reload" />
            </Button>
            <Link className="mn-button mn-button--secondary" to="/" onClick={reset}>
              <T id="backToToday" />
            </Link>
          </>
        }
      >
        <T id="crashText" />
      </ErrorState>
    </main>
  )
}
