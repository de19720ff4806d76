/** What history keeps of a change: the instances that are new, different or gone, so that a version stands alone (§4.5.7). */
import { isInstanceList, sameJson, type Attribute, type Attributes, type AttributeValue, type Gone, type Recorded } from '@machinaka/ngsi'

/** Attribute → its instances that changed. The scope is among them, as the Property that evolutions show it as (§4.5.6). */
export type RecordedChanges = Readonly<Record<string, Recorded | readonly Recorded[]>>

interface State {
  readonly scope: readonly string[]
  readonly attributes: Attributes
}

/**
 * The changes of a write as history keeps them. Of an attribute with several instances only those that differ; an instance
 * that went is recorded as gone, with its kind.
 */
export function recordedChanges(
  changes: Readonly<Record<string, AttributeValue | null>>,
  { before, scope, at }: { readonly before: State; readonly scope: readonly string[]; readonly at: string },
): RecordedChanges {
  const recorded: Record<string, Recorded | readonly Recorded[]> = {}
  for (const [name, value] of Object.entries(changes)) {
    const stood = Object.hasOwn(before.attributes, name) ? listed(before.attributes[name] ?? []) : []
    const instances = differing(stood, value === null ? [] : listed(value))
    const [only] = instances
    if (only !== undefined) Object.defineProperty(recorded, name, { value: instances.length === 1 ? only : instances, enumerable: true })
  }
  if (!sameJson(before.scope, scope)) recorded['scope'] = recordedScope(scope, at)
  return recorded
}

/** The end of an entity is the end of each of its instances. */
export const recordedEnd = ({ attributes, scope }: State, at: string): RecordedChanges =>
  recordedChanges(Object.fromEntries(Object.keys(attributes).map((name) => [name, null])), { before: { attributes, scope }, scope: [], at })

/** The scope of an evolution has observedAt as a copy of modifiedAt (§4.5.6). */
const recordedScope = (scope: readonly string[], at: string): Recorded =>
  scope.length === 0 ? { type: 'Property', deleted: true } : { type: 'Property', value: scope, observedAt: at }

const listed = (value: AttributeValue): readonly Attribute[] => (isInstanceList(value) ? value : [value])

function differing(before: readonly Attribute[], after: readonly Attribute[]): readonly Recorded[] {
  const [stood] = before
  if (before.length === 1 && after.length === 1 && stood?.datasetId === after[0]?.datasetId) return after
  const same = (a: Attribute, b: Attribute): boolean => a.datasetId === b.datasetId
  const put = after.filter((one) => !before.some((other) => same(one, other) && sameJson(one, other)))
  const gone = before
    .filter((one) => !after.some((other) => same(one, other)))
    .map(({ type, datasetId }): Gone => ({ type, deleted: true, ...(datasetId === undefined ? {} : { datasetId }) }))
  return [...put, ...gone]
}
