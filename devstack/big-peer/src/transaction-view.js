/** The highest transaction that every later read is sure to see, and those who wait for one. */
export class TransactionView {
  #reached
  /** @type {Set<{ transaction: bigint, reached: () => void }>} */
  #waiting = new Set()

  /** @param {bigint} reached */
  constructor(reached) {
    this.#reached = reached
  }

  get reached() {
    return this.#reached
  }

  /** @param {bigint} transaction one that has been committed; a lower one than the highest changes nothing */
  advance(transaction) {
    if (transaction <= this.#reached) return
    this.#reached = transaction
    for (const waiter of this.#waiting) {
      if (waiter.transaction <= transaction) waiter.reached()
    }
  }

  /**
   * @param {bigint} transaction
   * @param {number} timeoutMs
   * @returns {Promise<boolean>} false when the view has not reached the transaction in time
   */
  async waitFor(transaction, timeoutMs) {
    if (transaction <= this.#reached) return true
    return await new Promise(resolve => {
      const settle = (/** @type {boolean} */ result) => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
        resolve(result)
      }
      const waiter = { transaction, reached: () => settle(true) }
      const timer = setTimeout(() => settle(false), timeoutMs)
      this.#waiting.add(waiter)
    })
  }
}
