import { ConfirmDialog, useToast } from '@machinaka/ui'
import type { Claim } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'

interface Props {
  readonly claim: Claim
  readonly name: string
  readonly onClose: () => void
}

/** Taking an own claim back; of one that was granted, giving the shop up. Asked first, because staff have to check a new one again. */
export function ClaimWithdrawal({ claim, name, onClose }: Props): ReactNode {
  const { plain } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const held = claim.state === 'granted'
  const withdraw = async (): Promise<void> => {
    if (!(await act.run(() => sendJson('POST', `/api/guide/claims/${inPath(claim.id)}/withdraw`)))) return
    toast({ text: <T id={held ? 'claimGivenUp' : 'claimWithdrawnSaid'} /> })
    onClose()
  }
  return (
    <ConfirmDialog
      open
      title={plain(held ? 'claimGiveUpAsk' : 'claimWithdrawAsk', { name })}
      verb={<T id={held ? 'claimGiveUp' : 'claimWithdraw'} />}
      busy={act.busy}
      onConfirm={() => void withdraw()}
      onClose={onClose}
    >
      <p>
        <T id={held ? 'claimGiveUpText' : 'claimWithdrawText'} />
      </p>
      <Trouble error={act.trouble} />
    </ConfirmDialog>
  )
}
