import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { BigPeer } from './big-peer.js'
import { Books } from './books.js'
import { compareCollection } from './compare.js'
import { Failure } from './failure.js'
import { Program } from './program.js'
import { COLLECTIONS, DATABASE, idText, inDitto } from './retail.js'
import { EXACT } from './values.js'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILT = name => path.join(ROOT, 'artifacts', 'bin', name, 'release', name)
const BIG_PEER = path.join(ROOT, 'devstack', 'big-peer')
const USER = 'shop'

/** The three programs, the clients of both sides, and what both sides must hold. */
export class Stage {
  #control = new AbortController()
  #programs = new Set()
  #mongoClient

  /** @param {string} folder for logs and temporary files; removed by whoever made it */
  constructor(folder) {
    this.folder = folder
    this.books = new Books()
    this.signal = this.#control.signal
    this.secrets = { mongoPassword: randomBytes(18).toString('hex'), apiKey: randomBytes(24).toString('hex') }
  }

  /** Ends whatever is under way. */
  abort(reason) {
    this.#control.abort(reason)
  }

  /** @throws {Failure} naming what is not built or not installed, and the remedy */
  static expectBuilt(...programs) {
    for (const [file, remedy] of [
      ...programs.map(name => [BUILT(name), 'make build']),
      [path.join(BIG_PEER, 'node_modules', '@dittolive', 'ditto'), 'make setup'],
    ]) {
      if (!existsSync(file)) throw new Failure(`${path.relative(ROOT, file)} is missing; run \`${remedy}\` first`)
    }
  }

  /**
   * Starts both sides.
   *
   * @param {object} [where]
   * @param {string} [where.address] to listen on
   * @param {string} [where.database] of MongoDB
   */
  async openSides({ address = '127.0.0.1', database = DATABASE } = {}) {
    const mongo = this.start('MongoDB', [BUILT('MongoStandIn'), '--bind', address, '--port', '0', '--user', USER, '--password-env', 'STAND_IN_PASSWORD'], { STAND_IN_PASSWORD: this.secrets.mongoPassword })
    const bigPeer = this.start('Big Peer', [process.execPath, path.join(BIG_PEER, 'src', 'main.js'), '--bind', address, '--port', '0'], { BIG_PEER_API_KEY: this.secrets.apiKey })
    const [mongoReady, bigPeerReady] = (await Promise.all([mongo, bigPeer].map(program => program.line(this.signal, /^\{"ready":true.*\}$/m)))).map(([line]) => JSON.parse(line))

    const uri = new URL(mongoReady.uri)
    uri.username = USER
    uri.password = this.secrets.mongoPassword
    uri.searchParams.set('authSource', 'admin')
    this.mongoUri = uri.href
    this.mongoPort = mongoReady.port
    this.bigPeerPort = bigPeerReady.port
    this.bigPeer = new BigPeer(bigPeerReady.endpoint, this.secrets.apiKey, this.signal)
    this.#mongoClient = await MongoClient.connect(this.mongoUri, { serverSelectionTimeoutMS: 10_000, appName: 'demo' })
    this.mongo = this.#mongoClient.db(database)
  }

  /** Starts the bridge; it is at work before this returns. */
  async startBridge() {
    const program = this.bridge = this.start('Bridge', [BUILT('BridgeRuntime'), '--config', path.join(ROOT, 'demo', 'bridge.yaml')], {
      MONGODB_URI: this.mongoUri,
      BIG_PEER_ENDPOINT: this.bigPeer.endpoint,
      BIG_PEER_API_KEY: this.secrets.apiKey,
      STATUS_PORT: '0',
      METRICS_PORT: '0',
    }, this.#bridgeLogLength())
    const [, status, metrics] = await program.line(this.signal, /Status on port (\d+), metrics on port (\d+)/, { from: program.logStart })
    this.statusUrl = `http://127.0.0.1:${status}`
    this.metricsUrl = `http://127.0.0.1:${metrics}`
  }

  /** @returns {Promise<{ status: string, mongodb: string, ditto: string, sync_lag_seconds: number }>} */
  async health() {
    return await (await fetch(`${this.statusUrl}/health`, { signal: this.signal })).json()
  }

  /** Every document of every collection, as both sides have it now and as the books say. */
  async compare() {
    const total = { documents: 0, fields: 0, differences: [] }
    for (const collection of Object.keys(COLLECTIONS)) {
      const [mongo, bigPeer] = await Promise.all([this.mongo.collection(collection).find({}, EXACT).toArray(), this.bigPeer.all(collection)])
      const { documents, fields, differences } = compareCollection(collection, {
        MongoDB: byId(collection, mongo.map(document => inDitto(collection, document))),
        'the Big Peer': byId(collection, bigPeer),
        'what was written': this.books.of(collection),
      })
      total.documents += documents
      total.fields += fields
      total.differences.push(...differences)
    }
    return total
  }

  /** The last lines of every log, for the reader of a failure. */
  * lastWords(lines = 12) {
    for (const program of this.#programs) {
      yield `${program.name} ${program.ending}; the end of its log:`
      const said = program.text.trimEnd().split('\n').filter(Boolean).slice(-lines)
      yield * said.length > 0 ? said.map(line => `  ${brief(line)}`) : ['  (nothing)']
    }
  }

  /** Ends the programs, the bridge first. Every one is ended, whatever happens. */
  async close() {
    const failures = []
    await this.#mongoClient?.close().catch(error => failures.push(error))
    const [last, first] = [...this.#programs].reduce((parts, program) => (parts[program === this.bridge ? 1 : 0].push(program), parts), [[], []])
    for (const group of [first, last]) {
      const ends = await Promise.allSettled(group.map(program => program.stop()))
      failures.push(...ends.filter(end => end.status === 'rejected').map(end => end.reason))
    }
    return failures
  }

  /** What the printed commands need, in files that only this user can read. */
  writeEnvironment() {
    return this.writeVariables({ BRIDGE_STATUS: this.statusUrl, BRIDGE_METRICS: this.metricsUrl, BRIDGE_LOG: this.bridge.log })
  }

  /** Variables of both sides and further ones. @returns {string} the file */
  writeVariables(more) {
    const headers = path.join(this.folder, 'headers')
    const file = path.join(this.folder, 'env')
    writeFileSync(headers, `Authorization: Bearer ${this.secrets.apiKey}\nContent-Type: application/json\n`, { mode: 0o600 })
    const variables = { MONGODB_URI: this.mongoUri, BIG_PEER: this.bigPeer.endpoint, BIG_PEER_HEADERS: headers, ...more }
    writeFileSync(file, Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`).join(''), { mode: 0o600 })
    return file
  }

  /** Starts a program that is to run until the end. */
  start(name, command, env = {}, logStart = 0) {
    const program = new Program({ name, command, env, folder: this.folder, lost: lost => this.abort(new Failure(`${lost.name} ${lost.ending} in the middle of the demo`)) })
    program.logStart = logStart
    for (const other of this.#programs) if (other.name === name) this.#programs.delete(other)
    this.#programs.add(program)
    return program
  }

  /** A bridge that is started again goes on in the same log. */
  #bridgeLogLength() {
    const log = path.join(this.folder, 'bridge.log')
    return existsSync(log) ? readFileSync(log, 'utf8').length : 0
  }
}

function byId(collection, documents) {
  const found = new Map(documents.map(document => [idText(document), document]))
  if (found.size !== documents.length) throw new Failure(`${collection} holds ${documents.length - found.size} documents twice`)
  return found
}

/** A JSON log line in few words; anything else as it is. */
function brief(line) {
  try {
    const { timestamp = '', level = '', message } = JSON.parse(line)
    if (message) return `${timestamp} ${level} ${message}`.trim()
  } catch { /* no JSON */ }
  return line.slice(0, 300)
}
