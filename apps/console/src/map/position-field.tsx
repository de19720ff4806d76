import { announce, TextField } from '@machinaka/ui'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { PointMap } from './point-map.tsx'
import { pairOf, type Point, pointOf } from './position.ts'

interface Typed {
  readonly lon: string
  readonly lat: string
}
interface Props {
  readonly value: Typed
  readonly onChange: (value: Typed) => void
  /** What is wrong with it, in words. */
  readonly wrong: PlainKey | undefined
  readonly required?: boolean
}

/** Where something is: on a small map, or in numbers. */
export function PositionField({ value, onChange, wrong, required }: Props): ReactNode {
  const { plain } = useSpeaker()
  const set = ({ lon, lat }: Point): void => {
    onChange({ lon: String(lon), lat: String(lat) })
    announce(plain('pointSet', { lat: String(lat), lon: String(lon) }))
  }
  return (
    <fieldset className="mn-stack desk-position">
      <legend className="mn-field__label">
        <T id="position" />
      </legend>
      <PointMap point={pointOf(value)} onPoint={set} setWord="pointMiddle" />
      <div className="desk-two">
        <TextField
          label={<T id="latitude" />}
          inputMode="decimal"
          required={required === true ? true : undefined}
          value={value.lat}
          onChange={({ target }) => onChange(pairOf(target.value) ?? { ...value, lat: target.value })}
          error={wrong === undefined ? undefined : <T id={wrong} />}
        />
        <TextField
          label={<T id="longitude" />}
          inputMode="decimal"
          required={required === true ? true : undefined}
          value={value.lon}
          onChange={({ target }) => onChange({ ...value, lon: target.value })}
        />
      </div>
    </fieldset>
  )
}
