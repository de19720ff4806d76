/** One holder at a time, in the order of asking: whoever holds the only connection has it to itself. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  readonly #limit_ms: number
  #held = false

  constructor(limit_ms: number) {
    this.#limit_ms = limit_ms
  }

  /** Resolves with the function that ends the turn; throws when others held it for longer than the limit. */
  async take(): Promise<() => void> {
    if (this.#held) await this.#wait()
    this.#held = true
    let over = false
    return () => {
      if (over) return
      over = true
      const next = this.#waiting.shift()
      if (next === undefined) this.#held = false
      else next()
    }
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1)
        reject(new Error(`The embedded database was busy for more than ${this.#limit_ms} ms: a transaction is held open too long`))
      }, this.#limit_ms)
      this.#waiting.push(go)
    })
  }
}
