import assert from 'node:assert/strict'
import { Long } from 'mongodb'

// Runs against a server whose oplog keeps ten entries.
export default {
  'the first and the last entry tell how far back it reaches': async ({ client, db, collection }) => {
    const oplog = client.db('local').collection('oplog.rs')
    const end = async direction => (await oplog.find().sort({ $natural: direction }).limit(1).toArray())[0]
    const stamp = t => [t.high, t.low]
    await collection.insertOne({ _id: 'seen', a: 1 })
    const { operationTime } = await db.command({ update: 'things', updates: [{ q: { _id: 'seen' }, u: { $set: { 'b.c': 2 }, $unset: { a: 1 } } }] })
    const last = await end(-1)
    assert.deepEqual(stamp(last.ts), stamp(operationTime))
    assert.deepEqual([last.op, last.ns, last.o, last.o2], ['u', `${db.databaseName}.things`, { $v: 1, $set: { b: { c: 2 } }, $unset: { a: true } }, { _id: 'seen' }])
    assert.ok(last.wall instanceof Date)
    const all = await oplog.find({ ns: `${db.databaseName}.things` }).toArray()
    assert.deepEqual(all.map(e => e.op), ['i', 'u'])
    assert.deepEqual(all[0].o, { _id: 'seen', a: 1 })
    assert.deepEqual((await oplog.find({ ts: { $gt: all[0].ts }, op: { $ne: 'n' } }).toArray()).map(e => e.op), ['u'])
    const before = await end(1)
    for (let i = 0; i < 10; i++) await collection.insertOne({ _id: i })
    assert.ok((await end(1)).ts.greaterThan(before.ts))
    assert.equal(await oplog.countDocuments({}), 10)
    const stats = await client.db('local').command({ collStats: 'oplog.rs' })
    assert.deepEqual([stats.count, stats.capped, stats.maxSize], [10, true, 256 * 1024 * 1024])
    assert.deepEqual((await client.db('local').listCollections({ name: 'oplog.rs' }).toArray()).map(c => c.options.capped), [true])
    await assert.rejects(oplog.insertOne({}), e => e.code === 73)
  },
  'it is made smaller while it runs, and forgets at once': async ({ client, db, collection }) => {
    const oplog = client.db('local').collection('oplog.rs')
    const open = async options => (await db.command({ aggregate: 'things', pipeline: [{ $changeStream: options }], cursor: { batchSize: 0 } }, { promoteLongs: false })).cursor
    const read = async cursor => (await db.command({ getMore: cursor.id, collection: 'things', maxTimeMS: 10 })).cursor
    const stream = await open({})
    await collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const [first] = (await db.command({ getMore: stream.id, collection: 'things', batchSize: 1 })).cursor.nextBatch
    await client.db('admin').command({ replSetResizeOplog: 1, entries: 1 })
    assert.equal(await oplog.countDocuments({}), 1)
    await assert.rejects(read(stream), e => e.code === 286 && e.hasErrorLabel('NonResumableChangeStreamError'))
    await assert.rejects(open({ resumeAfter: first._id }), e => e.code === 286)
    // In bytes too: half a kibibyte does not hold a document of one.
    await client.db('admin').command({ replSetResizeOplog: 1, size: 0.0005, entries: 1000 })
    for (let i = 0; i < 5; i++) await collection.insertOne({ _id: `large ${i}`, text: 'x'.repeat(400) })
    assert.equal(await oplog.countDocuments({}), 1)
    // Retention holds what is young, whatever the size.
    await client.db('admin').command({ replSetResizeOplog: 1, minRetentionHours: 1 })
    for (let i = 0; i < 5; i++) await collection.insertOne({ _id: `kept ${i}` })
    assert.ok(await oplog.countDocuments({}) > 5)
    await client.db('admin').command({ replSetResizeOplog: 1, size: 256, entries: 10, minRetentionHours: 0 })
    for (let i = 0; i < 10; i++) await collection.insertOne({ _id: `last ${i}` })
    assert.equal(await oplog.countDocuments({}), 10)
    await assert.rejects(client.db('admin').command({ replSetResizeOplog: 1 }), e => e.code === 72)
  },
  'a token older than the oplog is error 286 and so is a stream that falls behind': async ({ db, collection }) => {
    const open = async options => (await db.command({ aggregate: 'things', pipeline: [{ $changeStream: options }], cursor: { batchSize: 0 } })).cursor
    await collection.insertOne({ _id: 'first' })
    const slow = await open({})
    await collection.insertOne({ _id: 'second' })
    const quick = await db.command({ getMore: Long.fromString(slow.id.toString()), collection: 'things', maxTimeMS: 10 })
    const [event] = quick.cursor.nextBatch
    for (let i = 0; i < 11; i++) await collection.insertOne({ _id: i })
    const gone = e => e.code === 286 && e.codeName === 'ChangeStreamHistoryLost' && e.hasErrorLabel('NonResumableChangeStreamError')
    await assert.rejects(open({ resumeAfter: event._id }), gone)
    await assert.rejects(open({ startAtOperationTime: event.clusterTime }), gone)
    await assert.rejects(db.command({ getMore: Long.fromString(slow.id.toString()), collection: 'things', maxTimeMS: 10 }), gone)
    await assert.rejects(db.command({ getMore: Long.fromString(slow.id.toString()), collection: 'things', maxTimeMS: 10 }), e => e.code === 43)
  },
}
