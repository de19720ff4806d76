import { Button, ConfirmDialog, TextField } from '@machinaka/ui'
import { languageNames, pickText } from '@machinaka/ui/i18n'
import type { Department } from '@machinaka/people/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { membersQuery } from '../data/queries.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { nameLanguages } from '../places/place-change.ts'
import type { DepartmentFields, SettingsProblem } from './settings-change.ts'

interface Props {
  readonly departments: readonly DepartmentFields[]
  readonly onChange: (departments: readonly DepartmentFields[]) => void
  readonly problem: SettingsProblem | undefined
}

/** Departments approve what their colleagues wrote; each has a name in the languages somebody wrote. */
export function DepartmentsSection({ departments, onChange, problem }: Props): ReactNode {
  const added = useRef(0)
  const add = (): void => {
    added.current += 1
    onChange([...departments, { key: `new-${added.current}`, id: undefined, name: {} }])
  }
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="settingsDepartments" />
      </h2>
      <p className="mn-small mn-muted">
        <T id="settingsDepartmentsHelp" />
      </p>
      {departments.length === 0 && (
        <p className="mn-muted">
          <T id="departmentsNone" />
        </p>
      )}
      <ul className="desk-lines">
        {departments.map((department) => (
          <li key={department.key}>
            <DepartmentForm
              department={department}
              onChange={(name) => onChange(departments.map((one) => (one.key === department.key ? { ...one, name } : one)))}
              onRemove={() => onChange(departments.filter((one) => one.key !== department.key))}
              problem={(department.name.ja ?? '').trim() === '' ? problem : undefined}
            />
          </li>
        ))}
      </ul>
      <div>
        <Button compact icon="plus" onClick={add}>
          <T id="departmentAdd" />
        </Button>
      </div>
    </section>
  )
}

interface FormProps {
  readonly department: DepartmentFields
  readonly onChange: (name: DepartmentFields['name']) => void
  readonly onRemove: () => void
  readonly problem: SettingsProblem | undefined
}

function DepartmentForm({ department: { name }, onChange, onRemove, problem }: FormProps): ReactNode {
  const { plain } = useSpeaker()
  const field = (language: (typeof nameLanguages)[number]): ReactNode => (
    <TextField
      key={language}
      lang={language === 'ja-easy' ? 'ja' : language}
      label={plain('departmentIn', { language: languageNames[language] })}
      required={language === 'ja' ? true : undefined}
      maxLength={200}
      value={name[language] ?? ''}
      onChange={({ target }) => onChange({ ...name, [language]: target.value })}
      error={language === 'ja' && problem !== undefined ? <T id={problem} /> : undefined}
    />
  )
  return (
    <div className="mn-stack">
      <div className="desk-department">
        {field('ja')}
        <Button compact look="text" aria-label={plain('departmentRemoveOf', { name: name.ja ?? '' })} onClick={onRemove}>
          <T id="remove" />
        </Button>
      </div>
      <details>
        <summary>
          <T id="otherLanguageNames" />
        </summary>
        <div className="desk-two desk-inside">{nameLanguages.slice(1).map(field)}</div>
      </details>
    </div>
  )
}

interface CheckProps {
  readonly removed: readonly Department[]
  readonly busy: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Before a department goes: who works there, and what then. */
export function RemovalCheck({ removed, busy, onConfirm, onClose }: CheckProps): ReactNode {
  const { plain, language, formats } = useSpeaker()
  const members = useQuery(membersQuery()).data ?? []
  const people = members.filter(({ department }) => removed.some(({ id }) => id === department)).length
  return (
    <ConfirmDialog
      open
      title={plain('departmentsRemoveAsk', { names: formats.list(removed.map(({ id, name }) => pickText(name, language)?.text ?? id)) })}
      verb={<T id="save" />}
      busy={busy}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{plain('departmentsRemoveText', { n: people })}</p>
    </ConfirmDialog>
  )
}
