import { Badge, Button, Checkbox, ConfirmDialog, Dialog, EmptyState, Notice, Table, TextField, useToast } from '@machinaka/ui'
import type { KeyView, Permission } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { keysQuery, meQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'

/** What only a person does is never given to a key. */
const personal: readonly Permission[] = ['public', 'account', 'key.manage', 'listing.claim']

/** Keys for machines: made, shown once, revoked. */
export function KeysPage(): ReactNode {
  const { plain } = useSpeaker()
  const keys = useQuery(keysQuery())
  const [making, setMaking] = useState(false)
  return (
    <Page
      title={plain('navKeys')}
      lead={<T id="keysLead" />}
      actions={
        <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
          <T id="keyMake" />
        </Button>
      }
    >
      <Loaded of={keys}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon="settings" title={<T id="keysNone" phrase />}>
              <T id="keysNoneText" />
            </EmptyState>
          ) : (
            <KeyTable keys={all} />
          )
        }
      </Loaded>
      {making && <KeyDialog onClose={() => setMaking(false)} />}
    </Page>
  )
}

function KeyTable({ keys }: { readonly keys: readonly KeyView[] }): ReactNode {
  const { plain, formats } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [revoking, setRevoking] = useState<KeyView>()
  const revoke = async (key: KeyView): Promise<void> => {
    const done = await act.run(() => sendJson('DELETE', `/api/keys/${inPath(key.id)}`))
    setRevoking(undefined)
    if (done) toast({ text: <T id="keyRevoked" /> })
  }
  return (
    <>
      <Trouble error={act.trouble} />
      <Table<KeyView>
        caption={plain('navKeys')}
        hideCaption
        rows={keys}
        keyOf={(row) => row.id}
        columns={[
          { id: 'name', label: plain('name'), heading: true, cell: (row) => <KeyName of={row} /> },
          { id: 'scopes', label: plain('scopes'), cell: (row) => <Scopes of={row.scopes} /> },
          {
            id: 'used',
            label: plain('lastUsed'),
            cell: (row) => (row.lastUsedAt === undefined ? <T id="never" /> : formats.ago(new Date(row.lastUsedAt), new Date())),
          },
          { id: 'state', label: plain('state'), cell: (row) => <KeyState revoked={row.revokedAt !== undefined} /> },
          {
            id: 'do',
            label: plain('actions'),
            cell: (row) =>
              row.revokedAt === undefined && (
                <Button compact look="danger" aria-label={plain('keyRevokeOf', { name: row.name })} onClick={() => setRevoking(row)}>
                  <T id="keyRevoke" />
                </Button>
              ),
          },
        ]}
      />
      {revoking !== undefined && (
        <ConfirmDialog
          open
          title={plain('keyRevokeAsk', { name: revoking.name })}
          verb={<T id="keyRevoke" />}
          busy={act.busy}
          onConfirm={() => void revoke(revoking)}
          onClose={() => setRevoking(undefined)}
        >
          <T id="keyRevokeText" />
        </ConfirmDialog>
      )}
    </>
  )
}

function KeyName({ of }: { readonly of: KeyView }): ReactNode {
  return (
    <>
      {of.name}
      <div className="mn-small mn-muted">
        <code>{of.prefix}…</code>
      </div>
    </>
  )
}

function Scopes({ of }: { readonly of: readonly Permission[] }): ReactNode {
  return (
    <span className="desk-scopes">
      {of.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
    </span>
  )
}

function KeyState({ revoked }: { readonly revoked: boolean }): ReactNode {
  return revoked ? (
    <Badge>
      <T id="keyIsRevoked" />
    </Badge>
  ) : (
    <Badge tone="good">
      <T id="keyActive" />
    </Badge>
  )
}

function KeyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const act = useAct()
  const mine = useQuery(meQuery()).data?.permissions ?? []
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Permission[]>([])
  const [tried, setTried] = useState(false)
  const [text, setText] = useState<string>()
  const make = async (): Promise<void> => {
    setTried(true)
    if (name.trim() === '' || scopes.length === 0) return
    await act.run(async () => setText((await sendJson<{ readonly text: string }>('POST', '/api/keys', { name: name.trim(), scopes })).text))
  }
  if (text !== undefined) return <Shown text={text} onClose={onClose} />
  return (
    <Dialog
      open
      onClose={onClose}
      title={<T id="keyMake" phrase />}
      actions={
        <>
          <Button onClick={onClose}>
            <T id="cancel" />
          </Button>
          <Button look="primary" busy={act.busy} onClick={() => void make()}>
            <T id="keyMake" />
          </Button>
        </>
      }
    >
      <TextField
        label={<T id="keyName" />}
        help={<T id="keyNameHelp" />}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried && name.trim() === '' ? <T id="needsText" /> : undefined}
      />
      <fieldset>
        <legend className="mn-field__label">
          <T id="scopes" />
        </legend>
        {mine
          .filter((scope) => !personal.includes(scope))
          .map((scope) => (
            <Checkbox
              key={scope}
              label={<code>{scope}</code>}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
            />
          ))}
      </fieldset>
      {tried && scopes.length === 0 && (
        <Notice tone="bad" icon="warn">
          <p role="alert">
            <T id="needsScope" />
          </p>
        </Notice>
      )}
      <Trouble error={act.trouble} />
    </Dialog>
  )
}

function Shown({ text, onClose }: { readonly text: string; readonly onClose: () => void }): ReactNode {
  const toast = useToast()
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => toast({ text: <T id="copied" /> }),
      () => toast({ text: <T id="copyFailed" /> }),
    )
  return (
    <Dialog
      open
      role="alertdialog"
      onClose={onClose}
      title={<T id="keyShownTitle" phrase />}
      actions={
        <Button look="primary" onClick={onClose}>
          <T id="keyKept" />
        </Button>
      }
    >
      <Notice tone="warn" icon="warn">
        <T id="keyShownText" />
      </Notice>
      <p className="desk-secret">
        <code>{text}</code>{' '}
        <Button compact onClick={copy}>
          <T id="copy" />
        </Button>
      </p>
    </Dialog>
  )
}
