import { useSyncExternalStore } from 'react'

/** A value kept on this device and shared by all components. Where storage is forbidden it lives as long as the page. */
export interface Store<Value> {
  readonly get: () => Value
  readonly set: (change: (before: Value) => Value) => void
  readonly use: () => Value
}

/** Opens a store; `parse` believes nothing: other versions of the app wrote there too. */
export function createStore<Value>(key: string, parse: (json: unknown) => Value): Store<Value> {
  const listeners = new Set<() => void>()
  let value = parse(readJson(key))
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  if (typeof addEventListener === 'function')
    addEventListener('storage', (event) => {
      if (event.key === key || event.key === null) {
        value = parse(readJson(key))
        tell()
      }
    })
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  const get = (): Value => value
  return {
    get,
    set: (change) => {
      value = change(value)
      try {
        localStorage.setItem(key, JSON.stringify(value))
      } catch {
        /* full or forbidden: it still holds for this page */
      }
      tell()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}

function readJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}
