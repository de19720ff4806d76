import { Badge } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { T } from '../messages/index.ts'
import type { LiveState } from './use-live.ts'

/** Whether changes arrive by themselves: quiet words, told once. */
export function LiveMark({ live }: { readonly live: LiveState }): ReactNode {
  if (live.line === 'off') return null
  return (
    <span role="status" data-live={live.line}>
      {live.line === 'on' ? (
        <Badge icon="check">
          <T id="liveOn" />
        </Badge>
      ) : (
        <Badge tone="warn" icon="offline">
          <T id="liveLost" />
        </Badge>
      )}
    </span>
  )
}
