import { type ChangeEvent, type ReactNode, useId } from 'react'
import { Icon } from '../icons/icon.tsx'
import type { IconName } from '../icons/paths.ts'
import { classNames } from './class-names.ts'

export interface ChipChoice {
  readonly value: string
  readonly label: ReactNode
  readonly icon?: IconName
}

/** A single chip that is on or off: `Open now`. */
export function ToggleChip({
  label,
  icon,
  checked,
  onChange,
}: {
  readonly label: ReactNode
  readonly icon?: IconName
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}): ReactNode {
  return (
    <label className="mn-chip">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className="mn-chip__face">
        {icon === undefined ? null : <Icon name={checked ? 'check' : icon} size={20} />}
        <span>{label}</span>
      </span>
    </label>
  )
}

interface ChipsProps {
  /** Spoken name of the whole group. */
  readonly label: string
  readonly choices: readonly ChipChoice[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  /** One line that scrolls sideways, for a phone. */
  readonly row?: boolean
}

/** Several of many, as checkboxes that look like chips. */
export function Chips({ label, choices, chosen, onChange, row }: ChipsProps): ReactNode {
  return (
    <div role="group" aria-label={label} className={classNames('mn-chips', row === true && 'mn-chips--row')}>
      {choices.map((choice) => (
        <ToggleChip
          key={choice.value}
          label={choice.label}
          {...(choice.icon && { icon: choice.icon })}
          checked={chosen.includes(choice.value)}
          onChange={(on) => onChange(on ? [...chosen, choice.value] : chosen.filter((value) => value !== choice.value))}
        />
      ))}
    </div>
  )
}

/** A checkbox with its sentence; the whole line is the target. */
export function Checkbox({
  label,
  help,
  checked,
  onChange,
  disabled,
}: {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}): ReactNode {
  return (
    <label className="mn-check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {help !== undefined && <span className="mn-check__help">{help}</span>}
      </span>
    </label>
  )
}

interface RadioProps<Value extends string> {
  readonly legend: ReactNode
  readonly choices: readonly { readonly value: Value; readonly label: ReactNode; readonly help?: ReactNode; readonly lang?: string }[]
  readonly value: Value | undefined
  readonly onChange: (value: Value) => void
  readonly required?: boolean
}

/** One of a few, all in view. */
export function RadioGroup<Value extends string>({ legend, choices, value, onChange, required }: RadioProps<Value>): ReactNode {
  const name = useId()
  const pick =
    (choice: Value) =>
    (_event: ChangeEvent): void =>
      onChange(choice)
  return (
    <fieldset className="mn-field">
      <legend className="mn-field__label">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="mn-check" lang={choice.lang}>
          <input type="radio" name={name} required={required} checked={choice.value === value} onChange={pick(choice.value)} />
          <span>
            {choice.label}
            {choice.help !== undefined && <span className="mn-check__help">{choice.help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
