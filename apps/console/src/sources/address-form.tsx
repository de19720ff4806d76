import { Button, TextField } from '@machinaka/ui'
import type { DownloadView, UploadView } from '@machinaka/context/contract'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useAct } from '../data/act.ts'
import { Refused, sendJson } from '../data/api.ts'
import { downloadQuery } from '../data/queries.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { sizeOf } from './run-report.tsx'

interface Props {
  readonly busy: boolean
  readonly onStart: () => void
  readonly onUpload: (upload: UploadView) => void
}

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/]+\.?\S*$/i.test(text) && URL.canParse(text)

/** A file behind an address: the server fetches it, and then it is looked at like one that was chosen. */
export function AddressForm({ busy, onStart, onUpload }: Props): ReactNode {
  const act = useAct()
  const [url, setUrl] = useState('')
  const [tried, setTried] = useState(false)
  const [begun, setBegun] = useState<string>()
  const wrong = !isAddress(url.trim())
  const fetchIt = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (wrong || busy) return
    onStart()
    setBegun(undefined)
    await act.run(async () => setBegun((await sendJson<DownloadView>('POST', '/api/imports/downloads', { url: url.trim() })).id))
  }
  return (
    <form noValidate className="mn-card mn-stack" onSubmit={(event) => void fetchIt(event)} aria-labelledby="by-address">
      <h2 id="by-address">
        <T id="addressTitle" />
      </h2>
      <TextField
        label={<T id="addressLabel" />}
        help={<T id="addressHelp" />}
        type="url"
        inputMode="url"
        autoComplete="off"
        maxLength={2000}
        value={url}
        onChange={({ target }) => setUrl(target.value)}
        error={tried && wrong ? <T id="addressWrong" /> : undefined}
      />
      <Trouble error={act.trouble} />
      {begun !== undefined && <Coming key={begun} id={begun} onUpload={onUpload} />}
      <div>
        <Button type="submit" icon="download" busy={act.busy}>
          <T id="addressFetch" />
        </Button>
      </div>
    </form>
  )
}

/** How far the file is; hands it on once it is here. */
function Coming({ id, onUpload }: { readonly id: string; readonly onUpload: (upload: UploadView) => void }): ReactNode {
  const { plain } = useSpeaker()
  const view = useQuery({
    ...downloadQuery(id),
    refetchInterval: (query) => (query.state.data?.state === 'fetching' || query.state.data === undefined ? 300 : false),
  })
  const upload = view.data?.upload ?? undefined
  useEffect(() => {
    if (upload !== undefined) onUpload(upload)
    // Once for each file: the page above keeps it from then on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [upload?.id])
  if (view.isError) return <Trouble error={view.error} />
  if (view.data === undefined || upload !== undefined) return null
  const { state, url, bytesRead, bytesTotal, problem } = view.data
  if (state === 'failed' && problem !== null) return <Trouble error={new Refused(422, problem.code, problem.detail)} />
  return (
    <div className="desk-progress">
      <progress aria-label={plain('addressComing')} {...(bytesTotal !== null && { value: bytesRead, max: Math.max(1, bytesTotal) })} />
      <p role="status" className="mn-small mn-muted">
        {plain('addressComingText', { url, read: sizeOf(bytesRead), all: bytesTotal === null ? '?' : sizeOf(bytesTotal) })}
      </p>
    </div>
  )
}
