import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import path from 'node:path'
import { Failure } from './failure.js'
import { until } from './until.js'

/** One program that the demo runs. What it says goes to a file; it gets its secrets by its environment. */
export class Program {
  #child
  #ended
  #isWanted = true

  /**
   * @param {object} start
   * @param {string} start.name
   * @param {string[]} start.command
   * @param {Record<string, string>} start.env beside what every program inherits
   * @param {string} start.folder for its log and its temporary files
   * @param {(program: Program) => void} start.lost called when it ends unasked
   */
  constructor({ name, command: [file, ...args], env, folder, lost }) {
    this.name = name
    this.log = path.join(folder, `${name.replaceAll(' ', '-').toLowerCase()}.log`)
    const log = openSync(this.log, 'a')
    try {
      // A group of its own: Ctrl-C at the terminal is for the demo, which ends its programs in order.
      this.#child = spawn(file, args, { stdio: ['ignore', log, log], detached: true, env: { ...process.env, TMPDIR: folder, DEMO_FOLDER: folder, ...env } })
    } finally {
      closeSync(log)
    }
    if (this.#child.pid !== undefined) appendFileSync(path.join(folder, 'pids'), `${this.#child.pid}\n`)
    this.#ended = Promise.race([once(this.#child, 'exit').then(([code, signal]) => ({ code, signal })), once(this.#child, 'error').then(([error]) => ({ error }))])
    this.#ended.then(end => {
      this.end = end
      if (this.#isWanted) lost(this)
    })
  }

  get pid() {
    return this.#child.pid
  }

  get isRunning() {
    return this.end === undefined
  }

  /** @returns {string} how it ended */
  get ending() {
    if (!this.end) return 'is running'
    if (this.end.error) return `did not start: ${this.end.error.message}`
    return this.end.signal ? `was ended by ${this.end.signal}` : `ended with exit code ${this.end.code}`
  }

  get text() {
    return readFileSync(this.log, 'utf8')
  }

  /**
   * Waits until the log matches, counted from `from`.
   *
   * @returns {Promise<RegExpExecArray>}
   */
  line(signal, pattern, { from = 0, within = 20_000 } = {}) {
    return until(signal, `${this.name} says that it is ready`, async () => pattern.exec(this.text.slice(from)), { within, every: 20 })
  }

  /** As kill -9 does. */
  async kill() {
    this.#isWanted = false
    this.#child.kill('SIGKILL')
    return await this.#ended
  }

  /**
   * Asks it to end, and insists after a while.
   *
   * @throws {Failure} when it does not end by itself, or not with exit code 0
   */
  async stop(within = 20_000) {
    this.#isWanted = false
    if (!this.isRunning) return
    this.#child.kill('SIGTERM')
    let isLate = false
    const insist = setTimeout(() => {
      isLate = true
      this.#child.kill('SIGKILL')
    }, within)
    await this.#ended
    clearTimeout(insist)
    if (isLate) throw new Failure(`${this.name} did not end within ${within / 1000} s after SIGTERM and was killed`)
    if (this.end.code !== 0) throw new Failure(`${this.name} ${this.ending} after SIGTERM`)
  }
}
