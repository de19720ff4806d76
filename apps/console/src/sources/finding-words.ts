import type { Skipped } from '@machinaka/context/contract'
import { findingTexts, type FindingCode, formatErrors, type FormatErrorCode } from '@machinaka/formats/codes'

/** A reason in the words of a catalog: a message that needs nothing more, or one with the word it is about. */
export type Finding =
  | {
      readonly key:
        | `found-${FindingCode}`
        | 'foundPrivate'
        | 'foundMembersAbsent'
        | 'foundNoCategory'
        | 'foundEndsFirst'
        | 'foundSameId'
        | 'foundTooLarge'
    }
  | { readonly key: 'foundNameless' | 'foundUnknownCategory' | 'foundNoSuchDay'; readonly what: string }

const isFinding = (code: string): code is FindingCode => Object.hasOwn(findingTexts, code)
const isBroken = (code: string): code is FormatErrorCode => Object.hasOwn(formatErrors, code)

/** The sentences of the guide's and the broker's own checks, which have no code. */
const sentences: readonly { readonly like: RegExp; readonly means: (what: string) => Finding }[] = [
  { like: /^(.+) without a name$/, means: (what) => ({ key: 'foundNameless', what }) },
  { like: /^private$/, means: () => ({ key: 'foundPrivate' }) },
  { like: /^no position: its members/, means: () => ({ key: 'foundMembersAbsent' }) },
  { like: /^outside the city$/, means: () => ({ key: 'found-outside-bounds' }) },
  { like: /^(?:no name|the name is empty)$/, means: () => ({ key: 'found-no-name' }) },
  { like: /^(?:latitude|longitude) is empty$/, means: () => ({ key: 'found-no-position' }) },
  { like: /is no number of degrees$/, means: () => ({ key: 'found-not-a-number' }) },
  { like: /^latitude and longitude look swapped$/, means: () => ({ key: 'found-swapped' }) },
  { like: /^the position is not on earth$/, means: () => ({ key: 'found-bad-position' }) },
  { like: /^no category, and none/, means: () => ({ key: 'foundNoCategory' }) },
  { like: /^category “(.+)” is not known$/, means: (what) => ({ key: 'foundUnknownCategory', what }) },
  { like: /^no such day: (.+)$/, means: (what) => ({ key: 'foundNoSuchDay', what }) },
  { like: /^it ends before it begins$/, means: () => ({ key: 'foundEndsFirst' }) },
  { like: /^Another record with the same id follows/, means: () => ({ key: 'foundSameId' }) },
  { like: /^The entity is larger than/, means: () => ({ key: 'foundTooLarge' }) },
]

/** What a reason says, for a catalog to put into the reader's language; undefined for one that only the server's own words tell. */
export function findingOf({ code, reason }: Pick<Skipped, 'code' | 'reason'>): Finding | undefined {
  if (code !== undefined && isFinding(code)) return { key: `found-${code}` }
  for (const { like, means } of sentences) {
    const found = like.exec(reason)
    if (found !== null) return means(found[1] ?? '')
  }
  return undefined
}

/** The message for why a whole file cannot be read; undefined for a code that no reader of files has. */
export const brokenOf = (code: string): `broken-${FormatErrorCode}` | undefined => (isBroken(code) ? `broken-${code}` : undefined)
