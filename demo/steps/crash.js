import { setTimeout as pause } from 'node:timers/promises'
import { Int32, ObjectId } from 'mongodb'
import { order } from '../data/generate.js'
import { tellDifferences } from '../lib/differences.js'
import { Failure } from '../lib/failure.js'
import { healthLine } from '../lib/health.js'
import { count, span } from '../lib/narrator.js'
import { filterOf, inDitto } from '../lib/retail.js'
import { until } from '../lib/until.js'

export const title = 'kill -9 of the bridge in the middle of a load, and the recovery'

const ORDERS_PER_SIDE = 1500
const BATCH = 50
/** The load's last third is written only when the bridge is dead: it has to find that by itself. */
const BATCHES_BEFORE_KILL = ORDERS_PER_SIDE / BATCH * 2 / 3
const ARRIVED_BEFORE_KILL = 300
const DELETED_PER_SIDE = 20
const FIRST_OF_MONGO = 10_001
const FIRST_OF_BIG_PEER = 20_001

export async function run(stage, tell) {
  const { bridge } = stage
  const before = { mongo: await stage.mongo.collection('orders').countDocuments(), bigPeer: await stage.bigPeer.count('orders') }
  tell.say(`${count(2 * ORDERS_PER_SIDE)} new orders, half from each side, in batches of ${BATCH}; each batch also changes the stock of one store …`)
  const load = new Load(stage)
  const loading = load.run()
  loading.catch(error => stage.abort(error))

  const arrived = () => arrivals(stage, before, load)
  await until(stage.signal, `${ARRIVED_BEFORE_KILL} orders arrive on each side`, async () => Math.min(...Object.values(await arrived())) >= ARRIVED_BEFORE_KILL)
  const written = { ...load.orders }
  const { signal } = await bridge.kill()
  const found = await arrived()
  load.goOn()
  if (signal !== 'SIGKILL') throw new Failure(`The bridge ${bridge.ending} before it could be killed`)
  tell.done(`Killed process ${bridge.pid} when MongoDB had ${count(written.mongo)} of its orders written and ${count(found.atBigPeer)} had crossed, the Big Peer ${count(written.bigPeer)} and ${count(found.inMongo)}`)

  await loading
  await deleteOnBothSides(stage)
  tell.done(`The load goes on without the bridge: ${count(2 * ORDERS_PER_SIDE)} orders and ${count(load.edits)} stock changes written in all, and ${2 * DELETED_PER_SIDE} old orders deleted`)

  tell.say('Starting the bridge again …')
  const started = performance.now()
  await stage.startBridge()
  const equal = await until(stage.signal, 'Both sides are equal again', () => equalSince(stage), { within: 30_000, every: 50 }).catch(async error => {
    if (!stage.signal.aborted) tellDifferences((await stage.compare()).differences, tell)
    throw error
  })
  tell.done(`Both sides are equal again ${span(equal - started)} after the start`)
  tell.done(await healthLine(stage))
}

/** How many new orders have crossed to the other side. */
async function arrivals(stage, before, load) {
  const [bigPeer, mongo] = await Promise.all([stage.bigPeer.count('orders'), stage.mongo.collection('orders').countDocuments()])
  return { atBigPeer: bigPeer - before.bigPeer - load.orders.bigPeer, inMongo: mongo - before.mongo - load.orders.mongo }
}

async function equalSince(stage) {
  const began = performance.now()
  const counts = await Promise.all([stage.mongo.collection('orders').countDocuments(), stage.bigPeer.count('orders')])
  if (counts.some(there => there !== stage.books.of('orders').size)) return undefined
  return (await stage.compare()).differences.length === 0 ? began : undefined
}

async function deleteOnBothSides({ mongo, bigPeer, books }) {
  const old = [...books.of('orders').values()].filter(({ orderId }) => orderId < 1000n).slice(0, 2 * DELETED_PER_SIDE)
  const [there, here] = [old.slice(0, DELETED_PER_SIDE), old.slice(DELETED_PER_SIDE)]
  await bigPeer.delete('orders', there.map(({ _id }) => _id))
  await mongo.collection('orders').deleteMany({ $or: here.map(({ _id }) => filterOf('orders', { ..._id, orderId: Number(_id.orderId) })) })
  books.remove('orders', old)
}

/** Writers on both sides that know nothing of the bridge. */
class Load {
  orders = { mongo: 0, bigPeer: 0 }
  edits = 0
  #stage
  #gate
  goOn

  constructor(stage) {
    this.#stage = stage
    this.#gate = new Promise(resolve => { this.goOn = resolve })
  }

  async run() {
    await Promise.all([this.#onMongo(), this.#atBigPeer()])
  }

  async #onMongo() {
    const { mongo, books } = this.#stage
    for (let batch = 0; batch < ORDERS_PER_SIDE / BATCH; batch++) {
      await this.#pace(batch)
      const documents = newOrders(FIRST_OF_MONGO + batch * BATCH)
      await mongo.collection('orders').insertMany(documents)
      this.orders.mongo += BATCH
      books.add('orders', documents.map(document => inDitto('orders', document)))
      const items = stockOf(books, batch)
      await mongo.collection('inventory').updateMany({ _id: { $in: items.map(({ _id }) => new ObjectId(_id)) } }, { $set: { 'stock.onHand': new Int32(1000 + batch) } })
      this.edits += items.length
      books.change('inventory', items, { 'stock.onHand': BigInt(1000 + batch) })
    }
  }

  async #atBigPeer() {
    const { bigPeer, books } = this.#stage
    for (let batch = 0; batch < ORDERS_PER_SIDE / BATCH; batch++) {
      await this.#pace(batch)
      const documents = newOrders(FIRST_OF_BIG_PEER + batch * BATCH).map(document => inDitto('orders', document))
      await bigPeer.insert('orders', documents)
      this.orders.bigPeer += BATCH
      books.add('orders', documents)
      const items = stockOf(books, batch)
      await bigPeer.update('inventory', items.map(({ _id }) => _id), { 'stock.reserved': BigInt(batch) })
      this.edits += items.length
      books.change('inventory', items, { 'stock.reserved': BigInt(batch) })
    }
  }

  async #pace(batch) {
    if (batch >= BATCHES_BEFORE_KILL) await this.#gate
    else await pause(10, undefined, { signal: this.#stage.signal }).catch(() => this.#stage.signal.throwIfAborted())
    this.#stage.signal.throwIfAborted()
  }
}

const newOrders = first => Array.from({ length: BATCH }, (_, index) => order(first + index))

function stockOf(books, batch) {
  const store = `store-0${batch % books.of('stores').size + 1}`
  return [...books.of('inventory').values()].filter(item => item.store === store)
}
