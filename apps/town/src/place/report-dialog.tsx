import { Button, Dialog, Notice, RadioGroup, TextArea, TextField, useToast } from '@machinaka/ui'
import { Link } from '@tanstack/react-router'
import type { Place } from '@machinaka/guide/contract'
import { type ReactNode, useState } from 'react'
import { address, currentCity, NoAnswer, postJson, Refused } from '../data/api.ts'
import { shelf, withReceipt } from '../data/saved.ts'
import { countUse } from '../data/usage.ts'
import { type MessageKey, T, useSpeaker } from '../messages/index.ts'

const kinds = ['closed-for-good', 'wrong-hours', 'wrong-place', 'wrong-name', 'wrong-access', 'missing', 'other'] as const
type Kind = (typeof kinds)[number]
type KindWord = 'kindClosed' | 'kindHours' | 'kindPlace' | 'kindName' | 'kindAccess' | 'kindMissing' | 'kindOther'
export const wordOfKind: Readonly<Record<Kind, MessageKey & KindWord>> = {
  'closed-for-good': 'kindClosed',
  'wrong-hours': 'kindHours',
  'wrong-place': 'kindPlace',
  'wrong-name': 'kindName',
  'wrong-access': 'kindAccess',
  missing: 'kindMissing',
  other: 'kindOther',
}
export const isKind = (value: string): value is Kind => (kinds as readonly string[]).includes(value)

const longest = 500

/** Why a report was not taken, and what to do; a refusal for haste says how long to wait (a minute, if the server does not). */
function Trouble({ error }: { readonly error: unknown }): ReactNode {
  if (error instanceof NoAnswer) return <T id="reportOffline" />
  if (!(error instanceof Refused)) return <T id="reportFailed" />
  if (error.code === 'guide.too-many') return <T id="reportPlaceFull" />
  return error.status === 429 ? <T id="reportTooMany" values={{ seconds: error.retryAfter_s ?? 60 }} /> : <T id="reportFailed" />
}

interface ReportDialogProps {
  readonly place: Place
  readonly title: string
  readonly onClose: () => void
}

/** "This is wrong": what, in a few words, and only if wanted a way to be answered. Ends with a receipt. */
export function ReportDialog({ place, title, onClose }: ReportDialogProps): ReactNode {
  const [receipt, setReceipt] = useState<string>()
  if (receipt !== undefined) return <Sent receipt={receipt} onClose={onClose} />
  return <ReportForm place={place} title={title} onClose={onClose} onSent={setReceipt} />
}

interface Written {
  readonly kind?: Kind
  readonly text: string
  readonly contact: string
}

/** Sends a report and keeps its receipt on this device; says what went wrong, where it did. */
function useSending(place: Place, onSent: (receipt: string) => void) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<{ readonly error: unknown }>()
  const send = async (report: { readonly kind: Kind; readonly text: string; readonly contact?: string }): Promise<void> => {
    setBusy(true)
    setTrouble(undefined)
    try {
      const { receipt } = await postJson<{ readonly receipt: string }>(
        address(`/api/guide/places/${encodeURIComponent(place.id)}/reports`),
        report,
      )
      shelf.set((before) =>
        withReceipt(before, { receipt, city: currentCity() ?? '', placeId: place.id, name: place.name, sentAt: new Date().toISOString() }),
      )
      countUse({ feature: 'report.send', place: place.id })
      onSent(receipt)
    } catch (error) {
      setTrouble({ error })
    } finally {
      setBusy(false)
    }
  }
  return { busy, trouble, send }
}

function ReportForm({ place, title, onClose, onSent }: ReportDialogProps & { readonly onSent: (receipt: string) => void }): ReactNode {
  const { plain } = useSpeaker()
  const [written, setWritten] = useState<Written>({ text: '', contact: '' })
  const [tried, setTried] = useState(false)
  const { busy, trouble, send } = useSending(place, onSent)
  const submit = (): void => {
    setTried(true)
    const [kind, text, contact] = [written.kind, written.text.trim(), written.contact.trim()]
    if (kind === undefined || text === '') return
    void send({ kind, text, ...(contact !== '' && { contact }) })
  }
  const actions = (
    <>
      <Button onClick={onClose}>{plain('back')}</Button>
      <Button look="primary" busy={busy} onClick={submit}>
        <T id="reportSend" />
      </Button>
    </>
  )
  return (
    <Dialog open onClose={onClose} title={<T id="report" phrase />} actions={actions}>
      <p>
        <strong>{title}</strong>
        <br />
        <T id="reportIntro" />
      </p>
      <ReportFields written={written} tried={tried} onChange={setWritten} />
      {trouble !== undefined && (
        <Wrong>
          <Trouble error={trouble.error} />
        </Wrong>
      )}
    </Dialog>
  )
}

/** Said aloud as soon as it stands there. */
function Wrong({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Notice tone="bad" icon="warn">
      <p role="alert">{children}</p>
    </Notice>
  )
}

interface ReportFieldsProps {
  readonly written: Written
  /** After the first try to send, what is missing is said. */
  readonly tried: boolean
  readonly onChange: (written: Written) => void
}

function ReportFields({ written, tried, onChange }: ReportFieldsProps): ReactNode {
  return (
    <>
      <RadioGroup
        legend={<T id="reportKind" />}
        value={written.kind}
        onChange={(kind) => onChange({ ...written, kind })}
        choices={kinds.map((value) => ({ value, label: <T id={wordOfKind[value]} /> }))}
      />
      {tried && written.kind === undefined && (
        <Wrong>
          <T id="reportNeedsKind" />
        </Wrong>
      )}
      <TextArea
        label={<T id="reportText" />}
        help={<T id="reportTextHelp" />}
        required
        maxLength={longest}
        value={written.text}
        onChange={(event) => onChange({ ...written, text: event.target.value })}
        error={tried && written.text.trim() === '' ? <T id="reportNeedsText" /> : undefined}
      />
      <TextField
        label={<T id="reportContact" />}
        help={<T id="reportContactHelp" />}
        autoComplete="email"
        maxLength={200}
        value={written.contact}
        onChange={(event) => onChange({ ...written, contact: event.target.value })}
      />
    </>
  )
}

function Sent({ receipt, onClose }: { readonly receipt: string; readonly onClose: () => void }): ReactNode {
  const toast = useToast()
  const copy = (): void =>
    void navigator.clipboard.writeText(receipt).then(
      () => toast({ text: <T id="copied" /> }),
      () => toast({ text: <T id="copyFailed" /> }),
    )
  return (
    <Dialog
      open
      onClose={onClose}
      title={<T id="reportSentTitle" phrase />}
      actions={
        <>
          <Link className="mn-button mn-button--secondary" to="/reports/$receipt" params={{ receipt }} search={{}}>
            <T id="reportSee" />
          </Link>
          <Button look="primary" onClick={onClose}>
            <T id="done" />
          </Button>
        </>
      }
    >
      <Notice tone="good" icon="check">
        <p>
          <T id="reportReceipt" />
        </p>
        <p className="town-receipt">
          <code data-receipt={receipt}>{receipt}</code>{' '}
          <Button compact onClick={copy}>
            <T id="copy" />
          </Button>
        </p>
      </Notice>
      <p>
        <T id="reportReceiptHelp" />
      </p>
    </Dialog>
  )
}
