import { count, span } from '../lib/narrator.js'
import { COLLECTIONS } from '../lib/retail.js'
import { healthLine } from '../lib/health.js'
import { until } from '../lib/until.js'

export const title = 'Start the bridge: the initial sync'

export async function run(stage, tell) {
  const wanted = stage.books.documents
  tell.say(`Starting the bridge; ${count(wanted)} documents wait in MongoDB, none at the Big Peer …`)
  const started = performance.now()
  await stage.startBridge()
  const first = await until(stage.signal, 'The first documents reach the Big Peer', async () => await documentsOf(stage) > 0 && performance.now())
  const last = await until(stage.signal, `All ${wanted} documents reach the Big Peer`, async () => await documentsOf(stage) >= wanted && performance.now())
  const rate = wanted / ((last - started) / 1000)
  tell.done(`${count(wanted)} documents are at the Big Peer ${span(last - started)} after the bridge's start: ${count(rate)} documents/s, the start of the process included`)
  tell.aside(`The first was there after ${span(first - started)}, all others ${span(last - first)} later`)
  tell.done(await healthLine(stage))
}

async function documentsOf(stage) {
  let sum = 0
  for (const collection of Object.keys(COLLECTIONS)) sum += await stage.bigPeer.count(collection)
  return sum
}
