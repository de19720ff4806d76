import { announce, Button, TextField } from '@machinaka/ui'
import type { MapArea } from '@machinaka/ui/map'
import type { ReactNode } from 'react'
import { PointMap } from '../map/point-map.tsx'
import { pairOf, pointOf } from '../map/position.ts'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { areaOf, type Edge, edges, type SettingsFields, type settingsProblemsOf } from './settings-change.ts'

interface Props {
  readonly fields: SettingsFields
  readonly onChange: (part: Partial<SettingsFields>) => void
  readonly problems: ReturnType<typeof settingsProblemsOf>
}

const edgeWords: Readonly<Record<Edge, PlainKey>> = { west: 'edgeWest', south: 'edgeSouth', east: 'edgeEast', north: 'edgeNorth' }
const wordOf = (problem: PlainKey | undefined): ReactNode => (problem === undefined ? undefined : <T id={problem} />)

/** Where the town's map opens, and the box that its data lies in: seen on a small map, or in numbers. */
export function TownArea({ fields, onChange, problems }: Props): ReactNode {
  const { plain } = useSpeaker()
  const setArea = ([west, south, east, north]: MapArea): void => {
    onChange({ bounds: { west: String(west), south: String(south), east: String(east), north: String(north) } })
    announce(plain('areaSet'))
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="settingsArea" />
      </h2>
      <p className="mn-small mn-muted">
        <T id="settingsAreaHelp" />
      </p>
      <PointMap
        point={pointOf(fields)}
        area={areaOf(fields.bounds)}
        markAs="middle"
        onPoint={(point, zoom) => {
          onChange({
            lon: String(point.lon),
            lat: String(point.lat),
            ...(zoom !== undefined && { zoom: String(Math.round(zoom * 10) / 10) }),
          })
          announce(plain('pointSet', { lat: String(point.lat), lon: String(point.lon) }))
        }}
        setWord="centreHere"
        also={(look) => (
          <Button
            compact
            icon="map"
            onClick={() => {
              const seen = look()
              if (seen !== undefined) setArea(seen.area)
            }}
          >
            <T id="areaHere" />
          </Button>
        )}
      />
      <Numbers fields={fields} onChange={onChange} problems={problems} />
    </section>
  )
}

/** The same in numbers, for whoever does not use the map. */
function Numbers({ fields, onChange, problems }: Props): ReactNode {
  return (
    <>
      <div className="desk-three">
        <TextField
          label={<T id="centreLatitude" />}
          inputMode="decimal"
          value={fields.lat}
          onChange={({ target }) => onChange(pairOf(target.value) ?? { lat: target.value })}
          error={wordOf(problems.position)}
        />
        <TextField
          label={<T id="centreLongitude" />}
          inputMode="decimal"
          value={fields.lon}
          onChange={({ target }) => onChange({ lon: target.value })}
        />
        <TextField
          label={<T id="zoom" />}
          inputMode="decimal"
          value={fields.zoom}
          onChange={({ target }) => onChange({ zoom: target.value })}
          error={wordOf(problems.zoom)}
        />
      </div>
      <fieldset className="mn-stack">
        <legend className="mn-field__label">
          <T id="area" />
        </legend>
        <div className="desk-two">
          {edges.map((edge) => (
            <TextField
              key={edge}
              label={<T id={edgeWords[edge]} />}
              inputMode="decimal"
              value={fields.bounds[edge]}
              onChange={({ target }) => onChange({ bounds: { ...fields.bounds, [edge]: target.value } })}
              error={edge === 'west' ? wordOf(problems.bounds) : undefined}
            />
          ))}
        </div>
      </fieldset>
    </>
  )
}
