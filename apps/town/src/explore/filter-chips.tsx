import { categoryIcon, Chips, ToggleChip, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { meshCode } from '@machinaka/geo'
import { categoriesQuery } from '../data/queries.ts'
import type { Wishes } from '../data/url-state.ts'
import { countUse } from '../data/usage.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { useExplore } from './explore-state.tsx'
import { useWishes } from './use-wishes.ts'

/** A 250 m mesh (JIS X 0410): the only trace of a position that is ever counted. */
const quarterMesh = 5

const without = <Name extends keyof Wishes>(wishes: Wishes, ...names: readonly Name[]): Omit<Wishes, Name> =>
  Object.fromEntries(Object.entries(wishes).filter(([name]) => !names.some((other) => other === name))) as Omit<Wishes, Name>

/** Open, accessible, near; then the groups; then, inside a group, its kinds. All of it stands in the address. */
export function FilterChips(): ReactNode {
  const { plain, language } = useSpeaker()
  const { wishes, wish } = useWishes()
  const categories = useQuery(categoriesQuery()).data?.value
  const nameOf = (item: { readonly code: string; readonly name: Parameters<typeof pickText>[0] }): string =>
    pickText(item.name, language)?.text ?? item.code
  const kinds = categories?.categories.filter((category) => category.group === wishes.group && category.count > 0) ?? []
  return (
    <div className="town-filters">
      <div className="mn-chips mn-chips--row" role="group" aria-label={plain('filters')}>
        <ToggleChip
          icon="clock"
          label={<T id="openNow" />}
          checked={wishes.open === true}
          onChange={(on) => {
            if (on) countUse({ feature: 'filter.open-now' })
            wish(on ? { ...wishes, open: true } : without(wishes, 'open'))
          }}
        />
        <ToggleChip
          icon="wheelchair"
          label={<T id="accessible" />}
          checked={wishes.access === true}
          onChange={(on) => {
            if (on) countUse({ feature: 'filter.accessible' })
            wish(on ? { ...wishes, access: true } : without(wishes, 'access'))
          }}
        />
        <NearChip />
      </div>
      <Chips
        row
        label={plain('groups')}
        chosen={wishes.group === undefined ? [] : [wishes.group]}
        choices={(categories?.groups ?? []).map((group) => ({
          value: group.code,
          label: nameOf(group),
          icon: categoryIcon(group.icon, group.code),
        }))}
        onChange={(chosen) => {
          const group = chosen.at(-1)
          const rest = without(wishes, 'group', 'kinds')
          if (group !== undefined) countUse({ feature: 'filter.category' })
          wish(group === undefined ? rest : { ...rest, group })
        }}
      />
      {wishes.group !== undefined && kinds.length > 1 && (
        <Chips
          row
          label={plain('kinds')}
          chosen={wishes.kinds ?? []}
          choices={kinds.map((kind) => ({ value: kind.code, label: nameOf(kind), icon: categoryIcon(kind.icon, kind.code, kind.group) }))}
          onChange={(chosen) => wish(chosen.length === 0 ? without(wishes, 'kinds') : { ...wishes, kinds: chosen })}
        />
      )}
    </div>
  )
}

function NearChip(): ReactNode {
  const { wishes, wish } = useWishes()
  const { locate } = useExplore()
  const toast = useToast()
  const toggle = async (on: boolean): Promise<void> => {
    if (!on) {
      wish(without(wishes, 'near'))
      return
    }
    const here = await locate()
    if (here === undefined) {
      toast({ text: <T id="locateDenied" /> })
      return
    }
    const mesh = meshCode([here[0], here[1]], quarterMesh)
    countUse({ feature: 'near-me', ...(mesh !== undefined && { mesh }) })
    wish({ ...wishes, near: true })
  }
  return <ToggleChip icon="locate" label={<T id="nearMe" />} checked={wishes.near === true} onChange={(on) => void toggle(on)} />
}
