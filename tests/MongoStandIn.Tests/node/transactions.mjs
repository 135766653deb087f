import assert from 'node:assert/strict'
import { Long, MongoClient } from 'mongodb'

const labelled = (promise, code, label) => assert.rejects(promise, e => {
  assert.equal(e.code, code, e.message)
  if (label) assert.ok(e.hasErrorLabel(label), `${e.message}: ${e.errorLabels}`)
  return true
})
const set = (client, mode, data, point = 'failCommand') => client.db('admin').command({ configureFailPoint: point, mode, ...(data && { data }) })
const watchFrom = async (db, run) => {
  const { operationTime } = await db.command({ ping: 1 })
  await run()
  const { cursor } = await db.command({ aggregate: 1, pipeline: [{ $changeStream: { startAtOperationTime: operationTime } }], cursor: {} })
  // The time itself is included.
  return cursor.firstBatch.filter(e => e.clusterTime.greaterThan(operationTime))
}

export default {
  'what it writes shows in it, and to others when it is committed': async ({ client, collection }) => {
    await collection.insertMany([{ _id: 1, n: 1 }, { _id: 2, n: 1 }])
    await client.withSession(async session => {
      session.startTransaction()
      await collection.insertOne({ _id: 3, n: 1 }, { session })
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await collection.deleteOne({ _id: 2 }, { session })
      assert.deepEqual(await collection.find({}, { session }).sort({ _id: 1 }).toArray(), [{ _id: 1, n: 2 }, { _id: 3, n: 1 }])
      assert.deepEqual((await collection.aggregate([{ $match: { n: 2 } }], { session }).toArray()).map(d => d._id), [1])
      assert.deepEqual(await collection.distinct('_id', {}, { session }), [1, 3])
      assert.deepEqual(await collection.findOneAndUpdate({ _id: 3 }, { $inc: { n: 5 } }, { session, returnDocument: 'after' }), { _id: 3, n: 6 })
      assert.deepEqual(await collection.find().sort({ _id: 1 }).toArray(), [{ _id: 1, n: 1 }, { _id: 2, n: 1 }])
      await session.commitTransaction()
    })
    assert.deepEqual(await collection.find().sort({ _id: 1 }).toArray(), [{ _id: 1, n: 2 }, { _id: 3, n: 6 }])
  },
  'what was aborted never was': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 1, n: 1 })
    const events = await watchFrom(db, () => client.withSession(async session => {
      session.startTransaction()
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await db.collection('fresh').insertOne({ _id: 1 }, { session })
      await session.abortTransaction()
    }))
    assert.deepEqual(events, [])
    assert.deepEqual(await collection.find().toArray(), [{ _id: 1, n: 1 }])
    assert.deepEqual((await db.listCollections().toArray()).map(c => c.name), ['things'])
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } })
  },
  'it reads the past that it began in': async ({ client, collection }) => {
    await collection.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, group: i % 2 })))
    await collection.createIndex({ group: 1 })
    await client.withSession(async session => {
      session.startTransaction({ readConcern: { level: 'snapshot' } })
      assert.equal((await collection.find({ group: 0 }, { session }).toArray()).length, 500)
      await collection.deleteMany({ _id: { $lt: 400 } })
      await collection.updateMany({}, { $set: { group: 7 } })
      await collection.insertOne({ _id: 'late', group: 0 })
      const found = await collection.find({ group: 0 }, { session, batchSize: 100 }).toArray()
      assert.equal(found.length, 500)
      assert.ok(found.every(d => d.group === 0 && d._id % 2 === 0))
      assert.equal(await collection.findOne({ _id: 'late' }, { session }), null)
      await session.commitTransaction()
    })
    assert.equal(await collection.countDocuments({ group: 7 }), 600)
  },
  'the second writer of a document conflicts': async ({ client, collection }) => {
    await collection.insertMany([{ _id: 1, n: 0 }, { _id: 2, n: 0 }])
    const [one, two] = [client.startSession(), client.startSession()]
    try {
      one.startTransaction()
      two.startTransaction()
      await collection.updateOne({ _id: 1 }, { $set: { n: 'one' } }, { session: one })
      await labelled(collection.updateOne({ _id: 1 }, { $set: { n: 'two' } }, { session: two }), 112, 'TransientTransactionError')
      // The conflict has aborted it.
      await labelled(collection.updateOne({ _id: 2 }, { $set: { n: 'two' } }, { session: two }), 251, 'TransientTransactionError')
      await two.abortTransaction()
      await one.commitTransaction()
      // Written since the snapshot: a conflict too.
      two.startTransaction()
      await collection.findOne({ _id: 2 }, { session: two })
      await collection.updateOne({ _id: 2 }, { $set: { n: 'outside' } })
      await labelled(collection.deleteOne({ _id: 2 }, { session: two }), 112, 'TransientTransactionError')
      await two.abortTransaction()
    } finally {
      await one.endSession()
      await two.endSession()
    }
    assert.deepEqual(await collection.find().sort({ _id: 1 }).toArray(), [{ _id: 1, n: 'one' }, { _id: 2, n: 'outside' }])
  },
  'two that insert the same key conflict, in any unique index': async ({ client, collection }) => {
    await collection.createIndex({ mail: 1 }, { unique: true })
    await collection.insertOne({ _id: 0, mail: 'there' })
    const [one, two] = [client.startSession(), client.startSession()]
    try {
      for (const [a, b] of [[{ _id: 1, mail: 'a' }, { _id: 1, mail: 'b' }], [{ _id: 2, mail: 'c' }, { _id: 3, mail: 'c' }]]) {
        one.startTransaction()
        two.startTransaction()
        await collection.insertOne(a, { session: one })
        await labelled(collection.insertOne(b, { session: two }), 112, 'TransientTransactionError')
        await two.abortTransaction()
        await one.commitTransaction()
      }
      // One that shows is a duplicate as ever, and ends the transaction.
      one.startTransaction()
      await labelled(collection.insertOne({ _id: 9, mail: 'there' }, { session: one }), 11000)
      await labelled(collection.findOne({}, { session: one }), 251)
      await one.abortTransaction()
      // One that came after the snapshot does not show and conflicts.
      one.startTransaction()
      await collection.findOne({}, { session: one })
      await collection.insertOne({ _id: 5, mail: 'e' })
      await labelled(collection.insertOne({ _id: 5, mail: 'f' }, { session: one }), 112)
      await one.abortTransaction()
      // What it deleted itself it may put back.
      one.startTransaction()
      await collection.deleteOne({ _id: 0 }, { session: one })
      await collection.insertOne({ _id: 10, mail: 'there' }, { session: one })
      await one.commitTransaction()
    } finally {
      await one.endSession()
      await two.endSession()
    }
    assert.deepEqual((await collection.find().sort({ _id: 1 }).toArray()).map(d => d.mail), ['a', 'c', 'e', 'there'])
  },
  'a write outside waits until the transaction has ended': async ({ client, collection }) => {
    await collection.insertMany([{ _id: 1, n: 0 }, { _id: 2, n: 0 }])
    for (const end of ['commitTransaction', 'abortTransaction']) {
      await client.withSession(async session => {
        session.startTransaction()
        await collection.updateOne({ _id: 2 }, { $inc: { n: 10 } }, { session })
        let isDone = false
        const waiting = collection.updateMany({}, { $inc: { n: 1 } }).finally(() => { isDone = true })
        await assert.rejects(collection.updateOne({ _id: 2 }, { $inc: { n: 100 } }, { maxTimeMS: 50 }), e => e.code === 50)
        assert.equal(isDone, false)
        await session[end]()
        assert.equal((await waiting).modifiedCount, 2)
      })
    }
    assert.deepEqual(await collection.find().sort({ _id: 1 }).toArray(), [{ _id: 1, n: 2 }, { _id: 2, n: 12 }])
  },
  'definitions wait for it, and it does not go on over changed ones': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 1 })
    await db.collection('others').insertOne({ _id: 1 })
    await client.withSession(async session => {
      session.startTransaction()
      await collection.findOne({}, { session })
      await assert.rejects(db.command({ drop: 'things', maxTimeMS: 50 }), e => e.code === 50)
      await assert.rejects(db.command({ collMod: 'things', validationLevel: 'off', maxTimeMS: 50 }), e => e.code === 50)
      await db.collection('others').createIndex({ a: 1 })
      await labelled(db.collection('others').findOne({}, { session }), 246, 'TransientTransactionError')
      await session.abortTransaction()
    })
    await collection.drop()
  },
  'its events come with the commit, at one time, with its number': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 'there', n: 1 })
    const stream = db.watch([], { maxAwaitTimeMS: 50 })
    await stream.tryNext()
    let lsid
    await client.withSession(async session => {
      lsid = session.id.id
      session.startTransaction()
      await collection.insertOne({ _id: 1 }, { session })
      await collection.updateOne({ _id: 'there' }, { $inc: { n: 1 } }, { session })
      await db.collection('fresh').insertOne({ _id: 2 }, { session })
      await collection.deleteOne({ _id: 1 }, { session })
      await collection.insertOne({ _id: 'outside' })
      assert.equal((await stream.next()).documentKey._id, 'outside')
      assert.equal(await stream.tryNext(), null)
      await session.commitTransaction()
    })
    const events = []
    while (events.length < 4) events.push(await stream.next())
    await stream.close()
    assert.deepEqual(events.map(e => [e.operationType, e.ns.coll, e.documentKey._id]), [['insert', 'things', 1], ['update', 'things', 'there'], ['insert', 'fresh', 2], ['delete', 'things', 1]])
    for (const event of events) {
      assert.ok(event.clusterTime.equals(events[0].clusterTime))
      assert.equal(Number(event.txnNumber), Number(events[0].txnNumber))
      assert.deepEqual(event.lsid.id.buffer, lsid.buffer)
    }
    const tokens = events.map(e => e._id._data)
    assert.deepEqual([...tokens].sort(), tokens)
    assert.equal(new Set(tokens).size, 4)
    // A stream is resumed in the middle of a transaction.
    for (let i = 0; i < 4; i++) {
      const resumed = await db.command({ aggregate: 1, pipeline: [{ $changeStream: { resumeAfter: events[i]._id } }], cursor: {} })
      assert.deepEqual(resumed.cursor.firstBatch.map(e => e._id._data), tokens.slice(i + 1))
      // Also one that filters the rest away: its token must not skip what another resume would still see.
      const filtered = await db.command({ aggregate: 1, pipeline: [{ $changeStream: { resumeAfter: events[i]._id } }, { $match: { operationType: 'none' } }], cursor: {} })
      assert.ok(filtered.cursor.postBatchResumeToken._data >= tokens[3])
    }
    const [applied] = await client.db('local').collection('oplog.rs').find().sort({ $natural: -1 }).limit(1).toArray()
    assert.deepEqual([applied.op, applied.ns, applied.o.applyOps.map(o => o.op)], ['c', 'admin.$cmd', ['i', 'u', 'c', 'i', 'd']])
  },
  'withTransaction runs again until it succeeds': async ({ client, collection }) => {
    await collection.insertOne({ _id: 1, n: 0 })
    const add = () => client.withSession(session => session.withTransaction(async () => {
      const { n } = await collection.findOne({ _id: 1 }, { session })
      await collection.updateOne({ _id: 1 }, { $set: { n: n + 1 } }, { session })
    }))
    await Promise.all(Array.from({ length: 8 }, add))
    assert.equal((await collection.findOne({ _id: 1 })).n, 8)
  },
  'a commit whose answer is lost is repeated and stands once': async ({ client, collection }) => {
    await collection.insertOne({ _id: 1, n: 0 })
    const { count } = await set(client, { times: 1 }, {}, 'onPrimaryTransactionalWrite')
    await client.withSession(session => session.withTransaction(() => collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })))
    assert.equal((await set(client, 'off', {}, 'onPrimaryTransactionalWrite')).count, count + 1)
    assert.equal((await collection.findOne({ _id: 1 })).n, 1)
    await client.withSession(async session => {
      session.startTransaction()
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await session.commitTransaction()
      await session.commitTransaction()
    })
    assert.equal((await collection.findOne({ _id: 1 })).n, 2)
  },
  'a commit that may have happened is told as such': async ({ client, collection }) => {
    await collection.insertOne({ _id: 1, n: 0 })
    await client.withSession(async session => {
      session.startTransaction()
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await set(client, { times: 1 }, { failCommands: ['commitTransaction'], writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting' } })
      await labelled(session.commitTransaction(), 64, 'UnknownTransactionCommitResult')
      await session.commitTransaction()
    })
    assert.equal((await collection.findOne({ _id: 1 })).n, 1)
    await client.withSession(async session => {
      session.startTransaction()
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await set(client, { times: 1 }, { failCommands: ['commitTransaction'], errorCode: 189 })
      await session.commitTransaction()
    })
    assert.equal((await collection.findOne({ _id: 1 })).n, 2)
  },
  'numbers are held to': async ({ client, db }) => {
    await db.createCollection('things')
    const session = client.startSession({ causalConsistency: false })
    const send = (command, number, more = {}) => db.command({ ...command, txnNumber: Long.fromNumber(number), autocommit: false, ...more }, { session })
    // The driver numbers these two itself.
    const end = (name, number) => {
      session.serverSession.txnNumber = number
      return client.db('admin').command({ [name]: 1, autocommit: false }, { session })
    }
    const find = { find: 'things' }
    await labelled(send(find, 1000), 251, 'TransientTransactionError')
    await send(find, 1000, { startTransaction: true })
    await labelled(send(find, 1000, { startTransaction: true }), 50911)
    await labelled(send(find, 999, { startTransaction: true }), 225)
    await end('commitTransaction', 1000)
    await labelled(send(find, 1000), 256)
    await labelled(end('abortTransaction', 1000), 256)
    await send(find, 1001, { startTransaction: true })
    // A higher number aborts what is in progress.
    await send(find, 1002, { startTransaction: true })
    await labelled(end('commitTransaction', 1001), 251)
    await end('abortTransaction', 1002)
    await labelled(end('commitTransaction', 1002), 251, 'TransientTransactionError')
    await labelled(send({ count: 'things' }, 1003, { startTransaction: true }), 263)
    await labelled(send({ aggregate: 'things', pipeline: [{ $changeStream: {} }], cursor: {} }, 1004, { startTransaction: true }), 263)
    await labelled(db.command({ ...find, txnNumber: Long.fromNumber(1005), startTransaction: true }, { session }), 72)
    await labelled(send(find, 1006, { startTransaction: true, writeConcern: { w: 1 } }), 72)
    await send({ insert: 'things', documents: [{ _id: 1 }] }, 1007, { startTransaction: true })
    await labelled(send(find, 1007, { readConcern: { level: 'local' } }), 72)
    await labelled(db.command({ insert: 'things', documents: [{}], txnNumber: Long.fromNumber(1007) }, { session }).then(r => { if (r.writeErrors) throw Object.assign(new Error(), r.writeErrors[0]) }), 72)
    // Without a session of one's own there is nothing to commit.
    await labelled(client.db('admin').command({ commitTransaction: 1 }), 251)
    await labelled(db.command({ commitTransaction: 1 }), 13)
    await session.endSession()
  },
  'a cursor of a transaction stays in it and ends with it': async ({ client, db, collection }) => {
    await collection.insertMany([{}, {}, {}])
    const session = client.startSession()
    const send = (command, number, more = {}) => db.command({ ...command, txnNumber: Long.fromNumber(number), autocommit: false, ...more }, { session, promoteLongs: false })
    const { cursor } = await send({ find: 'things', batchSize: 1 }, 1000, { startTransaction: true })
    const more = { getMore: cursor.id, collection: 'things', batchSize: 1 }
    await labelled(db.command(more), 50740)
    assert.equal((await send(more, 1000)).cursor.nextBatch.length, 1)
    session.serverSession.txnNumber = 1000
    await client.db('admin').command({ commitTransaction: 1, autocommit: false }, { session })
    await labelled(db.command(more), 43)
    await session.endSession()
  },
  'a session that is ended takes its transaction along': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 1, n: 0 })
    for (const command of ['endSessions', 'killSessions']) {
      const session = client.startSession()
      session.startTransaction()
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      await db.command({ [command]: [session.id] })
      await labelled(session.commitTransaction(), 251)
      await session.endSession()
    }
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } })
    assert.equal((await collection.findOne({})).n, 1)
    const started = await db.command({ startSession: 1 })
    assert.equal(started.timeoutMinutes, 30)
    await db.command({ refreshSessions: [started.id] })
  },
  'one that takes too long is aborted': async ({ uri, client, db, collection }) => {
    await collection.insertOne({ _id: 1, n: 0 })
    const { was } = await client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: 1 })
    const other = new MongoClient(uri)
    const session = other.startSession()
    try {
      session.startTransaction()
      await other.db(db.databaseName).collection('things').updateOne({ _id: 1 }, { $inc: { n: 10 } }, { session })
      // Waits until the server has had enough of the other.
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } })
      await labelled(session.commitTransaction(), 251, 'TransientTransactionError')
    } finally {
      await client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: was })
      await session.endSession()
      await other.close()
    }
    assert.equal((await collection.findOne({})).n, 1)
  },
  'collections and indexes are made in it': async ({ client, db }) => {
    await client.withSession(async session => {
      session.startTransaction()
      await db.createCollection('made', { session })
      await db.collection('made').createIndex({ a: 1 }, { unique: true, session })
      await db.collection('made').insertOne({ _id: 1, a: 1 }, { session })
      await session.commitTransaction()
    })
    assert.deepEqual((await db.collection('made').indexes()).map(i => i.name), ['_id_', 'a_1'])
    await assert.rejects(db.collection('made').insertOne({ a: 1 }), e => e.code === 11000)
  },
}
