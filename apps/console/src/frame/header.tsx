import { Button, Icon, isTheme, LanguageChoice, useToast } from '@machinaka/ui'
import { languages, pickText } from '@machinaka/ui/i18n'
import type { Me } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sendJson } from '../data/api.ts'
import { useAct } from '../data/act.ts'
import { cityQuery } from '../data/queries.ts'
import { settings } from '../data/settings.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { roleWords } from './role-words.ts'

/** Which town, who I am, in which language; the way out. */
export function Header({ me }: { readonly me: Me | undefined }): ReactNode {
  const { plain, language } = useSpeaker()
  const name = pickText(useQuery(cityQuery()).data?.name, language)
  return (
    <header className="desk-header mn-no-print">
      <Link to="/" className="desk-brand">
        <span className="desk-brand__mark" aria-hidden="true">
          <Icon name="pin" size={20} />
        </span>
        <span>
          <strong>{name?.text ?? ''}</strong> <span className="desk-brand__app">{plain('appName')}</span>
        </span>
      </Link>
      <div className="desk-header__tools">
        <ThemeChoice />
        <LanguageChoice
          label={plain('language')}
          language={language}
          offered={languages}
          className="desk-choice"
          failed={<T id="errorTitle" />}
        />
        {me !== undefined && <Who me={me} />}
      </div>
    </header>
  )
}

function Who({ me }: { readonly me: Me }): ReactNode {
  const out = useAct()
  const toast = useToast()
  const leave = async (): Promise<void> => {
    if (!(await out.run(() => sendJson('POST', '/api/sign-out')))) toast({ text: <T id="saidUnknown" /> })
  }
  return (
    <>
      <Link to="/account" className="desk-who">
        <Icon name="user" size={20} />
        <span>
          <span className="desk-who__name">{me.name ?? me.mail ?? '—'}</span>
          {me.roles
            .filter((role) => role !== 'visitor')
            .slice(-1)
            .map((role) => (
              <span key={role} className="desk-who__role">
                <T id={roleWords[role]} />
              </span>
            ))}
        </span>
      </Link>
      <Button compact look="secondary" busy={out.busy} onClick={() => void leave()}>
        <T id="signOut" />
      </Button>
    </>
  )
}

/** Light, dark, or as the device; on a phone it stands on the page of one's own account. */
export function ThemeChoice(): ReactNode {
  const { plain } = useSpeaker()
  const { theme } = settings.use()
  return (
    <label className="desk-choice desk-choice--theme">
      <span>{plain('theme')}</span>
      <select
        className="mn-select"
        value={theme}
        onChange={({ target }) => {
          if (isTheme(target.value)) settings.set({ theme: target.value })
        }}
      >
        <option value="auto">{plain('themeAuto')}</option>
        <option value="light">{plain('themeLight')}</option>
        <option value="dark">{plain('themeDark')}</option>
        <option value="contrast">{plain('themeContrast')}</option>
      </select>
    </label>
  )
}
