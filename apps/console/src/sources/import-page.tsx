import { Button, Checkbox, Notice, Select, TextField } from '@machinaka/ui'
import type { ImportKind, ImportView, UploadView } from '@machinaka/context/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendFile, sendJson } from '../data/api.ts'
import type { Mapping } from '../data/queries.ts'
import { Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { AddressForm } from './address-form.tsx'
import { DropZone } from './drop-zone.tsx'
import { MappingEditor } from './mapping-editor.tsx'
import { sizeOf } from './run-report.tsx'
import { FileProblem } from './file-problem.tsx'
import { UploadPreview } from './upload-preview.tsx'

/** Bring a file in: choose it, look at what was recognised, say what the columns are, import. */
export function ImportPage(): ReactNode {
  const { plain } = useSpeaker()
  const [file, setFile] = useState<File>()
  const [sent, setSent] = useState(0)
  const [upload, setUpload] = useState<UploadView>()
  const act = useAct()
  const choose = async (chosen: File): Promise<void> => {
    setFile(chosen)
    setSent(0)
    setUpload(undefined)
    await act.run(async () => setUpload(await sendFile<UploadView>('/api/imports/uploads', chosen, setSent)))
  }
  return (
    <Page
      title={plain('importTitle')}
      lead={<T id="importLead" />}
      back={
        <Link to="/sources" search={{}}>
          <T id="backToSources" />
        </Link>
      }
    >
      <ol className="desk-steps" aria-label={plain('steps')}>
        {(['stepChoose', 'stepCheck', 'stepImport'] as const).map((step, at) => (
          <li key={step} aria-current={at === (upload === undefined ? 0 : 1) ? 'step' : undefined}>
            <T id={step} />
          </li>
        ))}
      </ol>
      <DropZone onFile={(chosen) => void choose(chosen)} busy={act.busy} />
      <AddressForm
        busy={act.busy}
        onStart={() => {
          setFile(undefined)
          setUpload(undefined)
          act.clear()
        }}
        onUpload={setUpload}
      />
      {act.busy && file !== undefined && (
        <div className="desk-progress">
          <progress aria-label={plain('sending')} value={sent} max={Math.max(1, file.size)} />
          <p role="status" className="mn-small mn-muted">
            {plain(sent >= file.size ? 'looking' : 'sendingText', { name: file.name, sent: sizeOf(sent), all: sizeOf(file.size) })}
          </p>
        </div>
      )}
      <Trouble error={act.trouble} />
      {upload !== undefined && <Checked key={upload.id} upload={upload} />}
    </Page>
  )
}

const kindWords: Readonly<Record<ImportKind, PlainKey>> = { osm: 'kindOsm', opendata: 'kindOpendata', table: 'kindTable' }

function Checked({ upload }: { readonly upload: UploadView }): ReactNode {
  const { plain } = useSpeaker()
  const navigate = useNavigate()
  const act = useAct()
  const [source, setSource] = useState(upload.source)
  const [title, setTitle] = useState(upload.filename.replace(/\.[^.]+$/, ''))
  const [kind, setKind] = useState<ImportKind | null>(upload.kind)
  const [removeMissing, setRemoveMissing] = useState(false)
  const [mapping, setMapping] = useState<Mapping>()
  if (kind === null) return <Unreadable upload={upload} />
  const sourceWrong = !/^[a-z0-9][a-z0-9._:-]{0,99}$/.test(source)
  const begin = (): Promise<boolean> =>
    act.run(async () => {
      if (kind === 'table' && mapping !== undefined) await sendJson('PUT', `/api/guide/mappings/${inPath(source)}`, mapping)
      const request = {
        upload: upload.id,
        kind,
        source,
        title: title.trim() === '' ? upload.filename : title.trim(),
        removeMissing,
        ...(kind === 'table' && mapping !== undefined && { mapping }),
      }
      const begun = await sendJson<ImportView>('POST', '/api/imports', request)
      await navigate({ to: '/imports/$id', params: { id: begun.id }, search: {} })
    })
  return (
    <>
      <UploadPreview upload={upload} kindWord={kindWords[kind]} />
      {upload.kind !== 'osm' && (
        <Select
          label={<T id="readAs" />}
          value={kind}
          onChange={(event) => setKind(event.target.value === 'opendata' ? 'opendata' : 'table')}
          choices={(['opendata', 'table'] as const).map((value) => ({ value, label: plain(kindWords[value]) }))}
        />
      )}
      {kind === 'table' && <MappingEditor upload={upload} source={source} onMapping={setMapping} />}
      <section className="mn-card mn-stack">
        <h2>
          <T id="importAs" />
        </h2>
        <SourceFields title={title} onTitle={setTitle} source={source} onSource={setSource} wrong={sourceWrong} />
        <Checkbox
          label={<T id="removeMissing" />}
          help={<T id="removeMissingHelp" />}
          checked={removeMissing}
          onChange={setRemoveMissing}
        />
        <Trouble error={act.trouble} />
        <div>
          <Button
            look="primary"
            icon="upload"
            busy={act.busy}
            disabled={sourceWrong || (kind === 'table' && mapping === undefined)}
            onClick={() => void begin()}
          >
            <T id="importNow" />
          </Button>
        </div>
      </section>
    </>
  )
}

interface SourceProps {
  readonly title: string
  readonly onTitle: (title: string) => void
  readonly source: string
  readonly onSource: (source: string) => void
  readonly wrong: boolean
}

/** Under which name it is kept: the same key brings the same data up to date. */
function SourceFields({ title, onTitle, source, onSource, wrong }: SourceProps): ReactNode {
  return (
    <div className="desk-two">
      <TextField label={<T id="sourceTitle" />} value={title} maxLength={200} onChange={(event) => onTitle(event.target.value)} />
      <TextField
        label={<T id="sourceKey" />}
        help={<T id="sourceKeyHelp" />}
        value={source}
        onChange={(event) => onSource(event.target.value)}
        error={wrong ? <T id="sourceKeyWrong" /> : undefined}
      />
    </div>
  )
}

function Unreadable({ upload }: { readonly upload: UploadView }): ReactNode {
  return (
    <Notice tone="bad" icon="warn">
      <div role="alert" className="mn-stack">
        <p>
          <strong>
            <T id="unreadable" values={{ name: upload.filename }} />
          </strong>
        </p>
        {upload.problem !== null && (
          <dl className="mn-facts">
            <dt>
              <T id="problem" />
            </dt>
            <dd>
              <FileProblem problem={upload.problem} />
            </dd>
          </dl>
        )}
        <p>
          <T id="unreadableSafe" />
        </p>
      </div>
    </Notice>
  )
}
