import assert from 'node:assert/strict'
import { Long, MongoClient, Timestamp } from 'mongodb'

const take = async (stream, count) => {
  const events = []
  while (events.length < count) events.push(await stream.next())
  return events
}

// A change stream by commands, so that every field of its answers can be looked at.
const open = async (db, collection, options = {}, pipeline = []) => {
  const { cursor } = await db.command({ aggregate: collection, pipeline: [{ $changeStream: options }, ...pipeline], cursor: {} })
  return {
    first: cursor.firstBatch,
    token: cursor.postBatchResumeToken,
    more: async (maxTimeMS = 50) => (await db.command({ getMore: Long.fromString(cursor.id.toString()), collection: cursor.ns.slice(db.databaseName.length + 1), maxTimeMS })).cursor,
  }
}

const data = token => token._data

export default {
  'a collection tells inserts, updates, replacements and deletes': async ({ db, collection }) => {
    const stream = collection.watch()
    const opened = stream.tryNext()
    await opened
    await collection.insertOne({ _id: 1, a: 1 })
    await db.collection('other').insertOne({ _id: 'unseen' })
    await collection.updateOne({ _id: 1 }, { $set: { b: { c: 2 } }, $unset: { a: 1 } })
    await collection.replaceOne({ _id: 1 }, { z: 1 })
    await collection.deleteOne({ _id: 1 })
    const [insert, update, replace, remove] = await take(stream, 4)
    await stream.close()
    assert.deepEqual(Object.keys(insert), ['_id', 'operationType', 'clusterTime', 'wallTime', 'fullDocument', 'ns', 'documentKey'])
    assert.deepEqual([insert.operationType, insert.fullDocument, insert.documentKey], ['insert', { _id: 1, a: 1 }, { _id: 1 }])
    assert.deepEqual(insert.ns, { db: db.databaseName, coll: 'things' })
    assert.ok(insert.wallTime instanceof Date && insert.clusterTime instanceof Timestamp)
    assert.deepEqual([update.operationType, update.updateDescription], ['update', { updatedFields: { b: { c: 2 } }, removedFields: ['a'], truncatedArrays: [] }])
    assert.equal(update.fullDocument, undefined)
    assert.deepEqual([replace.operationType, replace.fullDocument], ['replace', { _id: 1, z: 1 }])
    assert.deepEqual([remove.operationType, remove.documentKey, remove.fullDocument], ['delete', { _id: 1 }, undefined])
  },
  'tokens sort as the events happened': async ({ db }) => {
    const stream = db.watch()
    await stream.tryNext()
    for (let i = 0; i < 300; i++) await db.collection(`c${i % 3}`).insertOne({ _id: i })
    const events = await take(stream, 300)
    await stream.close()
    const tokens = events.map(e => data(e._id))
    assert.deepEqual([...tokens].sort(), tokens)
    assert.equal(new Set(tokens).size, 300)
    assert.deepEqual(events.map(e => e.documentKey._id), Array.from({ length: 300 }, (_, i) => i))
  },
  'an update that changes nothing tells nothing': async ({ db, collection }) => {
    await collection.insertOne({ _id: 1, a: 1, l: [1] })
    const stream = await open(db, 'things')
    await collection.updateOne({ _id: 1 }, { $set: { a: 1 } })
    await collection.updateOne({ _id: 1 }, { $unset: { zz: 1 } })
    await collection.replaceOne({ _id: 1 }, { a: 1, l: [1] })
    await collection.updateOne({ _id: 1 }, [{ $set: { a: 1 } }])
    await collection.updateOne({ _id: 1 }, { $addToSet: { l: 1 } })
    await collection.updateOne({ _id: 1 }, { $set: { a: 2 } })
    const { nextBatch } = await stream.more()
    assert.deepEqual(nextBatch.map(e => e.updateDescription.updatedFields), [{ a: 2 }])
  },
  'a stream goes on after the last event it gave': async ({ client, uri, db, collection }) => {
    const stream = db.watch([{ $project: { documentKey: 1, ns: 1, operationType: 1 } }])
    await stream.tryNext()
    await collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const [first] = await take(stream, 1)
    await stream.close()
    const other = new MongoClient(uri)
    try {
      const resumed = other.db(db.databaseName).watch([], { resumeAfter: first._id })
      assert.deepEqual((await take(resumed, 2)).map(e => e.documentKey._id), [2, 3])
      await resumed.close()
      const after = other.db(db.databaseName).collection('things').watch([], { startAfter: first._id })
      assert.deepEqual((await take(after, 2)).map(e => e.documentKey._id), [2, 3])
      await after.close()
    } finally {
      await other.close()
    }
  },
  'the driver resumes by itself when its cursor is killed': async ({ db, collection }) => {
    const stream = collection.watch([], { maxAwaitTimeMS: 100 })
    await stream.tryNext()
    await collection.insertOne({ _id: 1 })
    assert.equal((await stream.next()).documentKey._id, 1)
    await db.command({ killCursors: 'things', cursors: [Long.fromString(stream.cursor.id.toString())] })
    await collection.insertOne({ _id: 2 })
    assert.equal((await stream.next()).documentKey._id, 2)
    await stream.close()
  },
  'a stream starts at a time': async ({ db, collection }) => {
    const { operationTime } = await db.command({ insert: 'things', documents: [{ _id: 1 }] })
    await collection.insertOne({ _id: 2 })
    const stream = await open(db, 'things', { startAtOperationTime: operationTime })
    assert.deepEqual(stream.first.map(e => e.documentKey._id), [1, 2])
  },
  'the token after a batch moves on though everything was filtered away': async ({ db }) => {
    const stream = await open(db, 'watched', {}, [{ $match: { operationType: 'delete' } }])
    const tokens = [data(stream.token)]
    for (let i = 0; i < 5; i++) {
      await db.collection(i % 2 ? 'elsewhere' : 'watched').insertOne({ _id: i })
      const { nextBatch, postBatchResumeToken } = await stream.more()
      assert.deepEqual(nextBatch, [])
      tokens.push(data(postBatchResumeToken))
    }
    assert.deepEqual([...tokens].sort(), tokens)
    assert.equal(new Set(tokens).size, 6)
    const resumed = await open(db, 'watched', { resumeAfter: { _data: tokens.at(-1) } })
    assert.deepEqual(resumed.first, [])
    const rewound = await open(db, 'watched', { resumeAfter: { _data: tokens[0] } })
    assert.deepEqual(rewound.first.map(e => e.documentKey._id), [0, 2, 4])
  },
  'a token of every kind resumes without loss or doubling': async ({ db, collection }) => {
    const stream = await open(db, 'things')
    const seen = []
    let token = stream.token
    for (let round = 0; round < 20; round++) {
      await collection.insertOne({ _id: round })
      if (round % 3 === 0) await db.collection('elsewhere').insertOne({})
      const resumed = await open(db, 'things', { resumeAfter: token })
      seen.push(...resumed.first.map(e => e.documentKey._id))
      token = resumed.token
    }
    assert.deepEqual(seen, Array.from({ length: 20 }, (_, i) => i))
  },
  'a waiting getMore wakes at once': async ({ db, collection }) => {
    const stream = await open(db, 'things')
    const waiting = stream.more(10000)
    const begin = process.hrtime.bigint()
    await collection.insertOne({ _id: 1 })
    const { nextBatch } = await waiting
    assert.equal(nextBatch.length, 1)
    assert.ok(Number(process.hrtime.bigint() - begin) < 2e9)
    assert.deepEqual((await stream.more(1)).nextBatch, [])
  },
  'a looked-up document is the one there is by now': async ({ db, collection }) => {
    await collection.insertMany([{ _id: 1 }, { _id: 2 }])
    const stream = await open(db, 'things', { fullDocument: 'updateLookup' })
    await collection.updateOne({ _id: 1 }, { $set: { a: 1 } })
    await collection.updateOne({ _id: 1 }, { $set: { a: 2 } })
    await collection.updateOne({ _id: 2 }, { $set: { a: 1 } })
    await collection.deleteOne({ _id: 2 })
    const { nextBatch } = await stream.more()
    assert.deepEqual(nextBatch.slice(0, 3).map(e => e.fullDocument), [{ _id: 1, a: 2 }, { _id: 1, a: 2 }, null])
  },
  'images of before and after are kept where the collection keeps them': async ({ db }) => {
    const things = await db.createCollection('things', { changeStreamPreAndPostImages: { enabled: true } })
    const [both, needed] = [await open(db, 'things', { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' }), await open(db, 'things', { fullDocument: 'required', fullDocumentBeforeChange: 'required' })]
    const { operationTime } = await db.command({ insert: 'things', documents: [{ _id: 1, a: 1 }] })
    await things.updateOne({ _id: 1 }, { $set: { a: 2 } })
    await things.updateOne({ _id: 1 }, { $set: { a: 3 } })
    await things.replaceOne({ _id: 1 }, { b: 1 })
    await things.deleteOne({ _id: 1 })
    for (const stream of [both, needed]) {
      const { nextBatch } = await stream.more()
      assert.deepEqual(nextBatch.map(e => [e.operationType, e.fullDocumentBeforeChange, e.fullDocument]), [
        ['insert', undefined, { _id: 1, a: 1 }], ['update', { _id: 1, a: 1 }, { _id: 1, a: 2 }], ['update', { _id: 1, a: 2 }, { _id: 1, a: 3 }],
        ['replace', { _id: 1, a: 3 }, { _id: 1, b: 1 }], ['delete', { _id: 1, b: 1 }, undefined],
      ])
    }
    await db.command({ collMod: 'things', changeStreamPreAndPostImages: { enabled: false } })
    await things.insertOne({ _id: 2 })
    await things.updateOne({ _id: 2 }, { $set: { a: 1 } })
    const [, update] = (await both.more()).nextBatch
    assert.deepEqual([update.fullDocument, update.fullDocumentBeforeChange], [null, null])
    // What came before is given; then the stream fails, and every one that is resumed there.
    await assert.rejects(needed.more(), e => e.code === 47 && e.codeName === 'NoMatchingDocument')
    await assert.rejects(open(db, 'things', { fullDocument: 'required', startAtOperationTime: operationTime }), e => e.code === 47)
    await assert.rejects(open(db, 'things', { fullDocumentBeforeChange: 'required', startAtOperationTime: operationTime }), e => e.code === 47)
    assert.deepEqual((await db.listCollections({ name: 'things' }).toArray())[0].options, {})
  },
  'changes of definitions are told to whom asks for them': async ({ db }) => {
    const [expanded, plain] = [await open(db, 1, { showExpandedEvents: true }), await open(db, 1)]
    await db.createCollection('things', { capped: true, size: 5000 })
    await db.collection('things').createIndex({ a: 1 }, { name: 'by a' })
    await db.collection('things').insertOne({ _id: 1 })
    await db.command({ collMod: 'things', validationLevel: 'off' })
    await db.collection('things').dropIndex('by a')
    await db.renameCollection('things', 'others')
    await db.dropCollection('others')
    const { nextBatch } = await expanded.more()
    assert.deepEqual(nextBatch.map(e => e.operationType), ['create', 'createIndexes', 'insert', 'modify', 'dropIndexes', 'rename', 'drop'])
    const [create, index, insert, modify, unindex, rename] = nextBatch
    assert.deepEqual(create.operationDescription, { capped: true, size: 5000, idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } })
    assert.deepEqual(index.operationDescription, { indexes: [{ v: 2, key: { a: 1 }, name: 'by a' }] })
    assert.deepEqual(unindex.operationDescription, index.operationDescription)
    assert.deepEqual(modify.operationDescription, { validationLevel: 'off' })
    assert.equal(modify.stateBeforeChange.collectionOptions.capped, true)
    assert.deepEqual(rename.operationDescription, { to: { db: db.databaseName, coll: 'others' } })
    assert.ok(nextBatch.every(e => e.collectionUUID.toString('hex') === insert.collectionUUID.toString('hex')))
    assert.deepEqual((await plain.more()).nextBatch.map(e => [e.operationType, e.collectionUUID, e.operationDescription]), [['insert', undefined, undefined], ['rename', undefined, undefined], ['drop', undefined, undefined]])
  },
  'a rename ends the streams on both names and is told to the others': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 1 })
    await db.collection('target').insertOne({ _id: 2 })
    const { operationTime } = await db.command({ ping: 1 })
    const streams = [await open(db, 'things'), await open(db, 'target')]
    const whole = await open(db, 1)
    await db.renameCollection('things', 'target', { dropTarget: true })
    for (const stream of streams) {
      const { nextBatch, id } = await stream.more()
      assert.deepEqual(nextBatch.map(e => e.operationType), ['rename', 'invalidate'])
      assert.deepEqual([nextBatch[0].ns.coll, nextBatch[0].to.coll], ['things', 'target'])
      assert.equal(Number(id), 0)
    }
    const { nextBatch, id } = await whole.more()
    assert.deepEqual(nextBatch.map(e => e.operationType), ['rename'])
    assert.notEqual(Number(id), 0)
    const { cursor } = await client.db('admin').command({ aggregate: 1, pipeline: [{ $changeStream: { allChangesForCluster: true, startAtOperationTime: operationTime } }, { $match: { 'ns.db': db.databaseName } }], cursor: {} })
    assert.deepEqual(cursor.firstBatch.filter(e => e.operationType !== 'insert').map(e => e.operationType), ['rename'])
    await collection.insertOne({ _id: 'new' })
    const [, invalidate] = (await open(db, 'things', { startAtOperationTime: operationTime })).first.filter(e => e.operationType !== 'insert')
    assert.deepEqual((await open(db, 'things', { startAfter: invalidate._id })).first.map(e => e.documentKey._id), ['new'])
  },
  'an event that is too large ends the stream': async ({ db }) => {
    const things = await db.createCollection('things', { changeStreamPreAndPostImages: { enabled: true } })
    await things.insertOne({ _id: 1, text: 'x'.repeat(9 << 20) })
    const stream = await open(db, 'things', { fullDocument: 'required', fullDocumentBeforeChange: 'required' })
    await things.updateOne({ _id: 1 }, { $set: { a: 1 } })
    await assert.rejects(stream.more(), e => e.code === 10334 && e.codeName === 'BSONObjectTooLarge')
  },
  'dropping ends a collection stream, and startAfter goes on behind it': async ({ db, collection }) => {
    await collection.insertOne({ _id: 1 })
    const stream = await open(db, 'things')
    await collection.drop()
    const { nextBatch, id } = await stream.more()
    assert.deepEqual(nextBatch.map(e => e.operationType), ['drop', 'invalidate'])
    assert.equal(Number(id), 0)
    const [drop, invalidate] = nextBatch
    await collection.insertOne({ _id: 2 })
    await assert.rejects(open(db, 'things', { resumeAfter: invalidate._id }), e => e.code === 260)
    assert.deepEqual((await open(db, 'things', { startAfter: invalidate._id })).first.map(e => e.documentKey._id), [2])
    assert.deepEqual((await open(db, 'things', { resumeAfter: drop._id })).first.map(e => e.operationType), ['invalidate'])
  },
  'dropping a database tells its collections, then itself': async ({ db }) => {
    await db.collection('a').insertOne({})
    await db.collection('b').insertOne({})
    const stream = await open(db, 1)
    await db.dropDatabase()
    const { nextBatch } = await stream.more()
    assert.deepEqual(nextBatch.map(e => [e.operationType, e.ns?.coll]), [['drop', 'a'], ['drop', 'b'], ['dropDatabase', undefined], ['invalidate', undefined]])
  },
  'the whole cluster can be watched': async ({ client, db }) => {
    const stream = client.watch([{ $match: { 'ns.db': db.databaseName } }])
    await stream.tryNext()
    await db.collection('a').insertOne({ _id: 1 })
    assert.equal((await stream.next()).documentKey._id, 1)
    await stream.close()
  },
  'tokens that are wrong or gone are errors with their codes': async ({ db, collection }) => {
    await assert.rejects(open(db, 'things', { resumeAfter: { _data: 'zz' } }), e => e.code === 260)
    await assert.rejects(open(db, 'things', { resumeAfter: { other: 1 } }), e => e.code === 260)
    const stream = await open(db, 'other')
    await db.collection('other').insertOne({})
    const [event] = (await stream.more()).nextBatch
    await assert.rejects(open(db, 'things', { resumeAfter: event._id }), e => e.code === 280 && e.hasErrorLabel('NonResumableChangeStreamError'))
    await assert.rejects(open(db, 'things', { startAtOperationTime: new Timestamp({ t: 1, i: 1 }) }), e => e.code === 286 && e.hasErrorLabel('NonResumableChangeStreamError'))
  },
  'options and stages that are not there are errors that name them': async ({ db }) => {
    const refused = (options, pipeline, code, text) => assert.rejects(open(db, 'things', options, pipeline), e => {
      assert.equal(e.code, code, e.message)
      assert.match(e.message, text)
      return true
    })
    await refused({ fullDocument: 'bogus' }, [], 2, /bogus/)
    await refused({ fullDocumentBeforeChange: 'bogus' }, [], 2, /bogus/)
    await refused({ showSystemEvents: true }, [], 72, /showSystemEvents/)
    await refused({ bogus: 1 }, [], 40415, /bogus/)
    await refused({}, [{ $sort: { a: 1 } }], 20, /\$sort/)
    await refused({}, [{ $bogus: 1 }], 40324, /\$bogus/)
    const stream = await open(db, 'things', {}, [{ $project: { _id: 0 } }])
    await db.collection('things').insertOne({})
    await assert.rejects(stream.more(), e => e.code === 280 && e.hasErrorLabel('NonResumableChangeStreamError'))
  },
}
