import { Int32, ObjectId } from 'mongodb'
import { span } from '../lib/narrator.js'
import { until } from '../lib/until.js'
import { EXACT, fromMongo, toJson } from '../lib/values.js'

export const title = 'Both sides edit the same documents at the same time'

export async function run({ mongo, bigPeer, books, signal }, tell) {
  const store = 'store-02'
  const items = [...books.of('inventory').values()].filter(item => item.store === store)
  const ids = items.map(item => item._id)
  const inventory = mongo.collection('inventory')
  const filter = { _id: { $in: ids.map(id => new ObjectId(id)) } }
  tell.say(`All ${items.length} inventory documents of ${store}: MongoDB sets stock.onHand, the Big Peer stock.reserved, neither knowing of the other …`)

  await Promise.all([
    inventory.updateMany(filter, { $set: { 'stock.onHand': new Int32(500) } }),
    bigPeer.update('inventory', ids, { 'stock.reserved': 33n }),
  ])
  const written = performance.now()
  books.change('inventory', items, { 'stock.onHand': 500n, 'stock.reserved': 33n })

  const isMerged = ({ stock }) => stock.onHand === 500n && stock.reserved === 33n
  const merged = async () => {
    const [there, here] = [(await bigPeer.execute('SELECT * FROM inventory WHERE store = :store', { store })).items, (await inventory.find(filter, EXACT).toArray()).map(fromMongo)]
    return there.length === items.length && here.length === items.length && [...there, ...here].every(isMerged) && there
  }
  const found = await until(signal, 'Both edits of every document survive on both sides', merged)
  tell.done(`Both edits of all ${items.length} documents are on both sides ${span(performance.now() - written)} later; none was lost`)
  tell.aside(`${items[0].sku}: ${toJson(found.find(item => item._id === ids[0]).stock)}`)
}
