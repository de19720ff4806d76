import { Button, RadioGroup, useToast } from '@machinaka/ui'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { saveFile } from '../data/save-file.ts'
import { Loaded } from '../frame/failures.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { type JsonFormat, jsonFormats, shownQuery } from './queries.ts'

const formatWords = {
  normalized: 'jsonNormalized',
  concise: 'jsonConcise',
  simplified: 'jsonSimplified',
  geojson: 'jsonGeo',
} as const satisfies Readonly<Record<JsonFormat, PlainKey>>

/** The entity as the NGSI-LD door shows it, in every representation, to copy or to keep as a file. */
export function JsonView({ id, version }: { readonly id: string; readonly version: number }): ReactNode {
  const { plain } = useSpeaker()
  const [format, setFormat] = useState<JsonFormat>('normalized')
  const shown = useQuery(shownQuery(id, format, version))
  return (
    <div className="mn-stack">
      <RadioGroup<JsonFormat>
        legend={<T id="jsonFormat" />}
        value={format}
        onChange={setFormat}
        choices={(['normalized', 'concise', 'simplified', 'geojson'] as const).map((value) => ({
          value,
          label: plain(formatWords[value]),
        }))}
      />
      <Loaded of={shown}>
        {(text) => {
          const readable = indented(text)
          return (
            <>
              <CopyAndSave
                text={readable}
                name={`${id.replaceAll(/[^\w.-]+/g, '_')}.${jsonFormats[format].ending}`}
                type={jsonFormats[format].accept}
              />
              <JsonBlock text={readable} label={plain(formatWords[format])} />
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

/** JSON as text on the page: it scrolls by keys in a frame of its own. */
export function JsonBlock({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  return (
    <pre className="desk-json" tabIndex={0} role="group" aria-label={label}>
      <code>{text}</code>
    </pre>
  )
}

export function CopyAndSave({ text, name, type }: { readonly text: string; readonly name: string; readonly type: string }): ReactNode {
  return (
    <div className="mn-row">
      <CopyButton text={text} />
      <Button compact icon="download" onClick={() => saveFile(name, text, type)}>
        <T id="saveAsFile" />
      </Button>
    </div>
  )
}

export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const toast = useToast()
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => toast({ text: <T id="copied" /> }),
      () => toast({ text: <T id="copyFailed" /> }),
    )
  return (
    <Button compact onClick={copy}>
      <T id="copy" />
    </Button>
  )
}

/** JSON with its lines; any other text as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
