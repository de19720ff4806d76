/** What goes between the server's thread and the embedded engine's thread. */
export type ToWorker = { readonly kind: 'ask'; readonly bytes: Uint8Array } | { readonly kind: 'close' }

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'closed' }
  | { readonly kind: 'broken'; readonly reason: string }
