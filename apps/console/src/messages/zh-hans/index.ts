import { zhHans as cityOs } from './city-os.ts'
import { zhHans as desk } from './desk.ts'
import { zhHans as findings } from './findings.ts'
import { zhHans as frame } from './frame.ts'
import { zhHans as office } from './office.ts'
import { zhHans as places } from './places.ts'
import { zhHans as sources } from './sources.ts'
import { zhHans as settings } from './settings.ts'
import { zhHans as subscriptions } from './subscriptions.ts'
import { zhHans as use } from './use.ts'

export const zhHans = { ...cityOs, ...desk, ...findings, ...frame, ...office, ...places, ...settings, ...sources, ...subscriptions, ...use }
