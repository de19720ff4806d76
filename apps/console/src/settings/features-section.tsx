import { Checkbox } from '@machinaka/ui'
import type { CityFeatures } from '@machinaka/people/contract'
import type { ReactNode } from 'react'
import { type PlainKey, T } from '../messages/index.ts'

const words: Readonly<Record<keyof CityFeatures, { readonly name: PlainKey; readonly help: PlainKey }>> = {
  events: { name: 'featureEvents', help: 'featureEventsHelp' },
  reports: { name: 'featureReports', help: 'featureReportsHelp' },
  listings: { name: 'featureListings', help: 'featureListingsHelp' },
  usage: { name: 'featureUsage', help: 'featureUsageHelp' },
  gsiTiles: { name: 'featureGsi', help: 'featureGsiHelp' },
}

interface Props {
  readonly features: CityFeatures
  readonly onChange: (features: CityFeatures) => void
}

/** What the town app offers. Switched off, its pages are gone and nothing of it is taken; what was there is kept. */
export function FeaturesSection({ features, onChange }: Props): ReactNode {
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="settingsFeatures" />
      </h2>
      <p className="mn-small mn-muted">
        <T id="settingsFeaturesHelp" />
      </p>
      <div>
        {(Object.keys(words) as (keyof CityFeatures)[]).map((feature) => (
          <Checkbox
            key={feature}
            label={<T id={words[feature].name} />}
            help={<T id={words[feature].help} />}
            checked={features[feature]}
            onChange={(on) => onChange({ ...features, [feature]: on })}
          />
        ))}
      </div>
    </section>
  )
}
