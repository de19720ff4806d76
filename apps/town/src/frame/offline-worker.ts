/** The service worker of a newer version, waiting to take over; the offer to update listens here. */
let waiting: ServiceWorker | undefined
const listeners = new Set<() => void>()

export const waitingWorker = (): ServiceWorker | undefined => waiting
export const onWaiting = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

const found = (worker: ServiceWorker | null): void => {
  // Without a controller this is the first visit: there is no older version to replace.
  if (worker === null || navigator.serviceWorker.controller === null) return
  waiting = worker
  for (const listener of listeners) listener()
}

/** Registers the service worker and watches for newer versions. Without one (private windows, http) the app works online. */
export function keepForOffline(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  navigator.serviceWorker.register('/sw.js', { scope: '/' }).then(watch, () => undefined)
}

function watch(registration: ServiceWorkerRegistration): void {
  found(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const next = registration.installing
    next?.addEventListener('statechange', () => {
      if (next.state === 'installed') found(next)
    })
  })
  setInterval(() => void registration.update().catch(() => undefined), 60 * 60_000)
}

/** Lets the waiting version take over, and shows it. */
export function takeUpdate(): void {
  if (waiting === undefined) return
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('take-over')
}
