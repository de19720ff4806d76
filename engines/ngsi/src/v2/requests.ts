/** What the NGSIv2 doors ask of a request's JSON and address: values, or the problem as a value. */
import { settle, type Problem } from '../problem.ts'
import type { V2AttributeInput } from './attribute.ts'
import {
  checkedId,
  checkedName,
  checkedType,
  readV2Attribute,
  readV2Attributes,
  readV2Entity,
  type V2AttributesInput,
  type V2EntityInput,
  type V2Form,
} from './input.ts'

export const parseV2Entity = (json: unknown, form: V2Form): V2EntityInput | Problem => settle(() => readV2Entity(json, form))
export const parseV2Attributes = (json: unknown, form: V2Form): V2AttributesInput | Problem => settle(() => readV2Attributes(json, form))
export const parseV2Attribute = (json: unknown, name: string): V2AttributeInput | Problem =>
  settle(() => readV2Attribute(json, checkedName(name)))

/** The problem of an id, type or attribute name of an address, if it has one. */
export const problemOfV2Name = (given: { readonly id?: string; readonly type?: string; readonly name?: string }): Problem | undefined =>
  settle(() => {
    if (given.id !== undefined) checkedId(given.id)
    if (given.type !== undefined) checkedType(given.type)
    if (given.name !== undefined) checkedName(given.name)
    return undefined
  })
