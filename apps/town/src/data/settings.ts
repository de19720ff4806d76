import { parseSettings, settingsKey } from './settings-shape.ts'
import { createStore } from './store.ts'

/** The person's choices on this device. */
export const settings = createStore(settingsKey, parseSettings)
