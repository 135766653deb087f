#!/usr/bin/env node
// The bridge that somebody would write in an afternoon, which `make bench` measures beside this project's: MongoDB → Big Peer. A change stream of a database with the whole
// documents, batches of 500, one HTTP insert for each batch (and collection) while the next one is gathered, the resume token in a file. No ledger, no way back, no merge:
// the last document wins as it is, and what the Big Peer refuses ends the program.
//
//   MONGODB_URI=… BIG_PEER_ENDPOINT=… BIG_PEER_API_KEY=… bridge.mjs DATABASE TOKEN_FILE
import { readFile, rename, writeFile } from 'node:fs/promises'
import { BSON, MongoClient } from 'mongodb'

const { EJSON } = BSON
const BATCH = 500
const [database, tokenFile] = process.argv.slice(2)
const { MONGODB_URI, BIG_PEER_ENDPOINT, BIG_PEER_API_KEY } = process.env
const headers = { authorization: `Bearer ${BIG_PEER_API_KEY}`, 'content-type': 'application/json' }

const client = await MongoClient.connect(MONGODB_URI)
const stream = client.db(database).watch([], { fullDocument: 'updateLookup', batchSize: BATCH, ...await position() })
process.stdin.on('end', () => process.exit(0)).resume()

let sending = Promise.resolve()
// The stream is opened by its first read.
let change = await stream.tryNext()
process.stdout.write('{"ready":true}\n')
for (;;) {
  const batch = []
  // A batch is sent when it is full, or when the stream has nothing more for now.
  for (change ??= await stream.next(); change; change = await next()) {
    batch.push(change)
    if (batch.length === BATCH) break
  }
  change = null
  const token = stream.resumeToken
  await sending
  sending = carry(batch, token)
}

/** The next change that has arrived already, if any. */
async function next() {
  return stream.bufferedCount() > 0 ? await stream.next() : null
}

async function carry(changes, token) {
  for (const [collection, own] of byCollection(changes)) {
    // The last change of each document counts.
    const last = [...new Map(own.map(c => [EJSON.stringify(c.documentKey._id), c])).values()]
    const documents = last.map(c => c.fullDocument).filter(Boolean)
    const gone = last.filter(c => c.operationType === 'delete').map(c => c.documentKey._id)
    if (documents.length > 0) await execute(`INSERT INTO ${collection} DOCUMENTS (:documents) ON ID CONFLICT DO UPDATE`, { documents })
    if (gone.length > 0) await execute(`DELETE FROM ${collection} WHERE _id IN :gone`, { gone })
  }
  await writeFile(`${tokenFile}.new`, EJSON.stringify(token))
  await rename(`${tokenFile}.new`, tokenFile)
}

function byCollection(changes) {
  const collections = new Map()
  for (const change of changes) {
    if (!change.documentKey) continue
    const own = collections.get(change.ns.coll)
    if (own) own.push(change)
    else collections.set(change.ns.coll, [change])
  }
  return collections
}

async function execute(statement, args) {
  const answer = await fetch(`${BIG_PEER_ENDPOINT}/api/v4/store/execute`, { method: 'POST', headers, body: JSON.stringify({ statement, args }) })
  const { error } = await answer.json()
  if (!answer.ok || error?.description) throw new Error(`${answer.status} ${error?.description ?? ''}`)
}

async function position() {
  try {
    return { resumeAfter: EJSON.parse(await readFile(tokenFile, 'utf8')) }
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}
