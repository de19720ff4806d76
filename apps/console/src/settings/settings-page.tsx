import { ButtonLink, useToast } from '@machinaka/ui'
import type { CitySettings } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { address, sendJson } from '../data/api.ts'
import { settingsQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { NamePerLanguage } from '../places/language-fields.tsx'
import { SaveButtons, SaveState } from '../places/save-buttons.tsx'
import { DepartmentsSection, RemovalCheck } from './departments-section.tsx'
import { FeaturesSection } from './features-section.tsx'
import { removedDepartments, settingsChangeOf, settingsFieldsOf, settingsProblemsOf } from './settings-change.ts'
import { TownArea } from './town-area.tsx'
import { WordsSection } from './words-section.tsx'

/** What the city decides about itself. */
export function SettingsPage(): ReactNode {
  const { plain } = useSpeaker()
  const settings = useQuery(settingsQuery())
  return (
    <Page
      title={plain('navSettings')}
      lead={<T id="settingsLead" />}
      actions={
        <ButtonLink icon="external" href={address('/')} target="_blank">
          <T id="seeInTown" />
        </ButtonLink>
      }
    >
      <Loaded of={settings} rows={10}>
        {(value) => <Editor key={JSON.stringify(value)} settings={value} />}
      </Loaded>
    </Page>
  )
}

function Editor({ settings }: { readonly settings: CitySettings }): ReactNode {
  const toast = useToast()
  const act = useAct()
  const [fields, setFields] = useState(() => settingsFieldsOf(settings))
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const change = settingsChangeOf(fields, settings)
  const count = Object.keys(change).length
  const untouched = JSON.stringify(fields) === JSON.stringify(settingsFieldsOf(settings))
  const problems = settingsProblemsOf(fields)
  const shown = tried ? problems : {}
  const removed = removedDepartments(fields, settings)
  const save = async (): Promise<void> => {
    setAsking(false)
    if (await act.run(() => sendJson('PATCH', '/api/city/settings', change))) toast({ text: <T id="settingsSaved" /> })
  }
  const submit = (): void => {
    setTried(true)
    if (Object.keys(problems).length > 0 || count === 0) return
    if (removed.length > 0) setAsking(true)
    else void save()
  }
  const set = (part: Partial<typeof fields>): void => setFields({ ...fields, ...part })
  return (
    <form
      noValidate
      className="mn-stack"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <section className="mn-card mn-stack">
        <h2>
          <T id="settingsName" />
        </h2>
        <NamePerLanguage texts={fields.name} onChange={(name) => set({ name })} required error={shown.name} />
      </section>
      <TownArea fields={fields} onChange={set} problems={shown} />
      <WordsSection fields={fields} onChange={set} />
      <FeaturesSection features={fields.features} onChange={(features) => set({ features })} />
      <DepartmentsSection departments={fields.departments} onChange={(departments) => set({ departments })} problem={shown.departments} />
      <div className="desk-save mn-no-print">
        <SaveState count={count} problems={Object.keys(shown).length} />
        <Trouble error={act.trouble} />
        <SaveButtons
          busy={act.busy}
          unchanged={untouched}
          onDiscard={() => {
            setFields(settingsFieldsOf(settings))
            setTried(false)
            act.clear()
          }}
        />
      </div>
      {asking && <RemovalCheck removed={removed} busy={act.busy} onConfirm={() => void save()} onClose={() => setAsking(false)} />}
    </form>
  )
}
