import { Icon } from '@machinaka/ui'
import { pickText, Ruby, tagOf } from '@machinaka/ui/i18n'
import type { AccessFacts, Place } from '@machinaka/guide/contract'
import type { ReactNode } from 'react'
import { type MessageKey, type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { Fact, FeeFact, PhoneFact, WebsiteFact, WrittenFact } from './facts.tsx'
import { termOf } from './terms.ts'

const factNames = [
  'address',
  'phone',
  'website',
  'email',
  'fee',
  'cuisine',
  'diet',
  'payment',
  'wifi',
  'capacity',
  'floor',
  'hazards',
] as const satisfies readonly (keyof Place)[]

/** Address, phone and the rest, as far as anybody told us. */
export function PlaceFacts({ place }: { readonly place: Place }): ReactNode {
  if (factNames.every((name) => place[name] === undefined)) return null
  return (
    <dl className="mn-facts">
      <WrittenFact term="address" text={place.address} />
      <PhoneFact phone={place.phone} />
      <WebsiteFact website={place.website} />
      {place.email !== undefined && (
        <Fact term="email">
          <a href={`mailto:${place.email}`}>{place.email}</a>
        </Fact>
      )}
      {place.fee !== undefined && <FeeFact fee={place.fee} />}
      <TermsFact term="cuisine" codes={place.cuisine} />
      <TermsFact term="diet" codes={place.diet} />
      <TermsFact term="payment" codes={place.payment} />
      <TermsFact term="wifi" codes={place.wifi === undefined ? undefined : [place.wifi]} />
      {place.capacity !== undefined && (
        <Fact term="capacity">
          <T id="people" values={{ n: place.capacity }} />
        </Fact>
      )}
      {place.floor !== undefined && <Fact term="floor">{place.floor}</Fact>}
      <TermsFact term="hazards" codes={place.hazards} />
    </dl>
  )
}

/** Terms of OSM and of municipal tables, in the person's language. */
function TermsFact({ term, codes }: { readonly term: PlainKey; readonly codes: readonly string[] | undefined }): ReactNode {
  const { language, formats } = useSpeaker()
  if (codes === undefined) return null
  return (
    <Fact term={term}>
      <Ruby text={formats.list(codes.map((code) => termOf(code, language)))} />
    </Fact>
  )
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
  const known = accessNames.flatMap((name) => {
    const value = access[name]
    return value === undefined ? [] : [{ name, value }]
  })
  if (known.length === 0 && access.note === undefined)
    return (
      <p className="mn-muted">
        <T id="accessUnknown" />
      </p>
    )
  return (
    <dl className="mn-facts">
      {known.map(({ name, value }) => (
        <Fact key={name} term={name}>
          <span className="town-access" data-value={value}>
            <Icon name={value === 'yes' ? 'check' : value === 'limited' ? 'info' : 'close'} size={20} />
            <span>
              <T id={accessWord(name, value)} />
            </span>
          </span>
        </Fact>
      ))}
      <WrittenFact term="accessNote" text={access.note} />
    </dl>
  )
}

/** What the source says, in the person's language or the nearest there is, which is then said. */
export function OwnWords({ text: all }: { readonly text: Place['description'] }): ReactNode {
  const { language } = useSpeaker()
  const text = pickText(all, language)
  if (text === undefined) return null
  return (
    <>
      {text.language !== language && (
        <p className="mn-small mn-muted">
          <T id="inAnotherLanguage" />
        </p>
      )}
      <p lang={tagOf(text.language)} className="town-words">
        {text.text}
      </p>
    </>
  )
}

/** The place's own words, under their heading. */
export function PlaceWords({ place }: { readonly place: Place }): ReactNode {
  const { language } = useSpeaker()
  if (pickText(place.description, language) === undefined) return null
  return (
    <section className="mn-section">
      <h2>
        <T id="about" />
      </h2>
      <OwnWords text={place.description} />
    </section>
  )
}
