import { Badge, type Tone } from '@machinaka/ui'
import type { Run } from '@machinaka/context/contract'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'

const tones: Readonly<Record<Run['state'], Tone>> = { running: 'key', published: 'good', failed: 'bad', interrupted: 'warn' }

/** How a run ended, in a word, with the number that matters. */
export function RunBadge({ run }: { readonly run: Run }): ReactNode {
  const { plain } = useSpeaker()
  if (run.state === 'published' && run.report.skippedCount > 0)
    return (
      <Badge tone="warn" icon="warn">
        {plain('runSkipped', { taken: run.report.taken, skipped: run.report.skippedCount })}
      </Badge>
    )
  if (run.state === 'published')
    return (
      <Badge tone="good" icon="check">
        {plain('runTaken', { taken: run.report.taken })}
      </Badge>
    )
  return (
    <Badge tone={tones[run.state]} icon={run.state === 'running' ? 'clock' : 'warn'}>
      <T id={run.state === 'running' ? 'runRunning' : run.state === 'failed' ? 'runFailed' : 'runInterrupted'} />
    </Badge>
  )
}
