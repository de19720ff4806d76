/**
 * A small HTTP/1.1 load generator over plain sockets: it must be cheaper than what it measures. Each connection asks, waits
 * for the whole answer, asks again. Answers need a Content-Length, which the broker's have.
 */
import { connect, type Socket } from 'node:net'

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: string
}

export interface LoadPlan {
  readonly port: number
  readonly connections: number
  readonly warm_s: number
  readonly measure_s: number
  /** The n-th request; called once per request, so it may be random. */
  readonly ask: (n: number) => Ask
}

export interface LoadResult {
  readonly rate: number
  readonly p50_ms: number
  readonly p95_ms: number
  readonly p99_ms: number
  readonly count: number
  /** Answers other than 2xx, with the first one's text. */
  readonly failed: number
  readonly firstFailure: string | undefined
  readonly bytes: number
}

const CRLF = Buffer.from('\r\n\r\n')
const LENGTH = Buffer.from('ontent-')

function bytesOf({ method, path, body }: Ask, port: number): Buffer {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n`
  return Buffer.from(
    body === undefined
      ? `${head}\r\n`
      : `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Reads `Content-Length` between the start of an answer and the end of its head; 0 where there is none (204). */
function lengthOf(head: Buffer): number {
  let at = 0
  for (;;) {
    at = head.indexOf(LENGTH, at)
    if (at === -1) return 0
    const text = head.toString('latin1', at + LENGTH.length, at + LENGTH.length + 20)
    const length = /^ength: *(\d+)/i.exec(text)?.[1]
    if (length !== undefined) return Number(length)
    at += LENGTH.length
  }
}

class Tally {
  readonly times: number[] = []
  failed = 0
  firstFailure: string | undefined
  bytes = 0
  asked = 0
  measuring = false
}

/** One kept-alive connection. */
class Asker {
  readonly #socket: Socket
  readonly #plan: LoadPlan
  readonly #tally: Tally
  #pending: Buffer[] = []
  #size = 0
  #wanted = -1
  #started = 0
  stopped = false

  constructor(plan: LoadPlan, tally: Tally) {
    this.#plan = plan
    this.#tally = tally
    this.#socket = connect(plan.port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.on('connect', () => this.#next())
    this.#socket.on('data', (chunk) => this.#take(chunk))
    this.#socket.on('error', (error) => {
      tally.failed += 1
      tally.firstFailure ??= error.message
    })
  }

  stop(): void {
    this.stopped = true
    this.#socket.destroy()
  }

  #next(): void {
    if (this.stopped) return
    this.#started = performance.now()
    this.#socket.write(bytesOf(this.#plan.ask(this.#tally.asked++), this.#plan.port))
  }

  #take(chunk: Buffer): void {
    this.#pending.push(chunk)
    this.#size += chunk.length
    if (this.#wanted === -1) {
      const all = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending)
      const end = all.indexOf(CRLF)
      if (end === -1) return
      this.#wanted = end + 4 + lengthOf(all.subarray(0, end))
      this.#pending = [all]
    }
    if (this.#size < this.#wanted) return
    this.#done()
  }

  #done(): void {
    const tally = this.#tally
    const first = this.#pending[0]
    const status = first?.toString('latin1', 9, 12) ?? ''
    if (!status.startsWith('2')) {
      tally.failed += 1
      tally.firstFailure ??= Buffer.concat(this.#pending).toString().slice(0, 2000)
    }
    if (tally.measuring) {
      tally.times.push(performance.now() - this.#started)
      tally.bytes += this.#size
    }
    this.#pending = []
    this.#size = 0
    this.#wanted = -1
    this.#next()
  }
}

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000)
  })

/** Puts a server under load and tells how fast it answered. */
export async function load(plan: LoadPlan): Promise<LoadResult> {
  const tally = new Tally()
  const askers = Array.from({ length: plan.connections }, () => new Asker(plan, tally))
  await pause(plan.warm_s)
  tally.measuring = true
  const start = performance.now()
  await pause(plan.measure_s)
  tally.measuring = false
  const seconds = (performance.now() - start) / 1000
  for (const asker of askers) asker.stop()
  const sorted = tally.times.toSorted((a, b) => a - b)
  const at = (p: number): number => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
  return {
    rate: sorted.length / seconds,
    p50_ms: at(50),
    p95_ms: at(95),
    p99_ms: at(99),
    count: sorted.length,
    failed: tally.failed,
    firstFailure: tally.firstFailure,
    bytes: tally.bytes,
  }
}
