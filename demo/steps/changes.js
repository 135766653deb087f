import { Decimal128, ObjectId } from 'mongodb'
import { order } from '../data/generate.js'
import { span } from '../lib/narrator.js'
import { inDitto } from '../lib/retail.js'
import { until } from '../lib/until.js'

export const title = 'A change on each side arrives on the other'

export async function run(stage, tell) {
  await priceInMongo(stage, tell)
  await orderInMongo(stage, tell)
  await stockAtBigPeer(stage, tell)
  await orderAtBigPeer(stage, tell)
}

async function priceInMongo({ mongo, bigPeer, books, signal }, tell) {
  const product = books.of('products').get('"P-0007"')
  const price = '19.90'
  await mongo.collection('products').updateOne({ sku: product._id }, { $set: { price: Decimal128.fromString(price) } })
  const written = performance.now()
  await until(signal, 'The new price reaches the Big Peer', async () => (await bigPeer.find('products', product._id)).price === price)
  tell.done(`MongoDB → Big Peer  ${arrived(written)}  product ${product._id}: price ${product.price} → ${price}, a decimal in MongoDB`)
  books.change('products', [product], { price })
}

async function orderInMongo({ mongo, bigPeer, books, signal }, tell) {
  const document = order(9001)
  const expected = inDitto('orders', document)
  await mongo.collection('orders').insertOne(document)
  const written = performance.now()
  await until(signal, 'The new order reaches the Big Peer', () => bigPeer.find('orders', expected._id))
  tell.done(`MongoDB → Big Peer  ${arrived(written)}  new order ${expected.orderId} of ${expected.location}`)
  books.add('orders', [expected])
}

async function stockAtBigPeer({ mongo, bigPeer, books, signal }, tell) {
  const item = [...books.of('inventory').values()][0]
  const countedAt = '2026-03-02T09:30:00.000Z'
  const changes = { 'stock.onHand': 77n, countedAt }
  await bigPeer.update('inventory', [item._id], changes)
  const written = performance.now()
  const found = await until(signal, 'The counted stock reaches MongoDB', async () => {
    const document = await mongo.collection('inventory').findOne({ _id: new ObjectId(item._id) })
    return document.stock.onHand === 77 && document
  })
  const kind = found.countedAt instanceof Date ? 'still a date in MongoDB' : `a ${typeof found.countedAt} in MongoDB now`
  tell.done(`Big Peer → MongoDB  ${arrived(written)}  stock of ${item.sku} in ${item.store}: ${item.stock.onHand} → 77, and countedAt, ${kind}`)
  books.change('inventory', [item], changes)
}

async function orderAtBigPeer({ mongo, bigPeer, books, signal }, tell) {
  const document = inDitto('orders', order(9002))
  await bigPeer.insert('orders', [document])
  const written = performance.now()
  const { _id: own } = await until(signal, 'The order from the device reaches MongoDB', () => mongo.collection('orders').findOne({ location: document.location, orderId: 9002 }))
  tell.done(`Big Peer → MongoDB  ${arrived(written)}  new order ${document.orderId} of ${document.location}; MongoDB's own _id is ${own}`)
  books.add('orders', [document])
}

const arrived = written => span(performance.now() - written).padStart(7)
