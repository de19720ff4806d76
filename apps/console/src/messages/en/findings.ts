import type { Translated } from '@machinaka/ui/i18n'
import { type ja, readerWords } from '../ja/findings.ts'

export const en: Translated<typeof ja> = {
  ...readerWords('en'),
  foundNameless: ({ what }) => `No name (${what})`,
  foundPrivate: 'Not open to the public',
  foundMembersAbsent: 'No position: its members are not in the file',
  foundNoCategory: 'No category, and none is set for such rows',
  foundUnknownCategory: ({ what }) => `The category “${what}” is not known`,
  foundNoSuchDay: ({ what }) => `There is no such day: ${what}`,
  foundEndsFirst: 'It ends before it begins',
  foundSameId: 'Another record with the same id follows; the last one is taken',
  foundTooLarge: 'The record is too large',
}
