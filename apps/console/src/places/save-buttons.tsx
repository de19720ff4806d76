import { Button } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { T, useSpeaker } from '../messages/index.ts'

interface Props {
  readonly busy: boolean
  readonly unchanged: boolean
  /** Absent where drafts are not for this person. */
  readonly onDraft?: () => void
  readonly onDiscard: () => void
}

/** The end of a form: save, keep as a draft, or put everything back. */
export function SaveButtons({ busy, unchanged, onDraft, onDiscard }: Props): ReactNode {
  return (
    <div className="mn-row">
      <Button look="primary" type="submit" busy={busy} disabled={unchanged}>
        <T id="save" />
      </Button>
      {onDraft !== undefined && (
        <Button disabled={unchanged} onClick={onDraft}>
          <T id="saveAsDraft" />
        </Button>
      )}
      {!unchanged && (
        <Button look="text" onClick={onDiscard}>
          <T id="discard" />
        </Button>
      )}
    </div>
  )
}

/** Whether anything is to be saved, or to be put right first. */
export function SaveState({ count, problems }: { readonly count: number; readonly problems: number }): ReactNode {
  const { plain } = useSpeaker()
  if (problems > 0)
    return (
      <p role="alert" className="desk-wrong">
        {plain('problemsLeft', { n: problems })}
      </p>
    )
  return (
    <p className="mn-small mn-muted" role="status">
      {count === 0 ? plain('nothingChanged') : plain('changedFields', { n: count })}
    </p>
  )
}
