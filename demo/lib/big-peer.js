import { fromJson, toJson } from './values.js'

/** A Big Peer by its HTTP API. Values are those of Ditto's value space. */
export class BigPeer {
  #headers
  #seen = 0n

  /**
   * @param {string} endpoint
   * @param {string} apiKey
   * @param {AbortSignal} signal ends what is under way
   */
  constructor(endpoint, apiKey, signal) {
    this.endpoint = endpoint
    this.signal = signal
    this.#headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  }

  /**
   * @param {string} statement DQL
   * @param {object} [args]
   * @returns {Promise<{ items: object[], mutatedDocumentIds: unknown[] }>}
   */
  async execute(statement, args) {
    const response = await fetch(`${this.endpoint}/api/v5/store/execute`, {
      method: 'POST',
      // A read must not be older than one's own writes.
      headers: this.#seen > 0n ? { ...this.#headers, 'X-DITTO-TXN-ID': String(this.#seen) } : this.#headers,
      body: toJson(args ? { statement, args } : { statement }),
      signal: this.signal,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`The Big Peer answered ${response.status} to ${statement}: ${text.slice(0, 300)}`)
    const answer = fromJson(text)
    if (answer.error?.description) throw new Error(`The Big Peer refused ${statement}: ${answer.error.description}`)
    if (answer.transactionId > this.#seen) this.#seen = answer.transactionId
    return answer
  }

  /** @returns {Promise<object | undefined>} */
  async find(collection, id) {
    return (await this.execute(`SELECT * FROM ${collection} WHERE _id = :id`, { id })).items[0]
  }

  /** @returns {Promise<object[]>} */
  async all(collection) {
    return (await this.execute(`SELECT * FROM ${collection}`)).items
  }

  /** @returns {Promise<number>} */
  async count(collection) {
    return Number((await this.execute(`SELECT count(*) AS n FROM ${collection}`)).items[0].n)
  }

  async insert(collection, documents) {
    await this.execute(`INSERT INTO ${collection} DOCUMENTS (:documents)`, { documents })
  }

  /**
   * @param {unknown[]} ids all of one type
   * @param {Record<string, unknown>} changes values by path, such as `stock.reserved`
   */
  async update(collection, ids, changes) {
    const paths = Object.keys(changes)
    const set = paths.map((path, index) => `${path} = :v${index}`).join(', ')
    const values = Object.fromEntries(paths.map((path, index) => [`v${index}`, changes[path]]))
    await this.execute(`UPDATE ${collection} SET ${set} WHERE _id IN :ids`, { ids, ...values })
  }

  async delete(collection, ids) {
    await this.execute(`DELETE FROM ${collection} WHERE _id IN :ids`, { ids })
  }
}
