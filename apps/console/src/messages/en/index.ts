import { en as cityOs } from './city-os.ts'
import { en as desk } from './desk.ts'
import { en as findings } from './findings.ts'
import { en as frame } from './frame.ts'
import { en as office } from './office.ts'
import { en as places } from './places.ts'
import { en as sources } from './sources.ts'
import { en as settings } from './settings.ts'
import { en as subscriptions } from './subscriptions.ts'
import { en as use } from './use.ts'

export const en = { ...cityOs, ...desk, ...findings, ...frame, ...office, ...places, ...settings, ...sources, ...subscriptions, ...use }
