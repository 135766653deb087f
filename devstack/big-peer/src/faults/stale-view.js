import { rmSync } from 'node:fs'

/** @typedef {import('../engine.js').Engine} Engine */

/** The store as it was at one transaction: a second engine on a copy of the first one's files. */
export class StaleView {
  #engine
  #directory

  /** @param {Engine} engine @param {string} directory */
  constructor(engine, directory) {
    this.#engine = engine
    this.#directory = directory
  }

  /** @param {Engine} live @param {string} directory an empty folder for the copy, removed with it @returns {Promise<StaleView>} */
  static async of(live, directory) {
    try {
      return new StaleView(await live.freeze(directory), directory)
    } catch (error) {
      rmSync(directory, { recursive: true, force: true })
      throw error
    }
  }

  /** The transaction at which it stands still. */
  get reached() {
    return this.#engine.view.reached
  }

  get engine() {
    return this.#engine
  }

  async close() {
    await this.#engine.close()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
