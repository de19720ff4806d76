/** Checks an entity that a program built (an importer): the same rules as for input, on the model itself. */
import { isMap } from './json-map.ts'
import { readGeometry } from './geometry.ts'
import { inputLimits } from './input.ts'
import { isInstanceList, type Attribute, type Entity } from './model.ts'
import { instant, isName, isScope, isUri } from './names.ts'
import { ProblemSignal, settle, type Problem } from './problem.ts'

/** Why the entity cannot be kept, or undefined when it can. Cheap: importers call it for every record. */
export function checkEntity(entity: Entity): Problem | undefined {
  return settle(() => {
    if (!isUri(entity.id) || entity.id.length > inputLimits.idLength)
      throw bad(`The id ${JSON.stringify(entity.id)} is no URI of at most ${inputLimits.idLength} characters.`)
    if (entity.types.length === 0 || entity.types.length > inputLimits.types || !entity.types.every(isName))
      throw bad('The entity needs between one and 50 type names.')
    if (entity.scope !== undefined && (entity.scope.length > inputLimits.scopes || !entity.scope.every(isScope)))
      throw bad('A scope is like /town/harbour.')
    if (entity.expiresAt !== undefined && instant(entity.expiresAt) === undefined) throw bad('expiresAt is no DateTime in UTC.')
    const names = Object.keys(entity.attributes)
    if (names.length > inputLimits.attributes) throw bad(`The entity has more than ${inputLimits.attributes} attributes.`)
    for (const name of names) {
      if (!isName(name)) throw bad(`${JSON.stringify(name)} is no attribute name.`)
      const value = entity.attributes[name]
      if (value === undefined) continue
      if (isInstanceList(value)) for (const one of value) checkInstance(name, one)
      else checkInstance(name, value)
    }
    return undefined
  })
}

const bad = (detail: string): ProblemSignal => new ProblemSignal('BadRequestData', detail)

function checkInstance(name: string, instance: Attribute): void {
  if (!isMap(instance)) throw bad(`Attribute ${name} is no attribute.`)
  if (instance.observedAt !== undefined && instant(instance.observedAt) === undefined)
    throw bad(`${name}.observedAt is no DateTime in UTC.`)
  if (instance.type === 'GeoProperty') readGeometry(instance.value, `Attribute ${name}`)
  else if (instance.type === 'Relationship') {
    const targets = typeof instance.object === 'string' ? [instance.object] : instance.object
    if (targets.length === 0 || !targets.every(isUri)) throw bad(`Relationship ${name} points to what is no URI.`)
  } else if (instance.type === 'Property' && (instance.value === null || instance.value === undefined))
    throw bad(`Property ${name} has no value.`)
}
