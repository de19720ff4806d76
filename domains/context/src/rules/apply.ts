/** What a command makes of an entity, or why it cannot be done (ETSI GS CIM 009 V1.9.1 §5.6). Pure; origins included. */
import { isInstanceList, type Attribute, type AttributeValue, type Entity, type Problem } from '@machinaka/ngsi'
import type { Command } from './commands.ts'
import { adoptChanges, changeEntity, replaceEntity, type Held, type Outcome, type Writer } from './merge.ts'

/** A stored entity as commands see it; undefined where there is none. */
export interface HeldEntity extends Held {
  readonly id: string
  readonly expiresAt: string | undefined
}

export interface Applied {
  /** The new state; undefined where the entity goes. */
  readonly outcome: Outcome | undefined
  readonly expiresAt: string | undefined
  readonly updated: readonly string[]
  readonly notUpdated: readonly { readonly name: string; readonly reason: string }[]
}

export const idOf = (command: Command): string =>
  'entity' in command ? command.entity.id : 'fragment' in command ? command.fragment.id : command.id

const NOTHING = { types: [], scope: [], attributes: {}, origin: {}, source: undefined } as const
const problem = (type: Problem['problem'], detail: string): Problem => ({ problem: type, detail })
const done = (outcome: Outcome, more: Partial<Applied> = {}): Applied => ({
  outcome,
  expiresAt: undefined,
  updated: [],
  notUpdated: [],
  ...more,
})

/** Applies one command. */
export function applyCommand(held: HeldEntity | undefined, command: Command, writer: Writer): Applied | Problem {
  if (command.kind === 'create' || command.kind === 'upsert') {
    if (held === undefined) return made(command.entity, writer)
    if (command.kind === 'create') return problem('AlreadyExists', `An entity ${held.id} exists already.`)
    if (command.mode === 'update') return changed(held, { ...command.entity, types: command.entity.types }, writer)
    return done(replaceEntity(held, command.entity, writer), { expiresAt: command.entity.expiresAt })
  }
  if (held === undefined) return problem('ResourceNotFound', `There is no entity ${idOf(command)} here.`)
  switch (command.kind) {
    case 'delete':
      return { outcome: undefined, expiresAt: undefined, updated: [], notUpdated: [] }
    case 'replace':
      return done(replaceEntity(held, command.entity, writer), { expiresAt: command.entity.expiresAt })
    case 'append':
    case 'update':
      return changed(held, { ...command.fragment, onlyNew: command.kind === 'append' && !command.overwrite }, writer)
    case 'replaceAttribute':
    case 'deleteAttribute':
      return onAttribute(held, command, writer)
    case 'drop':
    case 'keep': {
      const names = Object.keys(held.attributes).filter((name) => command.names.includes(name) === (command.kind === 'drop'))
      const left = Object.fromEntries(Object.entries(held.attributes).filter(([name]) => !names.includes(name)))
      const scope = command.names.includes('scope') === (command.kind === 'drop') ? [] : held.scope
      return done(adoptChanges(held, { types: held.types, scope, attributes: left }, names, writer), {
        expiresAt: held.expiresAt,
        updated: names,
      })
    }
    case 'merge':
    case 'partial':
      return problem('OperationNotSupported', 'Merging is not there yet.')
  }
}

const made = (entity: Entity, writer: Writer): Applied =>
  done(replaceEntity({ ...NOTHING, createdAt: writer.at }, entity, writer), {
    expiresAt: entity.expiresAt,
    updated: Object.keys(entity.attributes),
  })

function changed(
  held: HeldEntity,
  said: {
    readonly attributes: Readonly<Record<string, AttributeValue | null>>
    readonly types?: readonly string[] | undefined
    readonly scope?: readonly string[] | null | undefined
    /** Null takes it away. */
    readonly expiresAt?: string | null | undefined
    readonly onlyNew?: boolean
  },
  writer: Writer,
): Applied {
  const { attributes, types, scope, onlyNew = false } = said
  const outcome = changeEntity(held, { attributes, types, scope, onlyNew }, writer)
  const kept = onlyNew ? Object.keys(attributes).filter((name) => Object.hasOwn(held.attributes, name)) : []
  return done(outcome, {
    expiresAt: said.expiresAt === undefined ? held.expiresAt : (said.expiresAt ?? undefined),
    updated: Object.keys(attributes).filter((name) => !kept.includes(name)),
    notUpdated: kept.map((name) => ({ name, reason: 'The attribute exists, and noOverwrite leaves it as it is.' })),
  })
}

function onAttribute(
  held: HeldEntity,
  command: Extract<Command, { readonly kind: 'replaceAttribute' | 'deleteAttribute' }>,
  writer: Writer,
): Applied | Problem {
  const { name } = command
  if (command.kind === 'deleteAttribute' && name === 'scope')
    return done(adoptChanges(held, { ...held, scope: [] }, [], writer), { expiresAt: held.expiresAt, updated: [name] })
  const stood = listed(Object.hasOwn(held.attributes, name) ? held.attributes[name] : undefined)
  const said = command.kind === 'replaceAttribute' ? listed(command.value) : []
  const wanted = command.kind === 'deleteAttribute' ? [command.datasetId] : said.map(({ datasetId }) => datasetId)
  const hit = (one: Attribute): boolean => (command.kind === 'deleteAttribute' && command.all) || wanted.includes(one.datasetId)
  const missing =
    stood.length === 0 ||
    !(command.kind === 'deleteAttribute' && command.all ? true : wanted.every((id) => stood.some(({ datasetId }) => datasetId === id)))
  if (missing) return problem('ResourceNotFound', `The entity ${held.id} has no such instance of the attribute ${name}.`)
  const left = [...stood.filter((one) => !hit(one)), ...said]
  const { [name]: _, ...others } = held.attributes
  const [only] = left
  const attributes = only === undefined ? others : { ...others, [name]: left.length === 1 ? only : left }
  return done(adoptChanges(held, { ...held, attributes }, [name], writer), { expiresAt: held.expiresAt, updated: [name] })
}

const listed = (value: AttributeValue | undefined): readonly Attribute[] =>
  value === undefined ? [] : isInstanceList(value) ? value : [value]
