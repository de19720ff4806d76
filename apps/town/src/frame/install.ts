import { countUse } from '../data/usage.ts'

/** What Chromium gives a page that can be installed (`beforeinstallprompt`, not yet in the DOM's types). */
interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>
}

let offer: InstallOffer | undefined
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}

/** The browser's offer to install, kept for the settings page: no banner jumps at anybody. */
export const installOffer = (): InstallOffer | undefined => offer
export const onInstallOffer = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function watchForInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = event as InstallOffer
    tell()
  })
  addEventListener('appinstalled', () => {
    offer = undefined
    countUse({ feature: 'app.install' })
    tell()
  })
}

/** Shows the browser's own question; an offer can be used once. */
export async function takeInstallOffer(): Promise<void> {
  const current = offer
  offer = undefined
  tell()
  await current?.prompt()
}
