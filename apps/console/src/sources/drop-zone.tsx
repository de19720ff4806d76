import { classNames, Icon } from '@machinaka/ui'
import { type ReactNode, useId, useState } from 'react'
import { T } from '../messages/index.ts'

/** Where a file is dropped, or chosen: the field itself is the system's own, so keyboard and screen reader have it too. */
export function DropZone({ onFile, busy }: { readonly onFile: (file: File) => void; readonly busy: boolean }): ReactNode {
  const id = useId()
  const [over, setOver] = useState(false)
  const take = (files: FileList | null): void => {
    const file = files?.[0]
    if (file !== undefined && !busy) onFile(file)
  }
  return (
    <div
      className={classNames('desk-drop', over && 'desk-drop--over')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <Icon name="upload" size={32} />
      <div>
        <label htmlFor={id} className="desk-drop__label">
          <T id="dropLabel" />
        </label>
        <p className="mn-small mn-muted" id={`${id}-help`}>
          <T id="dropHelp" />
        </p>
        <input
          id={id}
          type="file"
          aria-describedby={`${id}-help`}
          accept=".csv,.xlsx,.xls,.tsv,.txt,.json,.geojson,.osm,.pbf,.xml,.gz,.zip"
          onChange={(event) => {
            take(event.target.files)
            event.target.value = ''
          }}
        />
      </div>
    </div>
  )
}
