/** The NGSIv2 doors of one attribute and its value (Orion API: /v2/entities/{id}/attrs/{attr}). */
import {
  parseV2Attribute,
  presentV2Attributes,
  problemOfV2Name,
  storedFromV2,
  type V2Attribute,
  type V2AttributeInput,
} from '@machinaka/ngsi'
import { isRefusal, refusal, route, type Refusal, type Reply, type Route } from '@machinaka/platform'
import type { ReadEntity } from '../operations.ts'
import { v2Doors as doors } from '../rules/v2-doors.ts'
import { targetOf, viewOf } from './entity-routes.ts'
import { answerV2, answerV2Bare, answerV2Text, asV2 } from './v2-answers.ts'
import { locate, type V2Target } from './v2-reading.ts'
import { readV2, settled, type V2Asked, type V2Incoming } from './v2-request.ts'
import { attributeAbsent, changeV2, removeAttributeV2, type V2Desk } from './v2-writing.ts'

type Incoming = V2Incoming & { readonly params: { readonly id: string; readonly attr: string } }
interface Named {
  readonly asked: V2Asked
  readonly target: V2Target
  readonly name: string
}

/** The attribute that an address names. */
function readNamed(incoming: Incoming, how: { readonly write: boolean }): Named | Refusal {
  const asked = readV2(incoming, { ...how, options: ['overrideMetadata', 'forcedUpdate', 'flowControl', 'skipForwarding'] })
  if (isRefusal(asked)) return asked
  const { id, attr: name } = incoming.params
  const target = targetOf(asked, id)
  const wrong = isRefusal(target) ? target : settled(problemOfV2Name({ name }))
  return isRefusal(target) || isRefusal(wrong) ? (wrong as Refusal) : { asked, target, name }
}

/** The attribute as it is shown, or that there is none. */
function shown(entity: ReadEntity, { asked, name }: Named): V2Attribute | Refusal {
  const attributes = presentV2Attributes(entity, { ...viewOf(asked), format: 'normalized', attrs: [name] }) as Readonly<
    Record<string, V2Attribute>
  >
  return (Object.hasOwn(attributes, name) ? attributes[name] : undefined) ?? attributeAbsent()
}

/** A change of one attribute that must be there. */
async function changeOne(desk: V2Desk, { asked, target, name }: Named, given: V2AttributeInput): Promise<Reply | Refusal> {
  const change = { kind: 'update', attributes: { [name]: given }, override: asked.options.has('overrideMetadata') } as const
  const refused = await changeV2(desk, asked.call, { target, change })
  if (refused?.code === 'context.update-partial') return attributeAbsent()
  return refused ?? answerV2Bare(asked.raw, 204)
}

export const v2AttributeRoutes = (desk: V2Desk): readonly Route[] => [...whole(desk), ...values(desk)]

function whole(desk: V2Desk): readonly Route[] {
  return [
    route(
      doors.retrieveAttribute,
      async (incoming) => {
        const named = readNamed(incoming, { write: false })
        const entity = isRefusal(named) ? named : await locate(desk.operations, named.asked.call, named.target)
        if (isRefusal(named) || isRefusal(entity)) return entity as Refusal
        const attribute = shown(entity, named)
        return isRefusal(attribute) ? attribute : answerV2(named.asked.raw, attribute)
      },
      asV2,
    ),
    route(
      doors.updateAttribute,
      async (incoming) => {
        const named = readNamed(incoming, { write: true })
        const given = isRefusal(named) ? named : settled(parseV2Attribute(incoming.body, named.name))
        return isRefusal(named) || isRefusal(given) ? (given as Refusal) : changeOne(desk, named, given)
      },
      asV2,
    ),
    route(
      doors.deleteAttribute,
      async (incoming) => {
        const named = readNamed(incoming, { write: true })
        if (isRefusal(named)) return named
        const { asked, target, name } = named
        return (await removeAttributeV2(desk, asked.call, { target, name })) ?? answerV2Bare(asked.raw, 204)
      },
      asV2,
    ),
  ]
}

function values(desk: V2Desk): readonly Route[] {
  return [
    route(
      doors.retrieveValue,
      async (incoming) => {
        const named = readNamed(incoming, { write: false })
        const entity = isRefusal(named) ? named : await locate(desk.operations, named.asked.call, named.target)
        if (isRefusal(named) || isRefusal(entity)) return entity as Refusal
        const attribute = shown(entity, named)
        return isRefusal(attribute) ? attribute : valueAnswer(named.asked, attribute.value)
      },
      asV2,
    ),
    route(
      doors.updateValue,
      async (incoming) => {
        const named = readNamed(incoming, { write: true })
        const entity = isRefusal(named) ? named : await locate(desk.operations, named.asked.call, named.target)
        if (isRefusal(named) || isRefusal(entity)) return entity as Refusal
        if (!Object.hasOwn(entity.attributes, storedFromV2(named.name, 'attribute'))) return attributeAbsent()
        const before = shown(entity, named)
        const value = valueOf(incoming.raw.headers['content-type'] ?? '', incoming.body)
        if (isRefusal(before)) return before
        if (isRefusal(value)) return value
        // A value alone says nothing of the type, which stays.
        const given = settled(parseV2Attribute({ value, type: before.type }, named.name))
        return isRefusal(given) ? given : changeOne(desk, named, given)
      },
      asV2,
    ),
  ]
}

/** Objects and lists are JSON; a bare value is text, in quotes where it is a text itself. */
function valueAnswer({ raw }: V2Asked, value: unknown): Reply | Refusal {
  const accept = raw.headers['accept'] ?? '*/*'
  const takes = (media: string): boolean =>
    accept.includes(media) || accept.includes('*/*') || accept.includes(`${media.split('/')[0] ?? ''}/*`)
  const structured = typeof value === 'object' && value !== null
  if (structured && takes('application/json')) return answerV2(raw, value)
  if (takes('text/plain')) return answerV2Text(raw, JSON.stringify(value))
  return refusal('context.not-acceptable', `accepted MIME types: ${structured ? 'application/json, text/plain' : 'text/plain'}`)
}

function valueOf(contentType: string, body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body).trim()
  const plain = contentType.toLowerCase().startsWith('text/plain')
  try {
    const value: unknown = JSON.parse(text)
    if (plain || (typeof value === 'object' && value !== null)) return value
    return refusal('platform.json', 'A body of application/json holds an object or a list; send other values as text/plain')
  } catch {
    return refusal(
      'platform.json',
      plain ? 'attribute value type not recognized: texts stand in quotes' : 'Errors found in incoming JSON buffer',
    )
  }
}
