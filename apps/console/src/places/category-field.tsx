import { Button, Select } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { categoriesQuery } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'

/** The category that tells most, and up to two more. */
export function CategoryField({
  value,
  onChange,
  error,
}: {
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
  readonly error?: ReactNode
}): ReactNode {
  const { plain, language } = useSpeaker()
  const data = useQuery(categoriesQuery()).data
  const groupName = new Map(data?.groups.map((group) => [group.code, pickText(group.name, language)?.text ?? group.code]))
  const known = new Set(data?.categories.map(({ code }) => code))
  const choices = [
    { value: '', label: plain('chooseOne') },
    ...value.filter((code) => !known.has(code)).map((code) => ({ value: code, label: code })),
    ...(data?.categories ?? []).map(({ code, name, group }) => ({
      value: code,
      label: `${groupName.get(group) ?? group} › ${pickText(name, language)?.text ?? code}`,
    })),
  ]
  const shown = value.length === 0 ? [''] : value
  const set = (at: number, code: string): void =>
    onChange([...new Set(shown.map((old, i) => (i === at ? code : old)).filter((one) => one !== ''))])
  return (
    <div className="mn-stack">
      {shown.map((code, at) => (
        <Select
          key={code}
          label={at === 0 ? <T id="category" /> : plain('categoryMore', { n: at + 1 })}
          required={at === 0 ? true : undefined}
          value={code}
          choices={choices}
          onChange={(event) => set(at, event.target.value)}
          error={at === 0 ? error : undefined}
        />
      ))}
      {value.length > 0 && value.length < 3 && (
        <div>
          <Button
            compact
            look="text"
            icon="plus"
            onClick={() => {
              const next = data?.categories.find(({ code }) => !value.includes(code))
              if (next !== undefined) onChange([...value, next.code])
            }}
          >
            <T id="categoryAdd" />
          </Button>
        </div>
      )}
    </div>
  )
}
