import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { piecesI18n } from '../i18n/pieces.ts'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  /** The buttons, the way out first. */
  readonly actions?: ReactNode
  readonly wide?: boolean
  /** `alertdialog` for a question that must be answered: it does not close by a press outside. */
  readonly role?: 'dialog' | 'alertdialog'
}

/** A window over the page: focus goes in, stays in, and returns. On a phone it comes from below. Import it lazily where it is rare. */
export function Dialog({ open, onClose, title, children, actions, wide, role = 'dialog' }: DialogProps): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  return (
    <ModalOverlay
      className="mn-overlay"
      isOpen={open}
      isDismissable={role === 'dialog'}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      <Modal className={classNames('mn-dialog', wide === true && 'mn-dialog--wide')}>
        <AriaDialog role={role}>
          <div className="mn-dialog__head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="plain" icon="close" aria-label={plain('close')} onClick={onClose} />
          </div>
          {children}
          {actions !== undefined && <div className="mn-dialog__actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

interface ConfirmProps {
  readonly open: boolean
  readonly title: ReactNode
  readonly children: ReactNode
  readonly verb: ReactNode
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly busy?: boolean
}

/** Asks before something that cannot be undone. `children` names the consequence, `verb` is on the button. */
export function ConfirmDialog({ open, title, children, verb, onConfirm, onClose, busy }: ConfirmProps): ReactNode {
  const { T } = piecesI18n
  const actions = (
    <>
      <Button look="secondary" onClick={onClose}>
        <T id="cancel" />
      </Button>
      <Button look="danger" {...(busy && { busy })} onClick={onConfirm}>
        {verb}
      </Button>
    </>
  )
  return (
    <Dialog open={open} onClose={onClose} title={title} role="alertdialog" actions={actions}>
      <div>{children}</div>
    </Dialog>
  )
}
