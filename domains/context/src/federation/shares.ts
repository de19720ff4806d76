/**
 * Which source is to get which part of a write, and what stays here
 * (ETSI GS CIM 009 V1.9.1 §4.3.6.2, §4.3.6.3, §5.6.1.4, §5.6.2.4, §5.6.7.4).
 */
import { coveredAttributes, coversEntity, type KnownEntity, type ReadyRegistration } from '@machinaka/ngsi'

export interface Share {
  readonly source: ReadyRegistration
  /** Attributes that go to the source. */
  readonly names: readonly string[]
  /** The source holds the entity as a whole, scope and types included. */
  readonly whole: boolean
}
export interface Shares {
  /** Exclusive and redirect: what they get is not held here. */
  readonly proxied: readonly Share[]
  readonly inclusive: readonly Share[]
  /** Attributes for this broker's own store. */
  readonly rest: readonly string[]
  /** Whether this broker may hold the entity at all. */
  readonly here: boolean
}

/** Shares out an entity's attributes among the sources that cover it; auxiliary ones get nothing. */
export function sharesOf(sources: readonly ReadyRegistration[], entity: KnownEntity, names: readonly string[]): Shares {
  const of = (mode: string): readonly ReadyRegistration[] => sources.filter(({ registration }) => registration.mode === mode)
  const take = (source: ReadyRegistration, left: readonly string[]): Share | undefined => {
    const covered = coveredAttributes(source, entity)
    if (covered === undefined) return undefined
    const taken = covered === 'all' ? left : left.filter((name) => covered.has(name))
    return taken.length > 0 || covered === 'all' ? { source, names: taken, whole: covered === 'all' } : undefined
  }
  const given = (shares: readonly (Share | undefined)[]): readonly Share[] => shares.filter((one) => one !== undefined)
  const without = (left: readonly string[], shares: readonly Share[]): readonly string[] => {
    const gone = new Set(shares.flatMap((one) => one.names))
    return left.filter((name) => !gone.has(name))
  }
  const exclusive = given(of('exclusive').map((source) => take(source, names)))
  const afterExclusive = without(names, exclusive)
  const redirect = given(of('redirect').map((source) => take(source, afterExclusive)))
  const rest = without(afterExclusive, redirect)
  const inclusive = given(of('inclusive').map((source) => take(source, rest)))
  const proxied = [...exclusive, ...redirect]
  return {
    proxied,
    inclusive,
    rest,
    here: !proxied.some(({ whole }) => whole) && (rest.length > 0 || proxied.length === 0),
  }
}

/** All sources that a request for the whole entity goes to (delete). */
export function wholeShares(sources: readonly ReadyRegistration[], entity: KnownEntity): Pick<Shares, 'proxied' | 'inclusive'> {
  const shares = sources.flatMap((source): Share[] => {
    const covered = coveredAttributes(source, entity)
    return covered === undefined ? [] : [{ source, names: [], whole: covered === 'all' }]
  })
  const of = (...modes: readonly string[]): readonly Share[] => shares.filter(({ source }) => modes.includes(source.registration.mode))
  return { proxied: of('exclusive', 'redirect'), inclusive: of('inclusive') }
}

/** The types that a source may be told of: those it registered, all where it names none (§4.3.6.1). */
export function typesFor({ infos }: ReadyRegistration, entity: KnownEntity & { readonly types: readonly string[] }): readonly string[] {
  const covering = infos.filter((info) => coversEntity(info, entity))
  if (covering.some(({ entities }) => entities === undefined)) return entity.types
  const registered = new Set(covering.flatMap(({ entities = [] }) => entities.flatMap(({ types }) => types)))
  const kept = entity.types.filter((type) => registered.has(type))
  return kept.length === 0 ? entity.types : kept
}
