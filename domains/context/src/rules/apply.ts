/** What a command makes of a stored entity: the algebra of engines/ngsi, with the origin of each value kept. */
import { applyCommand as applyToEntity, isProblem, type Command, type Problem, type TimedEntity } from '@machinaka/ngsi'
import { adoptChanges, replaceEntity, type Held, type Outcome, type Writer } from './merge.ts'

/** A stored entity as commands see it; undefined where there is none. */
export interface HeldEntity extends Held {
  readonly id: string
  readonly expiresAt: string | undefined
}

export interface Applied {
  /** The new state; undefined where the entity goes. */
  readonly outcome: Outcome | undefined
  readonly expiresAt: string | undefined
  /** Attributes that the command reached, and those it could not, with the reason (UpdateResult, §5.2.18). */
  readonly updated: readonly string[]
  readonly notUpdated: readonly { readonly name: string; readonly reason: string }[]
}

const NOTHING = { types: [], scope: [], attributes: {}, origin: {}, source: undefined } as const

/** Applies one command. */
export function applyCommand(held: HeldEntity | undefined, command: Command, writer: Writer): Applied | Problem {
  const done = applyToEntity(held === undefined ? undefined : timedOf(held), command, writer.at)
  if (isProblem(done)) return done
  const { entity, updated } = done
  const told = { updated, notUpdated: done.notUpdated.map(({ attribute, reason }) => ({ name: attribute, reason })) }
  if (done.result === 'deleted' || entity === undefined) return { ...told, outcome: undefined, expiresAt: undefined }
  if (held === undefined)
    return { ...told, outcome: replaceEntity({ ...NOTHING, createdAt: writer.at }, entity, writer), expiresAt: entity.expiresAt }
  // Who writes what already stands there has still said it: a person makes it theirs.
  const names = new Set([...updated, ...done.changes.map(({ attribute }) => attribute)].filter((name) => name !== 'scope'))
  return { ...told, outcome: adoptChanges(held, entity, names, writer), expiresAt: entity.expiresAt }
}

const timedOf = ({ id, types, scope, expiresAt, attributes, createdAt }: HeldEntity): TimedEntity => ({
  id,
  types,
  ...(scope.length === 0 ? {} : { scope }),
  ...(expiresAt === undefined ? {} : { expiresAt }),
  attributes,
  createdAt,
  modifiedAt: createdAt,
})
