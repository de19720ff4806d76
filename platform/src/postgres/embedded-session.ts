import { Worker } from 'node:worker_threads'
import pg from 'pg'
import type { FromWorker, ToWorker } from './embedded-messages.ts'
import { EmbeddedStream } from './embedded-stream.ts'
import { valueTypes } from './values.ts'

/** One life of the embedded engine: a thread with PGlite in it, and the client that speaks to it. */
export class EmbeddedSession {
  readonly client: pg.Client
  readonly #worker: Worker
  readonly #stream: EmbeddedStream
  #dead: Error | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    this.#stream = new EmbeddedStream((message: ToWorker, transfer) => worker.postMessage(message, transfer))
    this.client = new pg.Client({
      stream: () => this.#stream,
      types: valueTypes,
      user: 'postgres',
      database: 'postgres',
      password: 'none',
    } as pg.ClientConfig)
    // Queries learn of the end by their own rejection; without a listener the process would end.
    this.client.on('error', () => {})
  }

  /** Starts the thread on a folder of its own. The folder is created when it is not there (about 10 s). */
  static async open(folder: string): Promise<EmbeddedSession> {
    const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { folder }, execArgv: [] })
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve()
        else
          reject(new Error(`The embedded database in ${folder} did not open: ${message.kind === 'broken' ? message.reason : message.kind}`))
      })
    })
    const session = new EmbeddedSession(worker)
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'answer') session.#stream.answer(message.bytes)
      if (message.kind === 'broken') session.#die(new Error(`The embedded database stopped: ${message.reason}`))
    })
    worker.on('error', (error) => session.#die(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => session.#die(new Error('The thread of the embedded database ended')))
    await session.client.connect()
    // Idle, it does not keep the process alive; a query in flight does, by its watchdog.
    worker.unref()
    return session
  }

  get dead(): Error | undefined {
    return this.#dead
  }

  /** Ends the thread at once, also in the middle of a query. What is committed stays; the rest is rolled back. */
  async kill(reason: Error): Promise<void> {
    this.#die(reason)
    await this.#worker.terminate()
  }

  async close(): Promise<void> {
    if (this.#dead !== undefined) return
    this.#worker.ref()
    const closed = new Promise<void>((resolve) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.kind === 'closed' || message.kind === 'broken') resolve()
      })
      this.#worker.once('exit', () => resolve())
    })
    this.#worker.postMessage({ kind: 'close' } satisfies ToWorker)
    await closed
    await this.kill(new Error('The embedded database is closed'))
  }

  #die(reason: Error): void {
    if (this.#dead !== undefined) return
    this.#dead = reason
    this.#stream.destroy(reason)
  }
}
