/** Numbers that look random and are the same every time (mulberry32, public domain, T. Ettinger). */
export class Chance {
  #state

  /** @param {number} seed */
  constructor(seed) {
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0
  }

  /** @returns {number} from 0, below 1 */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** @returns {number} a whole number from `least` to `most` */
  between(least, most) {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  pick(choices) {
    return choices[this.between(0, choices.length - 1)]
  }

  /** @returns {unknown[]} none to all of them, in their order */
  some(choices) {
    return choices.filter(() => this.next() < 0.4)
  }
}
