/** The NGSI-LD doors for attributes of one entity (ETSI GS CIM 009 V1.9.1 §6.6, §6.7). */
import { isName, isUri, parseAttribute, parseAttributeFragment, parseFragment, type Fragment } from '@machinaka/ngsi'
import { isRefusal, route, type Refusal, type Route } from '@machinaka/platform'
import { etsi } from './ngsi-answers.ts'
import { asNgsi, parsed } from './ngsi-body.ts'
import type { NgsiDesk } from './ngsi-desk.ts'
import { otherId, targetOf } from './ngsi-entity-routes.ts'
import { answerUpdate } from './ngsi-outcomes.ts'
import { booleanOf, representation } from './ngsi-parameters.ts'
import { readRequest, type Asked } from './ngsi-request.ts'
import type { AttributeTarget, Target } from './operations.ts'
import { ngsiDoors as doors } from './rules/ngsi-doors.ts'

/** Entity and attribute that the address names. */
function attributeOf(asked: Asked, { id, attr }: { readonly id: string; readonly attr: string }): AttributeTarget | Refusal {
  const target = targetOf(asked, id)
  if (isRefusal(target)) return target
  if (!isName(attr)) return etsi('BadRequestData', `${JSON.stringify(attr.slice(0, 100))} is no attribute name (§4.6.2).`)
  return { ...target, name: attr === 'scope' ? attr : asked.call.context.stored(attr) }
}

function fragmentOf({ call, json }: Asked, { id }: Target): Fragment | Refusal {
  const fragment = parsed(parseFragment(json, { context: call.context }))
  return isRefusal(fragment) ? fragment : (otherId(fragment.id, id) ?? fragment)
}

export function attributeRoutes(desk: NgsiDesk): readonly Route[] {
  return [...manyAttributes(desk), ...oneAttribute(desk)]
}

function manyAttributes({ operations, contexts }: NgsiDesk): readonly Route[] {
  return [
    route(
      doors.appendAttributes,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type', 'options'] })
        if (isRefusal(asked)) return asked
        const options = representation(asked.parameters, ['noOverwrite'])
        const target = isRefusal(options) ? options : targetOf(asked, incoming.params.id)
        const fragment = isRefusal(target) ? target : fragmentOf(asked, target)
        if (isRefusal(options) || isRefusal(target) || isRefusal(fragment)) return fragment as Refusal
        if (fragment.removals !== undefined || Object.values(fragment.attributes).includes(null) || fragment.scope === null)
          return etsi('BadRequestData', 'Append takes no NGSI-LD Null; remove attributes by PATCH (§5.6.3, §5.5.4).')
        const overwrite = !options.options.includes('noOverwrite')
        return answerUpdate(asked.raw, await operations.appendAttributes(asked.call, { ...target, fragment, overwrite }))
      },
      asNgsi,
    ),
    route(
      doors.updateAttributes,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type'] })
        const target = isRefusal(asked) ? asked : targetOf(asked, incoming.params.id)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const fragment = fragmentOf(asked, target)
        return isRefusal(fragment)
          ? fragment
          : answerUpdate(asked.raw, await operations.updateAttributes(asked.call, { ...target, fragment }))
      },
      asNgsi,
    ),
  ]
}

function oneAttribute({ operations, contexts }: NgsiDesk): readonly Route[] {
  return [
    route(
      doors.updateAttribute,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type'] })
        const target = isRefusal(asked) ? asked : attributeOf(asked, incoming.params)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const fragment = parsed(parseAttributeFragment(incoming.params.attr, asked.json, { context: asked.call.context }))
        return isRefusal(fragment)
          ? fragment
          : answerUpdate(asked.raw, await operations.updateAttribute(asked.call, { ...target, fragment }))
      },
      asNgsi,
    ),
    route(
      doors.replaceAttribute,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type'] })
        const target = isRefusal(asked) ? asked : attributeOf(asked, incoming.params)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        if (target.name === 'scope') return etsi('BadRequestData', 'scope cannot be replaced as an attribute (§5.6.19).')
        const value = parsed(parseAttribute(incoming.params.attr, asked.json, { context: asked.call.context }))
        if (isRefusal(value)) return value
        return value === null
          ? etsi('BadRequestData', 'An attribute is not replaced by NGSI-LD Null: delete it (§5.6.19, §5.5.4).')
          : answerUpdate(asked.raw, await operations.replaceAttribute(asked.call, { ...target, value }))
      },
      asNgsi,
    ),
    route(
      doors.deleteAttribute,
      async (incoming) => {
        const asked = await readRequest(contexts, incoming, { parameters: ['type', 'datasetId', 'deleteAll'] })
        const target = isRefusal(asked) ? asked : attributeOf(asked, incoming.params)
        if (isRefusal(asked) || isRefusal(target)) return target as Refusal
        const all = booleanOf(asked.parameters, 'deleteAll')
        if (isRefusal(all)) return all
        const { datasetId } = asked.parameters
        if (datasetId !== undefined && datasetId !== '@none' && !isUri(datasetId))
          return etsi('BadRequestData', 'datasetId is a URI (§4.5.5).')
        return answerUpdate(asked.raw, await operations.deleteAttribute(asked.call, { ...target, datasetId, all: all === true }))
      },
      asNgsi,
    ),
  ]
}
