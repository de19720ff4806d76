import { Button, Checkbox, ConfirmDialog, RadioGroup, useChooseLanguage, useToast } from '@machinaka/ui'
import { type Language, languageNames, languages, tagOf } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { cityQuery } from '../data/queries.ts'
import { shelf } from '../data/saved.ts'
import { settings } from '../data/settings.ts'
import { asksNotToBeTracked } from '../data/usage.ts'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { InstallCard } from './install-card.tsx'

/** Language, looks, counting, and what this device remembers. */
export function SettingsPage(): ReactNode {
  const { plain } = useSpeaker()
  const city = useQuery(cityQuery()).data?.value
  return (
    <Page title={<T id="settingsTitle" phrase />} plainTitle={plain('settingsTitle')}>
      <LanguageCard offered={city?.languages ?? languages} />
      <LooksCard />
      {city?.features.gsiTiles === true && <GroundCard />}
      <InstallCard />
      <PrivacyCard />
      <ForgetCard />
      <AboutCard credits={city?.credits ?? []} />
    </Page>
  )
}

function LanguageCard({ offered }: { readonly offered: readonly Language[] }): ReactNode {
  const { language } = useSpeaker()
  const choose = useChooseLanguage()
  const toast = useToast()
  return (
    <section className="mn-card">
      <RadioGroup
        legend={<T id="language" />}
        value={language}
        onChange={(code) => void choose(code).catch(() => toast({ text: <T id="errorTitle" /> }))}
        choices={offered.map((code) => ({ value: code, label: languageNames[code], lang: tagOf(code) }))}
      />
    </section>
  )
}

function LooksCard(): ReactNode {
  const { theme } = settings.use()
  return (
    <section className="mn-card">
      <RadioGroup
        legend={<T id="theme" />}
        value={theme}
        onChange={(next) => settings.set((before) => ({ ...before, theme: next }))}
        choices={[
          { value: 'auto', label: <T id="themeAuto" /> },
          { value: 'light', label: <T id="themeLight" /> },
          { value: 'dark', label: <T id="themeDark" /> },
          { value: 'contrast', label: <T id="themeContrast" /> },
        ]}
      />
      <p className="mn-small mn-muted">
        <strong>
          <T id="textSize" />
        </strong>
        　<T id="textSizeText" />
      </p>
    </section>
  )
}

/** The town's own map, or tiles of the Geospatial Information Authority where the city allows them. */
function GroundCard(): ReactNode {
  const { ground } = settings.use()
  return (
    <section className="mn-card">
      <RadioGroup
        legend={<T id="mapGround" />}
        value={ground}
        onChange={(next) => settings.set((before) => ({ ...before, ground: next }))}
        choices={[
          { value: 'town', label: <T id="mapTown" /> },
          { value: 'gsi', label: <T id="mapGsi" />, help: <T id="mapGsiHelp" /> },
        ]}
      />
    </section>
  )
}

/** Whether uses are counted; a browser that asks not to be tracked has answered already. */
function PrivacyCard(): ReactNode {
  const { usage } = settings.use()
  const refused = asksNotToBeTracked()
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="privacy" />
      </h2>
      <Checkbox
        label={<T id="usage" />}
        help={<T id={refused ? 'usageAsked' : 'usageHelp'} />}
        checked={usage && !refused}
        disabled={refused}
        onChange={(on) => settings.set((before) => ({ ...before, usage: on }))}
      />
    </section>
  )
}

interface Credit {
  readonly text: string
  readonly url?: string
}

function AboutCard({ credits }: { readonly credits: readonly Credit[] }): ReactNode {
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="aboutTitle" />
      </h2>
      <p>
        <T id="aboutText" />
      </p>
      {credits.length > 0 && (
        <>
          <h3>
            <T id="credits" />
          </h3>
          <ul className="town-plain-list" lang="ja">
            {credits.map((credit) => (
              <li key={credit.text}>
                <CreditLine credit={credit} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function CreditLine({ credit: { text, url } }: { readonly credit: Credit }): ReactNode {
  return url === undefined ? (
    text
  ) : (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  )
}

/** Deletes everything this app keeps on the device; asks first, naming what goes. */
function ForgetCard(): ReactNode {
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const forget = async (): Promise<void> => {
    setAsking(false)
    shelf.set(() => ({ places: [], receipts: [] }))
    settings.set(() => ({ theme: 'auto', usage: true, ground: 'town' }))
    try {
      sessionStorage.clear()
    } catch {
      /* forbidden: nothing was kept there */
    }
    if ('caches' in globalThis) for (const name of await caches.keys()) if (!name.startsWith('shell-')) await caches.delete(name)
    toast({ text: <T id="forgetDone" /> })
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="forgetTitle" />
      </h2>
      <div>
        <Button look="danger" icon="trash" onClick={() => setAsking(true)}>
          <T id="forget" />
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={<T id="forget" phrase />}
        verb={<T id="forget" />}
        onConfirm={() => void forget()}
        onClose={() => setAsking(false)}
      >
        <T id="forgetText" />
      </ConfirmDialog>
    </section>
  )
}
