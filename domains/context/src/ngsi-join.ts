/** Linked entity retrieval (§4.5.23) and entity maps (§5.5.14) as requests ask for them (ETSI GS CIM 009 V1.9.1 §6.4.3.2). */
import { isUri } from '@machinaka/ngsi'
import type { Refusal } from '@machinaka/platform'
import { limits } from './contract.ts'
import { etsi } from './ngsi-answers.ts'
import type { EntityMapWish, Join } from './operations.ts'

export interface JoinSaid {
  readonly join?: string | undefined
  readonly joinLevel?: unknown
  readonly containedBy?: readonly string[] | undefined
}

/** Undefined where no join is asked for. */
export function joinOf({ join = '@none', joinLevel, containedBy = [] }: JoinSaid): Join | undefined | Refusal {
  if (join !== 'flat' && join !== 'inline' && join !== '@none') return etsi('BadRequestData', 'join is flat, inline or @none (§4.5.23).')
  const level = levelOf(joinLevel)
  if (!Number.isInteger(level) || level < 1) return etsi('BadRequestData', 'joinLevel is a positive whole number (§4.5.23).')
  if (level > limits.joinLevel) return etsi('BadRequestData', `joinLevel is at most ${limits.joinLevel}.`)
  if (!containedBy.every(isUri)) return etsi('BadRequestData', 'containedBy is a list of URIs (§4.5.23).')
  if (join === '@none' && joinLevel !== undefined) return etsi('BadRequestData', 'joinLevel belongs to join=flat or join=inline (§4.5.23).')
  return join === '@none' ? undefined : { kind: join, level, containedBy }
}

const levelOf = (said: unknown): number =>
  said === undefined ? 1 : typeof said === 'string' && /^\d{1,3}$/.test(said) ? Number(said) : typeof said === 'number' ? said : Number.NaN

const DURATION = /^P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Undefined where no entity map is asked for. The lifetime is an ISO 8601 duration of days and less. */
export function entityMapWish(wished: unknown, lifetime: unknown): EntityMapWish | undefined | Refusal {
  if (wished !== undefined && ![true, false, 'true', 'false'].includes(wished as string))
    return etsi('BadRequestData', 'entityMap is true or false (§5.5.14).')
  const wanted = wished === true || wished === 'true'
  if (lifetime === undefined) return wanted ? {} : undefined
  const found = typeof lifetime === 'string' ? DURATION.exec(lifetime) : null
  if (found === null) return etsi('BadRequestData', 'entityMapLifetime is an ISO 8601 duration such as PT10M.')
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = found
  return wanted ? { lifetime_s: Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) } : undefined
}
