import { Button, Notice } from '@machinaka/ui'
import { type ReactNode, useSyncExternalStore } from 'react'
import { T } from '../messages/index.ts'
import { onWaiting, takeUpdate, waitingWorker } from './offline-worker.ts'

/** A newer version is there: the person says when. */
export function UpdateOffer(): ReactNode {
  const worker = useSyncExternalStore(onWaiting, waitingWorker)
  if (worker === undefined) return null
  return (
    <div className="town-update mn-no-print" role="status">
      <Notice
        action={
          <Button look="primary" onClick={takeUpdate}>
            <T id="updateNow" />
          </Button>
        }
      >
        <T id="updateReady" />
      </Notice>
    </div>
  )
}
