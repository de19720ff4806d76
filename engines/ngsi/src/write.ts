/** Applies a command to an entity: what it becomes, and what changed (ETSI GS CIM 009 V1.9.1 §5.6). Pure; one entity at a time. */
import { sameJson } from './canonical.ts'
import type { Command, InstanceChange, NotUpdated, WriteOutcome } from './commands.ts'
import type { Fragment } from './input.ts'
import { fresh, mergeInstance, type Merging } from './merge.ts'
import { isInstanceList, type Attribute, type AttributeValue, type Entity, type TimedEntity, type Times } from './model.ts'
import type { AttributePatch } from './patch.ts'
import { oneOrMany } from './patch-input.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'
import { matchesTypes } from './selectors.ts'
import { timesKey } from './times.ts'

/**
 * What a command makes of the entity that is held (undefined: none), at an instant. Refuses with AlreadyExists,
 * ResourceNotFound or BadRequestData. The held entity is never changed in place; parts that stay are shared.
 */
export function applyCommand(held: TimedEntity | undefined, command: Command, at: string): WriteOutcome | Problem {
  return settle(() => {
    if (command.kind === 'create') {
      if (held !== undefined) throw new ProblemSignal('AlreadyExists', `An entity ${command.entity.id} exists already.`)
      return created(command.entity, at)
    }
    if (command.kind === 'upsert' && held === undefined) return created(command.entity, at)
    if (held === undefined || (command.only !== undefined && !matchesTypes(command.only, held)))
      throw new ProblemSignal('ResourceNotFound', held === undefined ? 'There is no such entity.' : 'There is no such entity of that type.')
    return changed(held, command, at)
  })
}

function changed(held: TimedEntity, command: Exclude<Command, { readonly kind: 'create' }>, at: string): WriteOutcome {
  const draft = new Draft(held, at)
  switch (command.kind) {
    case 'replace':
      draft.replace(command.entity)
      break
    case 'upsert':
      if (command.mode === 'replace') draft.replace(command.entity)
      else draft.append(fragmentOf(command.entity), 'overwrite')
      break
    case 'merge': {
      const { types, scope, expiresAt, attributes, context } = command.patch
      draft.head({ types, scope, expiresAt })
      for (const [name, patch] of Object.entries(attributes))
        draft.merge(name, patch, { name, context, depth: 'deep', observedAt: command.observedAt, lang: command.lang })
      break
    }
    case 'append':
      draft.append(command.fragment, command.noOverwrite === true ? 'keep' : 'overwrite')
      break
    case 'update':
      draft.update(command.fragment)
      break
    case 'partial': {
      const { name, instances, context } = command.fragment
      for (const { datasetId } of instances) draft.require(name, datasetId)
      draft.merge(name, instances, { name, context, depth: 'flat' })
      break
    }
    case 'replaceAttribute':
      if (command.name === 'scope') throw new ProblemSignal('BadRequestData', 'scope cannot be replaced as an attribute (§5.6.19).')
      for (const one of listed(command.value)) {
        draft.require(command.name, one.datasetId)
        draft.set(command.name, one)
      }
      break
    case 'deleteAttribute':
      draft.delete(command)
      break
    case 'purge':
      draft.purge('drop' in command ? (name) => command.drop.includes(name) : (name) => !command.keep.includes(name))
      break
    case 'delete':
      return { result: 'deleted', previous: held, changes: allGone(held), updated: [], notUpdated: [] }
  }
  return draft.outcome()
}

function created(entity: Entity, at: string): WriteOutcome {
  const changes: InstanceChange[] = []
  for (const [attribute, value] of Object.entries(entity.attributes))
    for (const one of listed(value)) changes.push({ attribute, ...datasetOf(one), kind: 'created', value: one })
  const made: TimedEntity = { ...entity, createdAt: at, modifiedAt: at }
  return { result: 'created', entity: made, changes, updated: Object.keys(entity.attributes), notUpdated: [] }
}

const allGone = (held: TimedEntity): readonly InstanceChange[] =>
  Object.entries(held.attributes).flatMap(([attribute, value]) =>
    listed(value).map((previous) => ({ attribute, ...datasetOf(previous), kind: 'deleted' as const, previous })),
  )

const fragmentOf = ({ types, scope, expiresAt, attributes }: Entity): Fragment => ({
  types,
  scope,
  attributes,
  ...(expiresAt === undefined ? {} : { expiresAt }),
})

const listed = (value: AttributeValue | undefined): readonly Attribute[] =>
  value === undefined ? [] : isInstanceList(value) ? value : [value]
const datasetOf = ({ datasetId }: Attribute): { readonly datasetId?: string } => (datasetId === undefined ? {} : { datasetId })
const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  b.every((one) => a.includes(one)) ? a : [...new Set([...a, ...b])]

type Head = Pick<Fragment, 'types' | 'scope' | 'expiresAt'>
type Instances = Map<string | undefined, Attribute>

/** Collects what a command does to an entity, instance by instance (§4.5.5). */
class Draft {
  readonly #held: TimedEntity
  readonly #at: string
  /** Attributes that the command touches, as they become. */
  readonly #touched = new Map<string, Instances>()
  readonly #updated = new Set<string>()
  readonly #notUpdated: NotUpdated[] = []
  #types: readonly string[]
  #scope: readonly string[] | undefined
  #expiresAt: string | undefined

  constructor(held: TimedEntity, at: string) {
    this.#held = held
    this.#at = at
    this.#types = held.types
    this.#scope = held.scope
    this.#expiresAt = held.expiresAt
  }

  #instances(name: string): Instances {
    const known = this.#touched.get(name)
    if (known !== undefined) return known
    const value = Object.hasOwn(this.#held.attributes, name) ? this.#held.attributes[name] : undefined
    const made: Instances = new Map(listed(value).map((one) => [one.datasetId, one]))
    this.#touched.set(name, made)
    return made
  }

  set(name: string, one: Attribute): void {
    this.#instances(name).set(one.datasetId, one)
    this.#updated.add(name)
  }

  remove(name: string, datasetId: string | undefined): void {
    if (this.#instances(name).delete(datasetId)) this.#updated.add(name)
    else this.#notUpdated.push({ attribute: name, reason: `There is no instance ${datasetId ?? 'without a datasetId'} to remove.` })
  }

  require(name: string, datasetId: string | undefined): void {
    if (this.#instances(name).has(datasetId)) return
    throw new ProblemSignal(
      'ResourceNotFound',
      `The entity has no attribute ${name}${datasetId === undefined ? ' (default instance)' : ` with the datasetId ${datasetId}`}.`,
    )
  }

  /** Types are only ever added (§4.16). */
  head({ types, scope, expiresAt }: Head): void {
    if (types !== undefined) this.#types = union(this.#types, types)
    if (scope !== undefined) this.#scope = scope ?? undefined
    if (expiresAt !== undefined) this.#expiresAt = expiresAt ?? undefined
  }

  /** §5.6.18: everything is as the new entity says; times of creation stay. */
  replace(entity: Entity): void {
    for (const name of Object.keys(this.#held.attributes)) this.#instances(name).clear()
    for (const [name, value] of Object.entries(entity.attributes)) for (const one of listed(value)) this.set(name, one)
    this.#types = entity.types
    this.#scope = entity.scope
    this.#expiresAt = entity.expiresAt
  }

  /** §5.6.3. */
  append({ types, scope, expiresAt, attributes }: Fragment, existing: 'overwrite' | 'keep'): void {
    const scopes = existing === 'keep' && scope !== null && scope !== undefined ? union(this.#scope ?? [], scope) : scope
    this.head({ types, scope: scopes, expiresAt: existing === 'keep' && this.#expiresAt !== undefined ? undefined : expiresAt })
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) this.#notUpdated.push({ attribute: name, reason: 'NGSI-LD Null cannot be appended.' })
      else
        for (const one of listed(value)) {
          if (existing === 'keep' && this.#instances(name).has(one.datasetId))
            this.#notUpdated.push({ attribute: name, reason: 'The attribute exists already and is not overwritten (noOverwrite).' })
          else this.set(name, one)
        }
    }
  }

  /** §5.6.2, §5.5.8. */
  update({ types, scope, expiresAt, attributes, removals = {} }: Fragment): void {
    const scoped = (this.#scope ?? []).length > 0
    if (scope !== undefined && !scoped)
      this.#notUpdated.push({ attribute: 'scope', reason: 'The entity has no scope that could be updated (§5.6.2).' })
    this.head({ types, scope: scoped ? scope : undefined, expiresAt })
    for (const [name, sets] of Object.entries(removals)) for (const id of sets) this.remove(name, id === '@none' ? undefined : id)
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) this.remove(name, undefined)
      else for (const one of listed(value)) this.set(name, one)
    }
  }

  /** §5.5.8 (flat), §5.5.12 (deep). */
  merge(name: string, patch: AttributePatch, how: Merging): void {
    for (const one of patch) {
      const held = this.#instances(name).get(one.datasetId)
      if (one.removed) this.remove(name, one.datasetId)
      else this.set(name, held === undefined ? fresh(one, how) : mergeInstance(held, one, how))
    }
  }

  /** §5.6.5. */
  delete({ name, datasetId, all }: Extract<Command, { readonly kind: 'deleteAttribute' }>): void {
    if (name === 'scope') {
      if (this.#scope === undefined) throw new ProblemSignal('ResourceNotFound', 'The entity has no scope.')
      this.#scope = undefined
      this.#updated.add(name)
      return
    }
    const instances = this.#instances(name)
    if (instances.size === 0) throw new ProblemSignal('ResourceNotFound', `The entity has no attribute ${name}.`)
    if (all !== true) this.require(name, datasetId === '@none' ? undefined : datasetId)
    for (const id of all === true ? [...instances.keys()] : [datasetId === '@none' ? undefined : datasetId]) this.remove(name, id)
  }

  purge(goes: (name: string) => boolean): void {
    for (const name of Object.keys(this.#held.attributes))
      if (goes(name)) for (const id of this.#instances(name).keys()) this.remove(name, id)
    if (goes('scope')) this.#scope = undefined
  }

  outcome(): WriteOutcome {
    const held = this.#held
    const changes = [...this.#touched].flatMap(([name, after]) => this.#changesOf(name, after))
    const sameHead =
      sameList(held.types, this.#types) && sameList(held.scope ?? [], this.#scope ?? []) && held.expiresAt === this.#expiresAt
    const told = { changes, updated: [...this.#updated], notUpdated: this.#notUpdated }
    if (sameHead && changes.length === 0) return { result: 'unchanged', entity: held, previous: held, ...told }
    const { scope: _scope, expiresAt: _expiresAt, times: _times, ...rest } = held
    const times = this.#times(changes)
    const entity: TimedEntity = {
      ...rest,
      types: this.#types,
      ...(this.#scope === undefined || this.#scope.length === 0 ? {} : { scope: this.#scope }),
      ...(this.#expiresAt === undefined ? {} : { expiresAt: this.#expiresAt }),
      attributes: this.#attributes(changes),
      modifiedAt: this.#at,
      ...(times === undefined ? {} : { times }),
    }
    return { result: 'updated', entity, previous: held, ...told }
  }

  #changesOf(name: string, after: Instances): readonly InstanceChange[] {
    const before = Object.hasOwn(this.#held.attributes, name) ? listed(this.#held.attributes[name]) : []
    const changes: InstanceChange[] = []
    for (const previous of before)
      if (!after.has(previous.datasetId)) changes.push({ attribute: name, ...datasetOf(previous), kind: 'deleted', previous })
    for (const value of after.values()) {
      const previous = before.find((one) => one.datasetId === value.datasetId)
      if (previous === undefined) changes.push({ attribute: name, ...datasetOf(value), kind: 'created', value })
      else if (previous !== value && !sameJson(previous, value))
        changes.push({ attribute: name, ...datasetOf(value), kind: 'updated', value, previous })
    }
    return changes
  }

  #attributes(changes: readonly InstanceChange[]): Entity['attributes'] {
    const differing = new Set(changes.map((change) => change.attribute))
    const next = new Map(Object.entries(this.#held.attributes))
    for (const name of differing) {
      const value = oneOrMany([...(this.#touched.get(name)?.values() ?? [])])
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    return Object.fromEntries(next)
  }

  /** Times are kept for what is younger than its entity, or has changed since (see times.ts). */
  #times(changes: readonly InstanceChange[]): Readonly<Record<string, Times>> | undefined {
    const next = new Map(Object.entries(this.#held.times ?? {}))
    for (const { attribute, datasetId, kind } of changes) {
      const key = timesKey(attribute, datasetId)
      const createdAt = kind === 'created' ? this.#at : (next.get(key)?.createdAt ?? this.#held.createdAt)
      if (kind === 'deleted') next.delete(key)
      else next.set(key, { createdAt, modifiedAt: this.#at })
    }
    return next.size === 0 ? undefined : Object.fromEntries(next)
  }
}

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, i) => one === b[i])
