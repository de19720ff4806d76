/** Which instances of which attributes differ between two states of an entity (§4.5.5). */
import { isInstanceList, sameJson, type Attribute, type Attributes } from '@machinaka/ngsi'

export type ChangeOperation = 'created' | 'updated' | 'deleted'

/** One instance of an attribute that came, changed or went (§4.5.5). */
export interface AttributeChange {
  readonly name: string
  /** Absent for the default instance. */
  readonly datasetId?: string | undefined
  readonly operation: ChangeOperation
}

/** The differences under these names, in their order. */
export function attributeChanges(before: Attributes, after: Attributes, names: Iterable<string>): readonly AttributeChange[] {
  return [...names].flatMap((name) => instanceChanges(name, listed(before, name), listed(after, name)))
}

function instanceChanges(name: string, before: readonly Attribute[], after: readonly Attribute[]): readonly AttributeChange[] {
  const changes: AttributeChange[] = []
  const note = (one: Attribute, operation: AttributeChange['operation']): void =>
    void changes.push({ name, ...(one.datasetId === undefined ? {} : { datasetId: one.datasetId }), operation })
  for (const one of after) {
    const stood = before.find(({ datasetId }) => datasetId === one.datasetId)
    if (stood === undefined) note(one, 'created')
    else if (!sameJson(stood, one)) note(one, 'updated')
  }
  for (const one of before) if (!after.some(({ datasetId }) => datasetId === one.datasetId)) note(one, 'deleted')
  return changes
}

function listed(attributes: Attributes, name: string): readonly Attribute[] {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  return value === undefined ? [] : isInstanceList(value) ? value : [value]
}

/** Of an entity's attributes, those with these names. */
export const only = (attributes: Attributes, names: ReadonlySet<string>): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name)))
