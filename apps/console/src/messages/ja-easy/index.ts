import { jaEasy as desk } from './desk.ts'
import { jaEasy as frame } from './frame.ts'
import { jaEasy as office } from './office.ts'
import { jaEasy as places } from './places.ts'
import { jaEasy as sources } from './sources.ts'
import { jaEasy as use } from './use.ts'

export const jaEasy = { ...desk, ...frame, ...office, ...places, ...sources, ...use }

/** Messages that are plain enough in Japanese already. */
export const alreadyPlain: readonly string[] = [
  'menu',
  'mainMenu',
  'themeContrast',
  'signIn',
  'signOut',
  'mail',
  'passkeyTitle',
  'navGroupData',
  'navEvents',
  'navMembers',
  'navKeys',
  'cancel',
  'all',
  'copy',
  'copied',
  'yes',
  'no',
  'database',
  'databasePostgres',
  'memory',
  'diskUsed',
  'mailBy',
  'version',
  'keysNone',
  'keyShownTitle',
  'scopes',
  'pages',
  'seeInTown',
  'website',
  'wifi',
  'accessElevator',
  'eventName',
  'file',
  'bytesOf',
  'progressText',
  'dropHelp',
  'useSearch',
]
