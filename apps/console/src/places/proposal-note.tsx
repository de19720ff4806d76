import { Button, Notice, useToast } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import type { Proposal } from '../data/queries.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { valueText } from './value-text.ts'

/** What a source says that differs from what a person wrote, beside its field: take it, or keep ours. */
export function ProposalNote({ proposal }: { readonly proposal: Proposal }): ReactNode {
  const { plain } = useSpeaker()
  return (
    <Notice tone="warn" icon="share">
      <p>
        {plain('proposalSays', { source: proposal.source })} <ins>{valueText(proposal.proposed)}</ins>
      </p>
      <ProposalChoice proposal={proposal} />
    </Notice>
  )
}

export function ProposalChoice({ proposal }: { readonly proposal: Proposal }): ReactNode {
  const act = useAct()
  const toast = useToast()
  const decide = async (decision: 'accept' | 'dismiss'): Promise<void> => {
    if (await act.run(() => sendJson('POST', `/api/guide/proposals/${inPath(proposal.id)}/decide`, { decision })))
      toast({ text: <T id={decision === 'accept' ? 'proposalTaken' : 'proposalKept'} /> })
  }
  return (
    <>
      <div className="mn-row">
        <Button compact busy={act.busy} onClick={() => void decide('accept')}>
          <T id="proposalTake" />
        </Button>
        <Button compact look="text" busy={act.busy} onClick={() => void decide('dismiss')}>
          <T id="proposalKeep" />
        </Button>
      </div>
      <Trouble error={act.trouble} />
    </>
  )
}
