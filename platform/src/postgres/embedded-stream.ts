import { Duplex } from 'node:stream'
import type { ToWorker } from './embedded-messages.ts'

type Done = (error?: Error | null) => void

/** What a `pg` client takes for its socket: bytes written go to the embedded engine's thread, its answers are read. */
export class EmbeddedStream extends Duplex {
  readonly #ask: (message: ToWorker, transfer: ArrayBuffer[]) => void

  constructor(ask: (message: ToWorker, transfer: ArrayBuffer[]) => void) {
    super({ allowHalfOpen: false })
    this.#ask = ask
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'))
    return this
  }

  answer(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#send([chunk])
    done()
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: Done): void {
    this.#send(chunks.map(({ chunk }) => chunk))
    done()
  }

  override _read(): void {}

  override _final(done: Done): void {
    this.push(null)
    done()
  }

  /** One message per query: the client corks its protocol messages, and they travel as one copy. */
  #send(chunks: readonly Buffer[]): void {
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    // 'X' (Terminate) has no answer; the engine is closed by its own message.
    if (bytes[0] !== 0x58) this.#ask({ kind: 'ask', bytes }, [bytes.buffer])
  }

  // A socket has these; there is nothing to do for a thread.
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}
