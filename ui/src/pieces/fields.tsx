import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react'
import { Icon } from '../icons/icon.tsx'
import { piecesI18n } from '../i18n/pieces.ts'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

interface Frame {
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly error?: ReactNode
  readonly required?: boolean | undefined
}
interface Wiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

/** Label above, help under it, the error last: the order in which it is read. */
function FieldFrame({ frame, children }: { readonly frame: Frame; readonly children: (wiring: Wiring) => ReactNode }): ReactNode {
  const id = useId()
  const { T } = piecesI18n
  const help = frame.help === undefined ? undefined : `${id}-help`
  const error = frame.error === undefined || frame.error === '' ? undefined : `${id}-error`
  const described = classNames(help, error)
  return (
    <div className="mn-field">
      <label className="mn-field__label" htmlFor={id}>
        {frame.label}
        {frame.required === true && (
          <span className="mn-field__must">
            <T id="required" />
          </span>
        )}
      </label>
      {help !== undefined && (
        <div id={help} className="mn-field__help">
          {frame.help}
        </div>
      )}
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': frame.required === true ? true : undefined,
      })}
      {error !== undefined && (
        <div id={error} className="mn-field__error">
          <Icon name="warn" size={20} />
          <span>{frame.error}</span>
        </div>
      )}
    </div>
  )
}

type Own<Attributes> = Frame & Omit<Attributes, keyof Frame | 'id'>

/** One line of text. `required` is announced, not enforced: say what is missing in `error` after trying to send. */
export function TextField({
  label,
  help,
  error,
  required,
  className,
  ref,
  ...rest
}: Own<InputHTMLAttributes<HTMLInputElement>> & { readonly ref?: Ref<HTMLInputElement> }): ReactNode {
  return (
    <FieldFrame frame={{ label, help, error, required }}>
      {(wiring) => <input {...rest} {...wiring} ref={ref} className={classNames('mn-input', className)} />}
    </FieldFrame>
  )
}

/** Several lines of text. */
export function TextArea({
  label,
  help,
  error,
  required,
  className,
  ref,
  ...rest
}: Own<TextareaHTMLAttributes<HTMLTextAreaElement>> & { readonly ref?: Ref<HTMLTextAreaElement> }): ReactNode {
  return (
    <FieldFrame frame={{ label, help, error, required }}>
      {(wiring) => <textarea {...rest} {...wiring} ref={ref} className={classNames('mn-textarea', className)} />}
    </FieldFrame>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

/** One of several, by the system's own list: it is the one people know on their phone. */
export function Select({
  label,
  help,
  error,
  required,
  choices,
  className,
  ref,
  ...rest
}: Own<Omit<SelectHTMLAttributes<HTMLSelectElement>, 'children'>> & {
  readonly choices: readonly Choice[]
  readonly ref?: Ref<HTMLSelectElement>
}): ReactNode {
  return (
    <FieldFrame frame={{ label, help, error, required }}>
      {(wiring) => (
        <select {...rest} {...wiring} ref={ref} className={classNames('mn-select', className)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}

interface SearchFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'type'> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** Search box with a magnifier and a way to clear it. Its label is spoken; the placeholder only gives an example. */
export function SearchField({ label, value, onChange, className, ...rest }: SearchFieldProps): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  return (
    <div className={classNames('mn-search', className)}>
      <span className="mn-search__icon">
        <Icon name="search" />
      </span>
      <input
        {...rest}
        className="mn-input"
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== '' && (
        <Button
          className="mn-search__clear"
          look="plain"
          icon="close"
          aria-label={plain('clear')}
          onClick={(event) => {
            event.currentTarget.parentElement?.querySelector('input')?.focus()
            onChange('')
          }}
        />
      )}
    </div>
  )
}
