import { span } from '../lib/narrator.js'
import { filterOf, idText } from '../lib/retail.js'
import { until } from '../lib/until.js'

export const title = 'A delete on each side arrives on the other'

export async function run({ mongo, bigPeer, books, signal }, tell) {
  const [first, second] = books.of('orders').values()

  await mongo.collection('orders').deleteOne(inMongo(first))
  let written = performance.now()
  await until(signal, 'The delete reaches the Big Peer', async () => !await bigPeer.find('orders', first._id))
  tell.done(`MongoDB → Big Peer  ${span(performance.now() - written).padStart(7)}  order ${idText(first)} is gone`)

  await bigPeer.delete('orders', [second._id])
  written = performance.now()
  await until(signal, 'The delete reaches MongoDB', async () => !await mongo.collection('orders').findOne(inMongo(second)))
  tell.done(`Big Peer → MongoDB  ${span(performance.now() - written).padStart(7)}  order ${idText(second)} is gone`)
  books.remove('orders', [first, second])
}

const inMongo = document => filterOf('orders', { ...document._id, orderId: Number(document._id.orderId) })
