import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Icon } from '../icons/icon.tsx'
import type { IconName } from '../icons/paths.ts'
import { piecesI18n } from '../i18n/pieces.ts'
import { classNames } from './class-names.ts'

export type ButtonLook = 'primary' | 'secondary' | 'text' | 'plain' | 'danger' | 'round'

interface Face {
  readonly look?: ButtonLook
  readonly icon?: IconName
  /** Small for dense tables; the target stays 44 px high by an invisible border. */
  readonly compact?: boolean
  readonly wide?: boolean
}

export interface ButtonProps extends Face, ButtonHTMLAttributes<HTMLButtonElement> {
  /** While true the button keeps its place and its focus, says so, and does nothing. */
  readonly busy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

const faceClass = ({ look = 'secondary', compact, wide }: Face, iconOnly: boolean, extra?: string): string =>
  classNames(
    'mn-button',
    `mn-button--${look}`,
    compact === true && 'mn-button--compact',
    wide === true && 'mn-button--wide',
    iconOnly && 'mn-button--icon',
    extra,
  )

/** A button with a verb on it. Icon-only buttons need `aria-label`. */
export function Button({
  look,
  icon,
  compact,
  wide,
  busy,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps): ReactNode {
  const face = { ...(look && { look }), ...(compact && { compact }), ...(wide && { wide }) }
  return (
    <button
      {...rest}
      type={type}
      className={faceClass(face, children === undefined, className)}
      aria-disabled={busy === true ? true : rest['aria-disabled']}
      onClick={busy === true ? (event) => event.preventDefault() : onClick}
    >
      {busy === true ? <Busy /> : icon === undefined ? null : <Icon name={icon} size={20} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  )
}

function Busy(): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  return <span className="mn-spinner" role="img" aria-label={plain('busy')} />
}

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({
  look,
  icon,
  compact,
  wide,
  children,
  className,
  ...rest
}: Face & AnchorHTMLAttributes<HTMLAnchorElement> & { readonly ref?: Ref<HTMLAnchorElement> }): ReactNode {
  const face = { ...(look && { look }), ...(compact && { compact }), ...(wide && { wide }) }
  return (
    <a {...rest} className={faceClass(face, children === undefined, className)}>
      {icon === undefined ? null : <Icon name={icon} size={20} />}
      {children !== undefined && <span>{children}</span>}
    </a>
  )
}
