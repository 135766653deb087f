// Runs the steps of conformance cases with the official Node.js driver: node worker.mjs <uri>. One request a line on stdin, one answer a
// line on stdout, both BSON in base64. What the server answers goes back whole, an error too; nothing is judged here.
import { createInterface } from 'node:readline'
import { BSON, MongoClient } from 'mongodb'

// Values come back as the types they had on the wire, not as JavaScript's nearest.
const typed = { promoteValues: false, promoteLongs: false, bsonRegExp: true }
const client = new MongoClient(process.argv[2], { serverSelectionTimeoutMS: 10000 })
const sessions = new Map()
const streams = new Map()

// A session has a client of its own: the numbers that a case gives its commands must not stay with a session of the pool.
const clientOf = request => request.session ? sessions.get(request.session).owner : client
const databaseOf = request => clientOf(request).db(request.database)
const target = request => databaseOf(request).collection(request.collection)
const inSession = request => request.session ? { session: sessions.get(request.session).session } : {}
const end = async ({ owner, session }) => {
  await session.endSession()
  await owner.close(true)
}
const withSession = (request, options = {}) => ({ ...typed, ...options, ...inSession(request) })
const done = { reply: {} }

const operation = ({ insert, update, replace, delete: remove }) => {
  if (insert) return { insertOne: { document: insert } }
  if (update) {
    const { filter, update: change, multi, ...rest } = update
    return { [multi ? 'updateMany' : 'updateOne']: { filter, update: change, ...rest } }
  }
  if (replace) return { replaceOne: replace }
  const { filter, multi } = remove
  return { [multi ? 'deleteMany' : 'deleteOne']: { filter } }
}

const tally = (result, errors = []) => ({
  inserted: result.insertedCount,
  matched: result.matchedCount,
  modified: result.modifiedCount,
  upserted: result.upsertedCount,
  deleted: result.deletedCount,
  upsertedIndexes: Object.keys(result.upsertedIds).map(Number),
  writeErrors: errors.map(e => ({ index: e.index, code: e.code })),
})

const within = (promise, milliseconds, what) => {
  let timer
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`no ${what} within ${milliseconds} ms`)), milliseconds) })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const run = {
  command: async request => ({ reply: await databaseOf(request).command(request.command, withSession(request)) }),
  find: async request => ({ documents: await target(request).find(request.filter, withSession(request, request.options)).toArray() }),
  aggregate: async request => ({ documents: await target(request).aggregate(request.pipeline, withSession(request, request.options)).toArray() }),
  bulkWrite: async request => {
    try {
      return { reply: tally(await target(request).bulkWrite(request.operations.map(operation), { ordered: request.ordered ?? true, ...inSession(request) })) }
    } catch (e) {
      if (!e.writeErrors || !e.result) throw e
      return { reply: tally(e.result, [e.writeErrors].flat()) }
    }
  },
  watch: async request => {
    const scope = request.collection ? target(request) : databaseOf(request)
    const stream = scope.watch(request.pipeline, withSession(request, { ...request.options, maxAwaitTimeMS: 200 }))
    streams.set(request.stream, { stream, ahead: [] })
    // Opens the cursor now: what is written from here on is seen.
    const first = await stream.tryNext()
    if (first) streams.get(request.stream).ahead.push(first)
    return done
  },
  next: async request => {
    const { stream, ahead } = streams.get(request.stream)
    const documents = ahead.splice(0, request.count)
    while (documents.length < request.count) documents.push(await within(stream.next(), 10000, 'event'))
    return { documents }
  },
  close: async request => {
    await streams.get(request.stream).stream.close()
    streams.delete(request.stream)
    return done
  },
  startSession: async request => {
    const owner = new MongoClient(process.argv[2], { serverSelectionTimeoutMS: 10000 })
    sessions.set(request.session, { owner, session: owner.startSession({ causalConsistency: false }) })
    return done
  },
  startTransaction: async request => {
    sessions.get(request.session).session.startTransaction()
    return done
  },
  commitTransaction: async request => {
    await sessions.get(request.session).session.commitTransaction()
    return done
  },
  abortTransaction: async request => {
    await sessions.get(request.session).session.abortTransaction()
    return done
  },
  endSession: async request => {
    await end(sessions.get(request.session))
    sessions.delete(request.session)
    return done
  },
  reset: async () => {
    for (const { stream } of streams.values()) await stream.close()
    for (const entry of sessions.values()) await end(entry)
    streams.clear()
    sessions.clear()
    return done
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    const bytes = Buffer.from(line, 'base64')
    // Documents keep their types; what is the driver's own business is plain.
    const { op, options, count } = BSON.deserialize(bytes)
    answer = await run[op]({ ...BSON.deserialize(bytes, typed), op, options, count })
  } catch (e) {
    answer = e.errorResponse?.ok !== undefined ? { reply: e.errorResponse } : { failure: e.stack }
  }
  process.stdout.write(`${Buffer.from(BSON.serialize(answer)).toString('base64')}\n`)
}
await client.close(true)
