import { count } from '../lib/narrator.js'
import { Stage } from '../lib/stage.js'
import { idText, inDitto, retailDocuments } from '../lib/retail.js'

export const title = 'Start MongoDB and a Big Peer, and fill MongoDB'

export async function run(stage, tell) {
  Stage.expectBuilt('MongoStandIn', 'BridgeRuntime')
  tell.say('Starting the MongoDB stand-in (in memory, with a password) and the Big Peer (its HTTP API over the Ditto engine) …')
  await stage.openSides()
  tell.done(`MongoDB on port ${stage.mongoPort}, Big Peer on port ${stage.bigPeerPort}, both on 127.0.0.1`)

  const sizes = []
  for (const [collection, documents] of Object.entries(retailDocuments())) {
    await stage.mongo.collection(collection).insertMany(documents)
    stage.books.add(collection, documents.map(document => inDitto(collection, document)))
    sizes.push(`${count(documents.length)} ${collection}`)
  }
  tell.done(`Loaded a retail data set into MongoDB: ${sizes.join(', ')}`)
  const [order] = stage.books.of('orders').values()
  tell.aside(`Dates, decimals, 64-bit integers, ObjectIds and nested objects; an order has two fields for its id: ${idText(order)}`)
}
