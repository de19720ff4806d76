import { Icon } from '@machinaka/ui'
import { pickText, Ruby, tagOf } from '@machinaka/ui/i18n'
import type { AccessFacts, Place } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { type MessageKey, T, useSpeaker } from '../messages/index.ts'
import { feeOf, termOf } from './terms.ts'

type Fact = readonly [name: ReactNode, value: ReactNode]

function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="mn-facts">
      {facts.map(([name, value], at) => (
        <div key={at} className="town-fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Address, phone and the rest, as far as anybody told us. */
export function PlaceFacts({ place }: { readonly place: Place }): ReactNode {
  const { language, formats } = useSpeaker()
  const listed = (codes: readonly string[]): ReactNode => <Ruby text={formats.list(codes.map((code) => termOf(code, language)))} />
  const facts: readonly (Fact | undefined)[] = [
    place.address === undefined
      ? undefined
      : [
          <T key="a" id="address" />,
          <span key="v" lang="ja">
            {place.address}
          </span>,
        ],
    place.phone === undefined
      ? undefined
      : [
          <T key="p" id="phone" />,
          <a key="v" href={`tel:${place.phone.replace(/[^\d+]/g, '')}`}>
            {place.phone}
          </a>,
        ],
    place.website === undefined
      ? undefined
      : [
          <T key="w" id="website" />,
          <a key="v" href={place.website} target="_blank" rel="noreferrer">
            {place.website.replace(/^https?:\/\/|\/$/g, '')}
          </a>,
        ],
    place.email === undefined
      ? undefined
      : [
          <T key="e" id="email" />,
          <a key="v" href={`mailto:${place.email}`}>
            {place.email}
          </a>,
        ],
    place.fee === undefined ? undefined : [<T key="f" id="fee" />, <Ruby key="v" text={feeOf(place.fee, language)} />],
    place.cuisine === undefined ? undefined : [<T key="c" id="cuisine" />, listed(place.cuisine)],
    place.diet === undefined ? undefined : [<T key="d" id="diet" />, listed(place.diet)],
    place.payment === undefined ? undefined : [<T key="y" id="payment" />, listed(place.payment)],
    place.wifi === undefined ? undefined : [<T key="i" id="wifi" />, <Ruby key="v" text={termOf(place.wifi, language)} />],
    place.capacity === undefined ? undefined : [<T key="n" id="capacity" />, <T key="v" id="people" values={{ n: place.capacity }} />],
    place.floor === undefined ? undefined : [<T key="l" id="floor" />, place.floor],
    place.hazards === undefined ? undefined : [<T key="h" id="hazards" />, listed(place.hazards)],
  ]
  const known = facts.filter((fact) => fact !== undefined)
  return known.length === 0 ? null : <Facts facts={known} />
}

const accessNames = [
  'wheelchair',
  'wheelchairToilet',
  'elevator',
  'tactilePaving',
  'changingTable',
  'nursingRoom',
  'ostomate',
  'assistanceDog',
  'backrest',
] as const

const accessWord = (
  name: (typeof accessNames)[number],
  value: 'yes' | 'limited' | 'no',
): MessageKey & ('yes' | 'limited' | 'no' | 'wheelchairYes' | 'wheelchairLimited' | 'wheelchairNo' | 'dogYes' | 'dogNo') => {
  if (name === 'wheelchair') return value === 'yes' ? 'wheelchairYes' : value === 'limited' ? 'wheelchairLimited' : 'wheelchairNo'
  if (name === 'assistanceDog' && value !== 'limited') return value === 'yes' ? 'dogYes' : 'dogNo'
  return value
}

/** What is known about getting in and being there; "we do not know" is said, never implied. */
export function PlaceAccess({ access }: { readonly access: AccessFacts }): ReactNode {
  const facts = accessNames.flatMap((name): readonly Fact[] => {
    const value = access[name]
    if (value === undefined) return []
    const icon = value === 'yes' ? 'check' : value === 'limited' ? 'info' : 'close'
    return [
      [
        <T key="n" id={name} />,
        <span key="v" className="town-access" data-value={value}>
          <Icon name={icon} size={20} />
          <span>
            <T id={accessWord(name, value)} />
          </span>
        </span>,
      ],
    ]
  })
  if (facts.length === 0 && access.note === undefined)
    return (
      <p className="mn-muted">
        <T id="accessUnknown" />
      </p>
    )
  return (
    <Facts
      facts={[
        ...facts,
        ...(access.note === undefined
          ? []
          : [
              [
                <T key="n" id="accessNote" />,
                <span key="v" lang="ja">
                  {access.note}
                </span>,
              ] as const,
            ]),
      ]}
    />
  )
}

/** The place's own words, in the person's language or the nearest there is, which is then said. */
export function PlaceWords({ place }: { readonly place: Place }): ReactNode {
  const { language } = useSpeaker()
  const text = pickText(place.description, language)
  if (text === undefined) return null
  const other = text.language !== language
  return (
    <section className="mn-section">
      <h2>
        <T id="about" />
      </h2>
      {other && (
        <p className="mn-small mn-muted">
          <T id="inAnotherLanguage" />
        </p>
      )}
      <p lang={tagOf(text.language)} className="town-words">
        {text.text}
      </p>
    </section>
  )
}
