import { pattern } from './rule.js'

/** @typedef {import('./rule.js').Rule} Rule */

/** A rule in force: how often it has fired, and whoever waits for its end. */
export class ActiveRule {
  #collections
  #statements
  #random
  #end = new AbortController()
  /** @type {Set<Promise<unknown>>} */
  #using = new Set()

  /** @param {number} id @param {Rule} rule @param {import('./stale-view.js').StaleView} [view] what a stale rule reads from */
  constructor(id, rule, view) {
    this.id = id
    this.rule = rule
    this.view = view
    this.hits = 0
    this.#collections = pattern(rule, 'collectionPattern')
    this.#statements = pattern(rule, 'statementPattern')
    this.#random = generator(rule.seed)
  }

  /** Aborts when the rule is cleared. */
  get cleared() {
    return this.#end.signal
  }

  /** Whether it fires for this statement; counts it if so. @param {import('../statements.js').StatementTarget} target */
  fires({ kind, collection, statement }) {
    const { rule } = this
    if (rule.times !== undefined && this.hits >= rule.times) return false
    if (rule.kind !== 'any' && rule.kind !== kind) return false
    if (rule.collection !== undefined && rule.collection !== collection) return false
    if (this.#collections !== undefined && !this.#collections.test(collection ?? '')) return false
    if (this.#statements !== undefined && !this.#statements.test(statement ?? '')) return false
    if (rule.probability < 1 && this.#random() >= rule.probability) return false
    this.hits++
    return true
  }

  /** Runs what needs the rule's view; `end` waits for it. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  use(work) {
    const using = work().finally(() => this.#using.delete(using))
    this.#using.add(using)
    return using
  }

  /** Releases those who wait, and drops the view when nobody reads from it any more. */
  async end() {
    this.#end.abort()
    await Promise.allSettled(this.#using)
    await this.view?.close()
  }

  /** As GET /rules shows it. */
  toJSON() {
    return { id: this.id, ...this.rule, hits: this.hits, ...this.view && { transactionId: Number(this.view.reached) } }
  }
}

/** The generator mulberry32: the same seed fires at the same matches. @param {number} seed @returns {() => number} 0 ≤ n < 1 */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
