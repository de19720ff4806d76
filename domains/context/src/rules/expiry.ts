/** Transient entities and attributes (ETSI GS CIM 009 V1.9.1 §4.22). Pure. */
import { isInstanceList, type Attribute, type Attributes, type AttributeValue, type Entity } from '@machinaka/ngsi'

/** Without what has ended by now (§4.22); undefined where the whole entity has. */
export function unexpiredAt<E extends Entity>(entity: E, now: Date): E | undefined {
  const ended = ({ expiresAt }: { readonly expiresAt?: string | undefined }): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime()
  if (ended(entity)) return undefined
  const some = Object.values(entity.attributes).some((value) => (isInstanceList(value) ? value.some(ended) : ended(value)))
  if (!some) return entity
  const attributes: Attributes = Object.fromEntries(
    Object.entries(entity.attributes).flatMap(([name, value]): [string, AttributeValue][] => {
      const left: readonly Attribute[] = (isInstanceList(value) ? value : [value]).filter((one) => !ended(one))
      const [only] = left
      return only === undefined ? [] : [[name, left.length === 1 ? only : left]]
    }),
  )
  return { ...entity, attributes }
}
