import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Prints what to do with the running programs, and waits to be ended. */
export async function invite(stage, tell) {
  const file = stage.writeEnvironment()
  tell.plain(`
All three are still running. In another terminal, in the checkout (${path.resolve(fileURLToPath(import.meta.url), "../../..")}):

  # addresses and keys of this run, once per terminal
  . ${file}

  # MongoDB, by the npm package mongodb: one expression; without any a prompt, where you write the await
  node demo/mongo.js 'db.products.findOne({ sku: "P-0007" })'
  node demo/mongo.js 'db.products.updateOne({ sku: "P-0007" }, { $set: { tags: ["seen in MongoDB"] } })'
  node demo/mongo.js

  # the Big Peer, by its HTTP API
  curl -s "$BIG_PEER/api/v5/store/execute" -H @"$BIG_PEER_HEADERS" -d '{"statement":"SELECT * FROM products WHERE _id = :id","args":{"id":"P-0007"}}'
  curl -s "$BIG_PEER/api/v5/store/execute" -H @"$BIG_PEER_HEADERS" -d '{"statement":"UPDATE products SET name = :name WHERE _id = :id","args":{"id":"P-0007","name":"seen at the Big Peer"}}'

  # the bridge
  curl -s "$BRIDGE_STATUS/health"
  curl -s "$BRIDGE_STATUS/status"
  curl -s "$BRIDGE_METRICS/metrics"
  tail -f "$BRIDGE_LOG"

Ctrl-C here ends all of it.`)
  await stay(stage)
}

/** Waits until the reader ends the demo. */
export async function stay(stage) {
  const alive = setInterval(() => {}, 60_000)
  try {
    if (!stage.signal.aborted) await once(stage.signal, 'abort')
    stage.signal.throwIfAborted()
  } finally {
    clearInterval(alive)
  }
}
