import { stdout } from 'node:process'

/** Progress for a person: one line a step, seconds since the command was typed, counts that grow in place on a terminal. */
export class Progress {
  readonly #started: number
  readonly #live: boolean

  constructor(started: number = Number(process.env['MACHINAKA_STARTED'] ?? Date.now()), live: boolean = stdout.isTTY === true) {
    this.#started = started
    this.#live = live
  }

  #seconds(): string {
    return `${((Date.now() - this.#started) / 1000).toFixed(1).padStart(5)} s`
  }

  say(text: string): void {
    stdout.write(`${this.#live ? '\r\x1b[K' : ''}${this.#seconds()}  ${text}\n`)
  }

  /** A line that the next one replaces; only where a terminal shows it. */
  update(text: string): void {
    if (this.#live) stdout.write(`\r\x1b[K${this.#seconds()}  ${text}`)
  }
}
