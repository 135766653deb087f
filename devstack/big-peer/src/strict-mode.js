/**
 * Strict mode is one setting of the whole engine, but each HTTP path stands for one value of it. Statements of one mode run
 * side by side; a statement of the other mode waits until they have ended, then the mode is switched once for all that wait.
 */
export class StrictModeLock {
  #switchTo
  /** @type {boolean | symbol | undefined} */
  #mode
  #running = 0
  #switching = false
  /** @type {{ strict: boolean | symbol, start: () => void, fail: (error: unknown) => void }[]} */
  #waiting = []

  /** @param {(strict: boolean) => Promise<void>} switchTo sets the engine's mode; never called while a statement runs */
  constructor(switchTo) {
    this.#switchTo = switchTo
  }

  /**
   * @template T
   * @param {boolean | symbol} strict the mode the work needs
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(strict, work) {
    await this.#enter(strict)
    try {
      return await work()
    } finally {
      this.#running--
      this.#admit()
    }
  }

  /** Runs work while no statement does. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  alone(work) {
    // A mode that nobody else can ask for.
    return this.run(Symbol('alone'), work)
  }

  /** @param {boolean | symbol} strict @returns {Promise<void>} */
  #enter(strict) {
    // Whoever comes while another waits stands behind it: a steady load of one mode must not starve the other.
    if (this.#waiting.length === 0 && !this.#switching && this.#mode === strict) {
      this.#running++
      return Promise.resolve()
    }
    return new Promise((start, fail) => {
      this.#waiting.push({ strict, start, fail })
      this.#admit()
    })
  }

  #admit() {
    if (this.#waiting.length === 0 || this.#switching) return
    const { strict } = this.#waiting[0]
    if (strict === this.#mode) this.#startAll(strict)
    else if (this.#running === 0) void this.#switch(strict)
  }

  /** @param {boolean | symbol} strict */
  async #switch(strict) {
    this.#switching = true
    try {
      if (typeof strict === 'boolean') await this.#switchTo(strict)
      this.#mode = strict
      this.#startAll(strict)
    } catch (error) {
      this.#mode = undefined
      this.#waiting.shift()?.fail(error)
    } finally {
      this.#switching = false
      this.#admit()
    }
  }

  /** @param {boolean | symbol} strict */
  #startAll(strict) {
    const starting = this.#waiting.filter(waiter => waiter.strict === strict)
    this.#waiting = this.#waiting.filter(waiter => waiter.strict !== strict)
    this.#running += starting.length
    for (const waiter of starting) waiter.start()
  }
}
