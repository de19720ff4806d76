import { ko as cityOs } from './city-os.ts'
import { ko as desk } from './desk.ts'
import { ko as findings } from './findings.ts'
import { ko as frame } from './frame.ts'
import { ko as office } from './office.ts'
import { ko as places } from './places.ts'
import { ko as sources } from './sources.ts'
import { ko as settings } from './settings.ts'
import { ko as subscriptions } from './subscriptions.ts'
import { ko as use } from './use.ts'

export const ko = { ...cityOs, ...desk, ...findings, ...frame, ...office, ...places, ...settings, ...sources, ...subscriptions, ...use }
