import type { Use } from '@machinaka/insight/contract'
import { address } from './api.ts'
import { settings } from './settings.ts'

/** Does this browser ask not to be tracked (DNT, Global Privacy Control)? Then nothing is counted. */
export function asksNotToBeTracked(): boolean {
  const asks = navigator as { readonly doNotTrack?: string | null; readonly globalPrivacyControl?: boolean }
  return asks.doNotTrack === '1' || asks.globalPrivacyControl === true
}

const most = 50
const wait_ms = 5000
let waiting: Use[] = []
let timer: ReturnType<typeof setTimeout> | undefined
let allowedByCity = true

/** The city's switch: off means that nothing is sent. */
export const allowUsage = (allowed: boolean): void => {
  allowedByCity = allowed
}

function send(): void {
  clearTimeout(timer)
  timer = undefined
  const uses = waiting.splice(0, most)
  if (uses.length === 0) return
  const body = new Blob([JSON.stringify({ uses })], { type: 'application/json' })
  const url = address('/api/insight/uses')
  if (!navigator.sendBeacon(url, body)) void fetch(url, { method: 'POST', body, keepalive: true }).catch(() => undefined)
}

/** Counts one use of the app: what was used, never by whom. Sent in bundles; lost without regret when there is no network. */
export function countUse(use: Use): void {
  if (!allowedByCity || !settings.get().usage || asksNotToBeTracked() || !navigator.onLine) return
  waiting.push(use)
  if (waiting.length >= most) send()
  else timer ??= setTimeout(send, wait_ms)
}

if (typeof document !== 'undefined')
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send()
  })
