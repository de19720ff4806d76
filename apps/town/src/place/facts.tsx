import { Ruby } from '@machinaka/ui/i18n'
import type { ReactNode } from 'react'
import { type PlainKey, T, useSpeaker } from '../messages/index.ts'
import { feeOf } from './terms.ts'

/** One row of a list of facts: what it is, and what is known of it. */
export function Fact({ term, children }: { readonly term: PlainKey; readonly children: ReactNode }): ReactNode {
  return (
    <div className="town-fact">
      <dt>
        <T id={term} />
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A fact in the words of the source, which are Japanese; none where it says nothing. */
export function WrittenFact({ term, text }: { readonly term: PlainKey; readonly text: string | undefined }): ReactNode {
  return text === undefined ? null : (
    <Fact term={term}>
      <span lang="ja">{text}</span>
    </Fact>
  )
}

/** What a link to a phone number says to the device: digits and the plus sign. */
export const phoneLink = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`

export function PhoneFact({ phone }: { readonly phone: string | undefined }): ReactNode {
  return phone === undefined ? null : (
    <Fact term="phone">
      <a href={phoneLink(phone)}>{phone}</a>
    </Fact>
  )
}

export function WebsiteFact({ website }: { readonly website: string | undefined }): ReactNode {
  return website === undefined ? null : (
    <Fact term="website">
      <a href={website} target="_blank" rel="noreferrer">
        {website.replace(/^https?:\/\/|\/$/g, '')}
      </a>
    </Fact>
  )
}

/** What it costs, as the source says it or in a term. */
export function FeeFact({ fee }: { readonly fee: string }): ReactNode {
  const { language } = useSpeaker()
  return (
    <Fact term="fee">
      <Ruby text={feeOf(fee, language)} />
    </Fact>
  )
}

/** Who says so, and since when. */
export function Origin({
  of: { attribution, source, modifiedAt },
}: {
  readonly of: { readonly attribution?: string; readonly source?: string; readonly modifiedAt: string }
}): ReactNode {
  const from = attribution ?? source
  return (
    <p className="mn-small mn-muted town-place__origin">
      {from !== undefined && (
        <span>
          <T id="sourceOf" values={{ sourceName: from }} />
        </span>
      )}{' '}
      <span className="mn-nowrap">
        <T id="updated" values={{ at: new Date(modifiedAt) }} />
      </span>
    </p>
  )
}
