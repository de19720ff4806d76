/** A subscription (ETSI GS CIM 009 V1.9.1 §5.2.12) from what a person fills in: pure. */

export const notificationFormats = ['normalized', 'concise', 'simplified'] as const
export type NotificationFormat = (typeof notificationFormats)[number]

export interface SubscriptionForm {
  readonly name: string
  readonly type: string
  /** Names, separated by commas or spaces; none: any attribute. */
  readonly attributes: string
  readonly q: string
  /** West, south, east, north, in degrees. */
  readonly area: readonly [number, number, number, number] | undefined
  readonly endpoint: string
  readonly format: NotificationFormat
}
export const emptyForm: SubscriptionForm = {
  name: '',
  type: '',
  attributes: '',
  q: '',
  area: undefined,
  endpoint: '',
  format: 'normalized',
}

export interface SubscriptionBody {
  readonly type: 'Subscription'
  readonly subscriptionName?: string
  readonly entities: readonly { readonly type: string }[]
  readonly watchedAttributes?: readonly string[]
  readonly q?: string
  readonly geoQ?: { readonly georel: 'within'; readonly geometry: 'Polygon'; readonly coordinates: unknown }
  readonly notification: {
    readonly format: NotificationFormat
    readonly endpoint: { readonly uri: string; readonly accept: 'application/json' }
  }
}

/** What must be filled and is not, or is no address. */
export function wrongIn({ type, endpoint }: SubscriptionForm): readonly ('type' | 'endpoint')[] {
  return [...(type === '' ? ['type' as const] : []), ...(/^(https?|mqtts?):\/\/\S+$/.test(endpoint.trim()) ? [] : ['endpoint' as const])]
}

export function bodyOf({ name, type, attributes, q, area, endpoint, format }: SubscriptionForm): SubscriptionBody {
  const watched = attributes.split(/[\s,、]+/).filter((one) => one !== '')
  return {
    type: 'Subscription',
    ...(name.trim() !== '' && { subscriptionName: name.trim() }),
    entities: [{ type }],
    ...(watched.length > 0 && { watchedAttributes: watched }),
    ...(q.trim() !== '' && { q: q.trim() }),
    ...(area !== undefined && { geoQ: { georel: 'within' as const, geometry: 'Polygon' as const, coordinates: ringsOf(area) } }),
    notification: { format, endpoint: { uri: endpoint.trim(), accept: 'application/json' } },
  }
}

const ringsOf = ([west, south, east, north]: readonly [number, number, number, number]) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
]
