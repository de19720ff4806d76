import type { ReactNode } from 'react'
import { type IconName, iconPaths } from './paths.ts'

/** One of our symbols. Without `label` it is decoration and silent; the words beside it speak. */
export function Icon({ name, size = 24, label }: { readonly name: IconName; readonly size?: number; readonly label?: string }): ReactNode {
  const says = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" fillRule="evenodd" {...says}>
      <path d={iconPaths[name]} />
    </svg>
  )
}
