import { Button, Dialog, Select, TextArea, TextField } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Draft, DraftInput } from '@machinaka/guide/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { cityQuery, meQuery } from '../data/queries.ts'
import { instantOf } from '../data/zone-clock.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'

type Change = Pick<DraftInput, 'kind' | 'target' | 'change'>

/** Keeps a change as a draft: when it shall appear, which department approves, a word to whoever reads it. */
export function DraftDialog({
  draft,
  onClose,
  onDone,
}: {
  readonly draft: Change
  readonly onClose: () => void
  readonly onDone: (submitted: boolean) => void
}): ReactNode {
  const { language } = useSpeaker()
  const city = useQuery(cityQuery()).data
  const me = useQuery(meQuery()).data
  const act = useAct()
  const [day, setDay] = useState('')
  const [time, setTime] = useState('09:00')
  const [department, setDepartment] = useState(me?.department ?? city?.departments[0]?.id ?? '')
  const [note, setNote] = useState('')
  const keep = async (submit: boolean): Promise<void> => {
    const done = await act.run(async () => {
      const publishAt = day === '' ? undefined : instantOf(day, time === '' ? '00:00' : time, city?.timeZone ?? 'Asia/Tokyo').toISOString()
      const made = await sendJson<Draft>('POST', '/api/guide/drafts', {
        ...draft,
        ...(publishAt && { publishAt }),
        ...(department !== '' && { department }),
        ...(note.trim() !== '' && { note: note.trim() }),
      })
      if (submit) await sendJson('POST', `/api/guide/drafts/${inPath(made.id)}/submit`)
    })
    if (done) onDone(submit)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={<T id="draftTitle" phrase />}
      actions={
        <>
          <Button busy={act.busy} onClick={() => void keep(false)}>
            <T id="draftKeep" />
          </Button>
          <Button look="primary" busy={act.busy} onClick={() => void keep(true)}>
            <T id="draftSubmit" />
          </Button>
        </>
      }
    >
      <p className="mn-muted">
        <T id="draftLead" />
      </p>
      <Appearing day={day} onDay={setDay} time={time} onTime={setTime} />
      {(city?.departments.length ?? 0) > 0 && (
        <Select
          label={<T id="department" />}
          value={department}
          onChange={(event) => setDepartment(event.target.value)}
          choices={(city?.departments ?? []).map(({ id, name }) => ({ value: id, label: pickText(name, language)?.text ?? id }))}
        />
      )}
      <TextArea label={<T id="draftNote" />} maxLength={500} rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
      <Trouble error={act.trouble} />
    </Dialog>
  )
}

interface AppearingProps {
  readonly day: string
  readonly onDay: (day: string) => void
  readonly time: string
  readonly onTime: (time: string) => void
}

/** When the town shall see it; without a day, as soon as it is approved. */
function Appearing({ day, onDay, time, onTime }: AppearingProps): ReactNode {
  return (
    <div className="desk-two">
      <TextField
        label={<T id="publishDay" />}
        help={<T id="publishDayHelp" />}
        type="date"
        value={day}
        onChange={(event) => onDay(event.target.value)}
      />
      <TextField
        label={<T id="publishTime" />}
        type="time"
        value={time}
        disabled={day === ''}
        onChange={(event) => onTime(event.target.value)}
      />
    </div>
  )
}
