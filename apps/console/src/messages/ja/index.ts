import { ja as cityOs } from './city-os.ts'
import { ja as desk } from './desk.ts'
import { ja as findings } from './findings.ts'
import { ja as frame } from './frame.ts'
import { ja as office } from './office.ts'
import { ja as places } from './places.ts'
import { ja as sources } from './sources.ts'
import { ja as settings } from './settings.ts'
import { ja as subscriptions } from './subscriptions.ts'
import { ja as use } from './use.ts'

/** Japanese, the language the console is written in first; its type is what every other language must write. */
export const ja = { ...cityOs, ...desk, ...findings, ...frame, ...office, ...places, ...settings, ...sources, ...subscriptions, ...use }
