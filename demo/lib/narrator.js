const COLOURS = { title: '1;36', good: '32', bad: '1;31', faint: '2', strong: '1' }

/** Tells a person what is going on: one line at a time, in colour only where there is a terminal. */
export class Narrator {
  #isColoured
  #steps
  #step = 0

  /** @param {number} steps how many there will be */
  constructor(steps, { stream = process.stdout, env = process.env } = {}) {
    this.#steps = steps
    this.stream = stream
    this.#isColoured = Boolean(stream.isTTY) && !env.NO_COLOR
  }

  step(title) {
    this.#step++
    this.#line(`\n${this.paint('title', `Step ${this.#step}/${this.#steps}`)}  ${this.paint('strong', title)}`)
  }

  say(text) {
    this.#line(`  ${text}`)
  }

  /** What has been seen to be so. */
  done(text) {
    this.#line(`  ${this.paint('good', '✓')} ${text}`)
  }

  /** What a reader could type. */
  command(text) {
    this.#line(`  ${this.paint('strong', `$ ${text}`)}`)
  }

  aside(text) {
    this.#line(this.paint('faint', `  ${text}`))
  }

  bad(text) {
    this.#line(this.paint('bad', text))
  }

  plain(text) {
    this.#line(text)
  }

  paint(colour, text) {
    return this.#isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text
  }

  #line(text) {
    this.stream.write(`${text}\n`)
  }
}

/** @returns {string} `7 ms`, `1.52 s` */
export const span = ms => ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`

/** @returns {string} `12 345` */
export const count = number => Math.round(number).toString().replace(/\B(?=(\d{3})+$)/g, ' ')
