import { Button, Icon, type IconName, TextField } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { CityView } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useAct } from '../data/act.ts'
import { sendJson } from '../data/api.ts'
import { cityQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { isGivenUp, passkeysWork, signInWithPasskey } from './passkeys.ts'

/** The ways in that this host offers: a demo account by one click, a code by e-mail, a passkey. */
export function SignInPage(): ReactNode {
  const { plain, language } = useSpeaker()
  const city = useQuery(cityQuery())
  const name = pickText(city.data?.name, language)?.text ?? ''
  useEffect(() => {
    document.title = plain('titleOf', { page: plain('signIn'), cityName: name })
  }, [plain, name])
  return (
    <main id="main" tabIndex={-1} className="desk-sign-in">
      <div>
        <h1>{name === '' ? plain('signIn') : plain('signInTo', { cityName: name })}</h1>
        <p className="mn-muted">
          <T id="signInLead" />
        </p>
      </div>
      <Loaded of={city} rows={4}>
        {(view) => <Ways signIn={view.signIn} />}
      </Loaded>
    </main>
  )
}

function Ways({ signIn }: { readonly signIn: CityView['signIn'] }): ReactNode {
  return (
    <>
      {signIn.demo.length > 0 && <DemoCards roles={signIn.demo} />}
      <div className="desk-ways">
        {signIn.mail && <MailWay />}
        {signIn.passkey && passkeysWork() && <PasskeyWay />}
      </div>
    </>
  )
}

const demo: Readonly<Record<string, { readonly icon: IconName; readonly name: PlainKey; readonly text: PlainKey }>> = {
  staff: { icon: 'edit', name: 'demoStaff', text: 'demoStaffText' },
  approver: { icon: 'check', name: 'demoApprover', text: 'demoApproverText' },
  'shop-staff': { icon: 'shop', name: 'demoShop', text: 'demoShopText' },
  resident: { icon: 'user', name: 'demoResident', text: 'demoResidentText' },
  admin: { icon: 'settings', name: 'demoAdmin', text: 'demoAdminText' },
  operator: { icon: 'bolt', name: 'demoOperator', text: 'demoOperatorText' },
}

function DemoCards({ roles }: { readonly roles: readonly string[] }): ReactNode {
  const act = useAct()
  return (
    <section className="mn-stack" aria-labelledby="demo-title">
      <div>
        <h2 id="demo-title">
          <T id="demoTitle" />
        </h2>
        <p className="mn-small mn-muted">
          <T id="demoLead" />
        </p>
      </div>
      <ul className="desk-cards">
        {Object.entries(demo)
          .filter(([role]) => roles.includes(role))
          .map(([role, card]) => (
            <li key={role}>
              <button
                type="button"
                className="desk-card-button"
                data-demo={role}
                aria-disabled={act.busy}
                onClick={() => void act.run(() => sendJson('POST', '/api/auth/demo', { role }))}
              >
                <Icon name={card.icon} size={24} />
                <span>
                  <strong>
                    <T id={card.name} />
                  </strong>
                  <span className="mn-small mn-muted">
                    <T id={card.text} />
                  </span>
                </span>
              </button>
            </li>
          ))}
      </ul>
      <Trouble error={act.trouble} />
    </section>
  )
}

function MailWay(): ReactNode {
  const [sentTo, setSentTo] = useState<string>()
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="mailTitle" />
      </h2>
      {sentTo === undefined ? <AskForCode onSent={setSentTo} /> : <EnterCode mail={sentTo} onOther={() => setSentTo(undefined)} />}
    </section>
  )
}

function AskForCode({ onSent }: { readonly onSent: (mail: string) => void }): ReactNode {
  const act = useAct()
  const [mail, setMail] = useState('')
  const [tried, setTried] = useState(false)
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (!mail.includes('@')) return
    if (await act.run(() => sendJson('POST', '/api/auth/code', { mail: mail.trim() }))) onSent(mail.trim())
  }
  return (
    <form noValidate className="mn-stack" onSubmit={(event) => void ask(event)}>
      <TextField
        label={<T id="mail" />}
        type="email"
        autoComplete="email"
        inputMode="email"
        value={mail}
        onChange={(event) => setMail(event.target.value)}
        error={tried && !mail.includes('@') ? <T id="mailWrong" /> : undefined}
      />
      <Trouble error={act.trouble} />
      <div>
        <Button look="primary" type="submit" busy={act.busy}>
          <T id="mailSend" />
        </Button>
      </div>
    </form>
  )
}

function EnterCode({ mail, onOther }: { readonly mail: string; readonly onOther: () => void }): ReactNode {
  const { plain } = useSpeaker()
  const act = useAct()
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (!/^\d{6}$/.test(code)) return
    await act.run(() => sendJson('POST', '/api/auth/sign-in', { mail, code }))
  }
  return (
    <form noValidate className="mn-stack" onSubmit={(event) => void enter(event)}>
      <p role="status">{plain('codeSent', { mail })}</p>
      <TextField
        label={<T id="code" />}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value.normalize('NFKC').replace(/\D/g, ''))}
        error={tried && !/^\d{6}$/.test(code) ? <T id="codeShort" /> : undefined}
      />
      <Trouble error={act.trouble} />
      <div className="mn-row">
        <Button look="primary" type="submit" busy={act.busy}>
          <T id="signIn" />
        </Button>
        <Button look="text" onClick={onOther}>
          <T id="mailOther" />
        </Button>
      </div>
    </form>
  )
}

function PasskeyWay(): ReactNode {
  const act = useAct()
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="passkeyTitle" />
      </h2>
      <p className="mn-small mn-muted">
        <T id="passkeyText" />
      </p>
      <Trouble error={isGivenUp(act.trouble) ? undefined : act.trouble} />
      <div>
        <Button look="secondary" busy={act.busy} onClick={() => void act.run(signInWithPasskey)}>
          <T id="passkeyUse" />
        </Button>
      </div>
    </section>
  )
}
