import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs'

export interface TabItem {
  readonly id: string
  readonly label: ReactNode
  readonly content: ReactNode
}

/** Sides of one thing, one at a time; arrow keys go from tab to tab. Keep `selected` in the URL. */
export function Tabs({
  label,
  items,
  selected,
  onChange,
}: {
  readonly label: string
  readonly items: readonly TabItem[]
  readonly selected: string
  readonly onChange: (id: string) => void
}): ReactNode {
  return (
    <AriaTabs className="mn-tabs" selectedKey={selected} onSelectionChange={(key) => onChange(String(key))}>
      <TabList className="mn-tablist" aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="mn-tab">
            {item.label}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id}>
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
