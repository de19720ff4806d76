import { Button, ConfirmDialog, Notice, TextField, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { sendJson } from '../data/api.ts'
import { cityQuery, meQuery, passkeysQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { ThemeChoice } from '../frame/header.tsx'
import { Page } from '../frame/page.tsx'
import { roleWords } from '../frame/role-words.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { addPasskey, isGivenUp, passkeysWork } from './passkeys.ts'

/** Who am I here, what may I, and my passkeys. */
export function AccountPage(): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const me = useQuery(meQuery())
  const city = useQuery(cityQuery()).data
  return (
    <Page title={plain('accountTitle')}>
      <Loaded of={me}>
        {(who) => (
          <>
            <section className="mn-card">
              <dl className="mn-facts">
                <dt>
                  <T id="name" />
                </dt>
                <dd>{who.name ?? '—'}</dd>
                <dt>
                  <T id="mail" />
                </dt>
                <dd>{who.mail ?? '—'}</dd>
                <dt>
                  <T id="role" />
                </dt>
                <dd>{formats.list(who.roles.map((role) => plain(roleWords[role])))}</dd>
                {who.department !== undefined && (
                  <>
                    <dt>
                      <T id="department" />
                    </dt>
                    <dd>{pickText(city?.departments.find(({ id }) => id === who.department)?.name, language)?.text ?? who.department}</dd>
                  </>
                )}
              </dl>
            </section>
            <section className="mn-card">
              <ThemeChoice />
            </section>
            {city?.signIn.passkey === true && !who.demo && <Passkeys />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Passkey {
  readonly id: string
  readonly name?: string
}

/** A device that was lost or given away signs in no more. */
function PasskeyRemoval({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }): ReactNode {
  const { plain } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const remove = async (): Promise<void> => {
    if (!(await act.run(() => sendJson('POST', '/api/auth/passkey/delete-passkey', { id: passkey.id })))) return
    toast({ text: <T id="passkeyRemoved" /> })
    onClose()
  }
  return (
    <ConfirmDialog
      open
      title={plain('passkeyRemoveAsk', { name: passkey.name ?? '' })}
      verb={<T id="remove" />}
      busy={act.busy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>
        <T id="passkeyRemoveText" />
      </p>
      <Trouble error={act.trouble} />
    </ConfirmDialog>
  )
}

function Passkeys(): ReactNode {
  const { plain, formats } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [name, setName] = useState('')
  const [removing, setRemoving] = useState<Passkey>()
  const keys = useQuery(passkeysQuery())
  const add = async (): Promise<void> => {
    if (await act.run(() => addPasskey(name.trim() === '' ? navigator.platform : name.trim()))) {
      setName('')
      toast({ text: <T id="passkeyAdded" /> })
    }
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="passkeyTitle" />
      </h2>
      <p className="mn-muted">
        <T id="passkeyText" />
      </p>
      {(keys.data?.length ?? 0) > 0 && (
        <ul className="desk-lines">
          {keys.data?.map((key) => (
            <li key={key.id}>
              {key.name ?? '—'} {key.createdAt !== undefined && <span className="mn-muted">{formats.date(new Date(key.createdAt))}</span>}{' '}
              <Button compact look="text" aria-label={plain('passkeyRemoveOf', { name: key.name ?? '' })} onClick={() => setRemoving(key)}>
                <T id="remove" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <div className="desk-inline-form">
          <TextField label={<T id="passkeyName" />} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
          <Button busy={act.busy} onClick={() => void add()}>
            <T id="passkeyAdd" />
          </Button>
        </div>
      ) : (
        <Notice tone="warn">
          <T id="passkeyAbsent" />
        </Notice>
      )}
      <Trouble error={isGivenUp(act.trouble) ? undefined : act.trouble} />
      {removing !== undefined && <PasskeyRemoval passkey={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  )
}
