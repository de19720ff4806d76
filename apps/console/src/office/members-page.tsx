import { Badge, Button, ConfirmDialog, Dialog, Select, Table, TextField, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { Member, Role } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { cityQuery, meQuery, membersQuery } from '../data/queries.ts'
import { Loaded, Trouble } from '../frame/failures.tsx'
import { Page } from '../frame/page.tsx'
import { roleWords } from '../frame/role-words.ts'
import { T, useSpeaker } from '../messages/index.ts'

const given = ['resident', 'shop-staff', 'staff', 'admin', 'operator'] as const satisfies readonly Role[]

/** Who works here, in which role; invite, change, remove. */
export function MembersPage(): ReactNode {
  const { plain } = useSpeaker()
  const members = useQuery(membersQuery())
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title={plain('navMembers')}
      lead={<T id="membersLead" />}
      actions={
        <Button look="primary" icon="plus" onClick={() => setInviting(true)}>
          <T id="invite" />
        </Button>
      }
    >
      <Loaded of={members}>{(all) => <MemberTable members={all} />}</Loaded>
      {inviting && <MemberDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}

function MemberTable({ members }: { readonly members: readonly Member[] }): ReactNode {
  const { plain, language } = useSpeaker()
  const departments = useQuery(cityQuery()).data?.departments ?? []
  const [editing, setEditing] = useState<Member>()
  const [removing, setRemoving] = useState<Member>()
  return (
    <>
      <Table<Member>
        caption={plain('navMembers')}
        hideCaption
        rows={members}
        keyOf={(row) => row.id}
        columns={[
          {
            id: 'name',
            label: plain('name'),
            heading: true,
            cell: (row) => (
              <>
                {row.name}
                <div className="mn-small mn-muted">{row.mail}</div>
              </>
            ),
          },
          { id: 'role', label: plain('role'), cell: (row) => <T id={roleWords[row.role]} /> },
          {
            id: 'department',
            label: plain('department'),
            cell: (row) => pickText(departments.find(({ id }) => id === row.department)?.name, language)?.text ?? row.department ?? '—',
          },
          {
            id: 'state',
            label: plain('state'),
            cell: (row) =>
              row.invited ? (
                <Badge tone="key">
                  <T id="memberInvited" />
                </Badge>
              ) : (
                <Badge tone="good">
                  <T id="memberActive" />
                </Badge>
              ),
          },
          {
            id: 'do',
            label: plain('actions'),
            cell: (row) => (
              <span className="mn-row">
                <Button compact onClick={() => setEditing(row)} aria-label={plain('memberEditOf', { name: row.name })}>
                  <T id="change" />
                </Button>
                <Button compact look="text" onClick={() => setRemoving(row)} aria-label={plain('memberRemoveOf', { name: row.name })}>
                  <T id="remove" />
                </Button>
              </span>
            ),
          },
        ]}
      />
      {editing !== undefined && <MemberDialog member={editing} onClose={() => setEditing(undefined)} />}
      {removing !== undefined && <Removal member={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function Removal({ member, onClose }: { readonly member: Member; readonly onClose: () => void }): ReactNode {
  const { plain } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const remove = async (): Promise<void> => {
    if (await act.run(() => sendJson('DELETE', `/api/members/${inPath(member.id)}`))) {
      toast({ text: <T id="memberRemoved" /> })
      onClose()
    }
  }
  return (
    <ConfirmDialog
      open
      title={plain('memberRemoveAsk', { name: member.name })}
      verb={<T id="remove" />}
      busy={act.busy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>
        <T id="memberRemoveText" />
      </p>
      <Trouble error={act.trouble} />
    </ConfirmDialog>
  )
}

function MemberDialog({ member, onClose }: { readonly member?: Member; readonly onClose: () => void }): ReactNode {
  const act = useAct()
  const toast = useToast()
  const departments = useQuery(cityQuery()).data?.departments ?? []
  const [mail, setMail] = useState(member?.mail ?? '')
  const [role, setRole] = useState<string>(member?.role ?? 'staff')
  const [department, setDepartment] = useState(member?.department ?? departments[0]?.id ?? '')
  const [tried, setTried] = useState(false)
  const mailWrong = !/^[^\s@<>"]+@[^\s@<>"]+$/.test(mail.trim())
  const send = async (): Promise<void> => {
    setTried(true)
    if (mailWrong) return
    const body = { role, ...(role === 'staff' && department !== '' && { department }) }
    const done = await act.run(() =>
      member === undefined
        ? sendJson('POST', '/api/members', { mail: mail.trim(), ...body })
        : sendJson('PATCH', `/api/members/${inPath(member.id)}`, body),
    )
    if (!done) return
    toast({ text: <T id={member === undefined ? 'memberInvitedSaid' : 'saved'} /> })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={<T id={member === undefined ? 'invite' : 'memberEdit'} />}
      actions={
        <>
          <Button onClick={onClose}>
            <T id="cancel" />
          </Button>
          <Button look="primary" busy={act.busy} onClick={() => void send()}>
            <T id={member === undefined ? 'inviteSend' : 'save'} />
          </Button>
        </>
      }
    >
      {member === undefined ? (
        <TextField
          label={<T id="mail" />}
          help={<T id="inviteHelp" />}
          type="email"
          required
          value={mail}
          onChange={(event) => setMail(event.target.value)}
          error={tried && mailWrong ? <T id="mailWrong" /> : undefined}
        />
      ) : (
        <p>
          <strong>{member.name}</strong>
          <br />
          {member.mail}
        </p>
      )}
      <RoleFields role={role} onRole={setRole} department={department} onDepartment={setDepartment} />
      <Trouble error={act.trouble} />
    </Dialog>
  )
}

interface RoleProps {
  readonly role: string
  readonly onRole: (role: string) => void
  readonly department: string
  readonly onDepartment: (department: string) => void
}

/** What somebody may do here: the role, and of staff the department. Only an operator makes operators. */
function RoleFields({ role, onRole, department, onDepartment }: RoleProps): ReactNode {
  const { plain, language } = useSpeaker()
  const departments = useQuery(cityQuery()).data?.departments ?? []
  const operator = useQuery(meQuery()).data?.permissions.includes('operate') === true
  return (
    <>
      <Select
        label={<T id="role" />}
        value={role}
        onChange={(event) => onRole(event.target.value)}
        choices={given.filter((one) => one !== 'operator' || operator).map((value) => ({ value, label: plain(roleWords[value]) }))}
      />
      {role === 'staff' && departments.length > 0 && (
        <Select
          label={<T id="department" />}
          value={department}
          onChange={(event) => onDepartment(event.target.value)}
          choices={departments.map(({ id, name }) => ({ value: id, label: pickText(name, language)?.text ?? id }))}
        />
      )}
    </>
  )
}
