import { Button, TextField, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Place } from '@machinaka/guide/contract'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendBytes, sendJson } from '../data/api.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'

/** The picture of a place: shown at once in the town app, with whose it is; undone from the history. */
export function PhotoCard({ place }: { readonly place: Place }): ReactNode {
  const { plain, language } = useSpeaker()
  const toast = useToast()
  const act = useAct()
  const id = useId()
  const [credit, setCredit] = useState(place.photo?.credit ?? '')
  const [file, setFile] = useState<File>()
  const path = `/api/guide/places/${inPath(place.id)}/photo`
  const show = async (): Promise<void> => {
    if (file === undefined || !(await act.run(() => sendBytes('PUT', path, file, { filename: file.name, credit })))) return
    setFile(undefined)
    toast({ text: <T id="photoShown" /> })
  }
  const remove = async (): Promise<void> => {
    if (await act.run(() => sendJson('DELETE', path))) toast({ text: <T id="photoRemoved" /> })
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="photoTitle" />
      </h2>
      {place.photo === undefined ? (
        <p className="mn-muted">
          <T id="photoNone" />
        </p>
      ) : (
        <figure className="desk-photo">
          <img src={place.photo.url} alt={plain('photoAlt', { name: pickText(place.name, language)?.text ?? '' })} />
          {place.photo.credit !== undefined && <figcaption className="mn-small mn-muted">{place.photo.credit}</figcaption>}
        </figure>
      )}
      <div>
        <label htmlFor={id} className="mn-field__label">
          <T id="photoChoose" />
        </label>
        <p className="mn-small mn-muted" id={`${id}-help`}>
          <T id="photoHelp" />
        </p>
        <input
          id={id}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          aria-describedby={`${id}-help`}
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </div>
      <TextField label={<T id="photoCredit" />} value={credit} onChange={(event) => setCredit(event.target.value)} maxLength={200} />
      <Trouble error={act.trouble} />
      <div className="mn-row">
        <Button look="primary" disabled={file === undefined} busy={act.busy} onClick={() => void show()}>
          <T id="photoShow" />
        </Button>
        {place.photo !== undefined && (
          <Button look="text" busy={act.busy} onClick={() => void remove()}>
            <T id="photoRemove" />
          </Button>
        )}
      </div>
    </section>
  )
}
