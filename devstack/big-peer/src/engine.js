import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { idText } from './exact-json.js'
import { ResultMemory } from './result-memory.js'
import { StrictModeLock } from './strict-mode.js'
import { TransactionView } from './transaction-view.js'

const { CBOR, Ditto, DittoConfig, Logger, init } = createRequire(import.meta.url)('@dittolive/ditto')

/** Arguments that are CBOR already. `taken` tells that the SDK has passed the bytes on as they are. */
class EncodedArguments {
  taken = false

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes
  }
}

// The SDK encodes JavaScript values, which have lost int64 and `1.0` before it sees them, and encodes strings byte by byte.
// Its encoder is a public static method, so arguments that are CBOR already go round it (500 documents of 1 KiB: 29 000/s, not 17 000/s).
const encodeValues = CBOR.encodeWithReplacer
CBOR.encodeWithReplacer = (/** @type {unknown} */ value, /** @type {unknown} */ replacer) => {
  if (!(value instanceof EncodedArguments)) return encodeValues.call(CBOR, value, replacer)
  value.taken = true
  return value.bytes
}

/**
 * @typedef {object} StatementResult
 * @property {bigint} transactionId the statement's own, or for a statement that wrote nothing one that its view has reached
 * @property {boolean} committed whether the statement has a transaction of its own
 * @property {string[]} items JSON texts, numbers exact
 * @property {string[]} mutatedDocumentIds JSON texts, numbers exact
 */

/** A statement that the engine refused. `fault` tells whether the statement (`statement`) or the engine itself (`engine`) is to blame. */
export class StatementError extends Error {
  /** @param {string} message @param {'statement' | 'engine'} fault */
  constructor(message, fault) {
    super(message)
    this.name = 'StatementError'
    this.fault = fault
  }
}

/** The Ditto engine with one local store. */
export class Engine {
  #ditto
  #store
  #strictMode
  #memory = new ResultMemory()

  /** @param {any} ditto @param {{ databaseId: string, directory: string }} store @param {bigint} reached */
  constructor(ditto, store, reached) {
    this.#ditto = ditto
    this.#store = store
    this.#strictMode = new StrictModeLock(async strict => {
      await ditto.store.execute(`ALTER SYSTEM SET DQL_STRICT_MODE = ${strict}`)
    })
    this.view = new TransactionView(reached)
  }

  /**
   * @param {{ databaseId: string, directory: string }} store a UUID and an existing folder, which only one process may use
   * @param {bigint} [frozenAt] the transaction that a copy stands for
   * @returns {Promise<Engine>}
   */
  static async open({ databaseId, directory }, frozenAt) {
    await init()
    Logger.minimumLogLevel = 'Error'
    const config = new DittoConfig(databaseId, { mode: 'smallPeersOnly' })
    config.persistenceDirectory = directory
    const ditto = await Ditto.open(config)
    // Reads have no transaction; a delete of nothing has, and tells where a store that was used before has got to.
    const { commitID } = await ditto.store.execute("DELETE FROM __big_peer WHERE _id = 'none'")
    return new Engine(ditto, { databaseId, directory }, frozenAt ?? commitID)
  }

  /** A second engine on a copy of the store as it is now. Its view stays at this transaction. @param {string} directory an empty folder */
  async freeze(directory) {
    const reached = await this.#strictMode.alone(async () => {
      await cp(this.#store.directory, directory, { recursive: true })
      return this.view.reached
    })
    return await Engine.open({ databaseId: this.#store.databaseId, directory }, reached)
  }

  /**
   * @param {{ statement: string, args: Uint8Array | null, strict: boolean }} request args: a CBOR map
   * @returns {Promise<StatementResult>}
   * @throws {StatementError}
   */
  async execute({ statement, args, strict }) {
    return await this.#strictMode.run(strict, async () => {
      const { reached } = this.view
      const result = await this.#run(statement, args)
      const commit = result.commitID
      if (commit !== null) this.view.advance(commit)
      this.#memory.released(result.items.length)
      return {
        transactionId: commit ?? reached,
        committed: commit !== null,
        items: result.items.map((/** @type {any} */ item) => item.jsonString()),
        mutatedDocumentIds: commit === null ? [] : result.mutatedDocumentIDsV2().map(idText),
      }
    })
  }

  /** @param {string} statement @param {Uint8Array | null} args */
  async #run(statement, args) {
    const encoded = args && new EncodedArguments(args)
    let result
    try {
      result = await this.#ditto.store.execute(statement, encoded)
    } catch (error) {
      throw statementError(error)
    }
    if (encoded && !encoded.taken) throw new StatementError('this version of the SDK does not take encoded arguments', 'engine')
    return result
  }

  /** Waits for the statements that run. */
  async close() {
    await this.#ditto.close()
  }
}

/** @param {any} error @returns {StatementError} */
function statementError(error) {
  const code = String(error?.code ?? '')
  const message = String(error?.message ?? error)
  // `store/backend` stands for failures of the store and, in these two cases, for what the statement said.
  const ofStatement = code.startsWith('query/') || (code === 'store/backend' && /^(InvalidCBORError|Invalid collection name)/.test(message))
  return new StatementError(message, ofStatement ? 'statement' : 'engine')
}

