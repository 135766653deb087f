import { idText } from './retail.js'

/** What both sides must hold in the end, kept by everyone who writes in the demo. Documents are those of Ditto's value space. */
export class Books {
  #collections = new Map()

  /** @returns {Map<string, object>} documents by their id */
  of(collection) {
    if (!this.#collections.has(collection)) this.#collections.set(collection, new Map())
    return this.#collections.get(collection)
  }

  add(collection, documents) {
    for (const document of documents) this.of(collection).set(idText(document), structuredClone(document))
  }

  /** @param {Record<string, unknown>} changes values by path */
  change(collection, documents, changes) {
    for (const document of documents) {
      for (const [path, value] of Object.entries(changes)) {
        const names = path.split('.')
        const last = names.pop()
        const parent = names.reduce((map, name) => map[name], this.of(collection).get(idText(document)))
        parent[last] = value
      }
    }
  }

  remove(collection, documents) {
    for (const document of documents) this.of(collection).delete(idText(document))
  }

  get documents() {
    return [...this.#collections.values()].reduce((sum, documents) => sum + documents.size, 0)
  }
}
