import { type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../icons/icon.tsx'
import type { IconName } from '../icons/paths.ts'
import { piecesI18n } from '../i18n/pieces.ts'
import { Button } from './button.tsx'

export type Tone = 'good' | 'warn' | 'bad' | 'key' | 'quiet'

/** A short state with its icon: colour is never alone. */
export function Badge({
  tone = 'quiet',
  icon,
  children,
}: {
  readonly tone?: Tone
  readonly icon?: IconName
  readonly children: ReactNode
}): ReactNode {
  return (
    <span className={`mn-badge mn-badge--${tone}`}>
      {icon === undefined ? null : <Icon name={icon} size={16} />}
      <span>{children}</span>
    </span>
  )
}

/** One grey bar of a page that is on its way. Build the page's shape from several; wrap them in one `aria-busy` region. */
export function Skeleton({ width = '100%', height = '1rem' }: { readonly width?: string; readonly height?: string }): ReactNode {
  return <span className="mn-skeleton" style={{ width, height }} aria-hidden="true" />
}

interface StateProps {
  readonly icon?: IconName
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly level?: 1 | 2 | 3
}

function State({ icon, title, children, actions, level = 2, role }: StateProps & { readonly role?: 'alert' }): ReactNode {
  const Heading = `h${level}` as const
  return (
    <div className="mn-state" role={role}>
      {icon === undefined ? null : (
        <span className="mn-state__icon">
          <Icon name={icon} size={48} />
        </span>
      )}
      <Heading>{title}</Heading>
      {children !== undefined && <div className="mn-state__text">{children}</div>}
      {actions !== undefined && <div className="mn-state__actions">{actions}</div>}
    </div>
  )
}

/** Nothing here: why, and what to do about it. */
export const EmptyState = (props: StateProps): ReactNode => <State icon="search" {...props} />

/** It failed: what happened (`title`), what is safe (`children`), what to do (`onRetry`, `actions`). */
export function ErrorState({ onRetry, actions, ...props }: StateProps & { readonly onRetry?: () => void }): ReactNode {
  const { T } = piecesI18n
  const retry =
    onRetry === undefined ? undefined : (
      <Button look="primary" onClick={onRetry}>
        <T id="again" />
      </Button>
    )
  return (
    <State
      icon="warn"
      role="alert"
      {...props}
      actions={
        retry === undefined && actions === undefined ? undefined : (
          <>
            {retry}
            {actions}
          </>
        )
      }
    />
  )
}

/** A sentence that belongs to the page: a warning, a success, a hint. */
export function Notice({
  tone = 'key',
  icon = 'info',
  children,
  action,
}: {
  readonly tone?: Exclude<Tone, 'quiet'>
  readonly icon?: IconName
  readonly children: ReactNode
  readonly action?: ReactNode
}): ReactNode {
  return (
    <div className={`mn-notice mn-notice--${tone}`}>
      <Icon name={icon} />
      <div className="mn-notice__body">{children}</div>
      {action}
    </div>
  )
}

/** Whether the browser believes in a network. False is certain, true is a hope. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(() => navigator.onLine)
  useEffect(() => {
    const update = (): void => setOnline(navigator.onLine)
    addEventListener('online', update)
    addEventListener('offline', update)
    return () => {
      removeEventListener('online', update)
      removeEventListener('offline', update)
    }
  }, [])
  return online
}

/** A line over the page while there is no network: what still works, as of when. */
export function OfflineBanner({ children }: { readonly children: ReactNode }): ReactNode {
  const online = useOnline()
  return (
    <div role="status">
      {online ? null : (
        <div className="mn-offline">
          <Icon name="offline" size={20} />
          <span>{children}</span>
        </div>
      )}
    </div>
  )
}
