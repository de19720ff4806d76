import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Icon } from '../icons/icon.tsx'
import type { IconName } from '../icons/paths.ts'

export interface MenuChoice {
  readonly id: string
  readonly label: ReactNode
  readonly text: string
  readonly icon?: IconName
  readonly disabled?: boolean
}

/** A button that opens a short list of things to do. `text` is what typing ahead looks for. */
export function Menu({
  label,
  face,
  choices,
  onChoose,
}: {
  readonly label: string
  readonly face?: ReactNode
  readonly choices: readonly MenuChoice[]
  readonly onChoose: (id: string) => void
}): ReactNode {
  return (
    <MenuTrigger>
      <AriaButton className={`mn-button mn-button--plain${face === undefined ? ' mn-button--icon' : ''}`} aria-label={label}>
        {face ?? <Icon name="more" />}
      </AriaButton>
      <Popover placement="bottom end">
        <AriaMenu className="mn-menu" aria-label={label} onAction={(key) => onChoose(String(key))}>
          {choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              textValue={choice.text}
              {...(choice.disabled && { isDisabled: true })}
              className="mn-menu__item"
            >
              {choice.icon === undefined ? null : <Icon name={choice.icon} size={20} />}
              {choice.label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
