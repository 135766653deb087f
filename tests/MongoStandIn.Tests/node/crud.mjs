import assert from 'node:assert/strict'
import { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID } from 'mongodb'

const refused = (promise, code, text) => assert.rejects(promise, e => {
  assert.equal(e.code, code, e.message)
  if (text) assert.match(e.message, text)
  return true
})

export default {
  'every type comes back as it went in': async ({ collection }) => {
    const document = {
      _id: new ObjectId(), double: 1.5, whole: new Double(2), text: 'é\u0000x', nested: { a: { b: [1, { c: null }] } }, binary: new Binary(Buffer.from([1, 2])), uuid: new UUID(),
      yes: true, date: new Date(-1), none: null, regex: /a+/i, int: 7, long: Long.MAX_VALUE, decimal: Decimal128.fromString('1.10'), time: new Timestamp({ t: 5, i: 6 }), empty: {}, list: [],
    }
    await collection.insertOne(document)
    assert.deepEqual(await collection.findOne({ _id: document._id }, { promoteLongs: false, bsonRegExp: false }), { ...document, whole: 2, long: Long.MAX_VALUE })
  },
  'an id is made when there is none': async ({ db, collection }) => {
    await db.command({ insert: 'things', documents: [{ a: 1 }] })
    const found = await collection.findOne({})
    assert.ok(found._id instanceof ObjectId)
    assert.deepEqual(Object.keys(found), ['_id', 'a'])
  },
  'updates count what they match and what they change': async ({ collection }) => {
    await collection.insertMany([{ _id: 1, n: 1 }, { _id: 2, n: 1 }, { _id: 3, n: 2 }])
    let r = await collection.updateMany({ n: 1 }, { $set: { n: 2 } })
    assert.deepEqual([r.matchedCount, r.modifiedCount], [2, 2])
    r = await collection.updateMany({ n: 2 }, { $set: { n: 2 } })
    assert.deepEqual([r.matchedCount, r.modifiedCount], [3, 0])
    r = await collection.updateOne({ _id: 9 }, { $set: { a: 1 }, $setOnInsert: { b: 2 } }, { upsert: true })
    assert.deepEqual([r.matchedCount, r.upsertedCount, r.upsertedId], [0, 1, 9])
    assert.deepEqual(await collection.findOne({ _id: 9 }), { _id: 9, a: 1, b: 2 })
    r = await collection.replaceOne({ _id: 9 }, { c: 3 })
    assert.equal(r.modifiedCount, 1)
    assert.deepEqual(await collection.findOne({ _id: 9 }), { _id: 9, c: 3 })
    r = await collection.updateOne({ _id: 9, $expr: { $eq: ['$c', 3] } }, [{ $set: { d: { $add: ['$c', 1] } } }])
    assert.deepEqual(await collection.findOne({ _id: 9 }), { _id: 9, c: 3, d: 4 })
    assert.equal((await collection.deleteMany({ n: 2 })).deletedCount, 3)
    assert.equal((await collection.deleteOne({ _id: 'none' })).deletedCount, 0)
    await refused(collection.updateOne({ _id: 9 }, { $set: { _id: 10 } }), 66)
  },
  'a bulk write names each error and goes on when unordered': async ({ collection }) => {
    await collection.insertOne({ _id: 2 })
    const operations = [1, 2, 3].map(_id => ({ insertOne: { document: { _id } } })).concat([{ updateOne: { filter: { _id: 1 }, update: { $set: { a: 1 } } } }, { deleteOne: { filter: { _id: 3 } } }])
    await assert.rejects(collection.bulkWrite(operations, { ordered: false }), e => {
      assert.equal(e.code, 11000)
      assert.equal(e.writeErrors.length, 1)
      assert.equal(e.writeErrors[0].index, 1)
      assert.match(e.writeErrors[0].errmsg, /^E11000 duplicate key error collection: .*\.things index: _id_ dup key: \{ _id: 2 \}$/)
      assert.deepEqual([e.result.insertedCount, e.result.modifiedCount, e.result.deletedCount], [2, 1, 1])
      return true
    })
    await collection.deleteMany({ _id: { $ne: 2 } })
    await assert.rejects(collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]), e => e.code === 11000 && e.result.insertedCount === 1)
    assert.equal(await collection.countDocuments({}), 2)
  },
  'unique indexes hold, single and compound, over updates too': async ({ db, collection }) => {
    await collection.createIndex({ a: 1 }, { unique: true, sparse: true })
    await collection.createIndex({ b: 1, c: -1 }, { unique: true })
    await collection.insertOne({ _id: 1, a: 'x', b: 1, c: 1 })
    await refused(collection.insertOne({ _id: 2, a: 'x', b: 2, c: 2 }), 11000, /index: a_1 dup key: \{ a: "x" \}/)
    await collection.insertOne({ _id: 3, b: 1, c: 2 })
    await collection.insertOne({ _id: 4, b: 1, c: 3 })
    await assert.rejects(collection.updateOne({ _id: 4 }, { $set: { c: 1 } }), e => {
      assert.deepEqual(e.errorResponse?.keyPattern ?? e.keyPattern, { b: 1, c: -1 })
      assert.deepEqual(e.errorResponse?.keyValue ?? e.keyValue, { b: 1, c: 1 })
      return true
    })
    assert.deepEqual(await collection.findOne({ _id: 4 }), { _id: 4, b: 1, c: 3 })
    assert.deepEqual((await collection.indexes()).map(i => i.name), ['_id_', 'a_1', 'b_1_c_-1'])
    await refused(collection.createIndex({ z: 1 }, { partialFilterExpression: { a: 1 } }), 72, /partialFilterExpression/)
    await collection.insertOne({ _id: 5, b: 5, c: 5, z: 1 })
    await collection.insertOne({ _id: 6, b: 6, c: 6, z: 1 })
    await refused(collection.createIndex({ z: 1 }, { unique: true }), 11000)
    await collection.dropIndex('a_1')
    assert.deepEqual((await collection.indexes()).map(i => i.name), ['_id_', 'b_1_c_-1'])
    await refused(db.collection('missing').indexes(), 26)
  },
  'finding sorts, skips, limits and projects': async ({ collection }) => {
    await collection.insertMany(Array.from({ length: 20 }, (_, i) => ({ _id: i, m: i % 3, n: { x: i, y: -i } })))
    assert.deepEqual(await collection.find({ m: 1 }, { projection: { 'n.x': 1, _id: 0 } }).sort({ _id: -1 }).skip(1).limit(2).toArray(), [{ n: { x: 16 } }, { n: { x: 13 } }])
    assert.deepEqual(await collection.find({ _id: 3 }, { projection: { n: 0 } }).toArray(), [{ _id: 3, m: 0 }])
    assert.deepEqual((await collection.find({}).sort({ m: 1, 'n.y': 1 }).limit(2).toArray()).map(d => d._id), [18, 15])
    assert.deepEqual((await collection.find({}, { min: { _id: 17 }, hint: { _id: 1 } }).toArray()).map(d => d._id), [17, 18, 19])
    assert.deepEqual(await collection.distinct('m', { _id: { $lt: 5 } }), [0, 1, 2])
    assert.equal(await collection.countDocuments({ m: 1 }), 7)
    assert.equal(await collection.estimatedDocumentCount(), 20)
    await refused(collection.find({}, { projection: { a: 1, b: 0 } }).toArray(), 31254)
  },
  'findAndModify gives the document before or after': async ({ collection }) => {
    await collection.insertMany([{ _id: 1, n: 5 }, { _id: 2, n: 7 }])
    assert.deepEqual(await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort: { n: -1 } }), { _id: 2, n: 7 })
    assert.deepEqual(await collection.findOneAndUpdate({ _id: 2 }, { $inc: { n: 1 } }, { returnDocument: 'after', projection: { n: 1, _id: 0 } }), { n: 9 })
    const raw = await collection.findOneAndUpdate({ _id: 3, n: { $lt: 1 } }, { $set: { n: 0 } }, { upsert: true, includeResultMetadata: true })
    assert.deepEqual([raw.value, raw.lastErrorObject], [null, { n: 1, updatedExisting: false, upserted: 3 }])
    assert.deepEqual(await collection.findOneAndDelete({ _id: 3 }), { _id: 3, n: 0 })
    assert.equal(await collection.findOneAndReplace({ _id: 'none' }, { a: 1 }), null)
  },
  'cursors run over several batches while the collection changes': async ({ db, collection }) => {
    await collection.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, pad: 'x'.repeat(1000) })))
    const seen = []
    for await (const d of collection.find({}, { batchSize: 64 }).sort({ _id: 1 })) {
      seen.push(d._id)
      if (d._id === 100) await collection.deleteMany({ _id: { $gte: 900 } })
    }
    assert.deepEqual(seen, Array.from({ length: 900 }, (_, i) => i))
    const cursor = collection.find({}, { batchSize: 2 })
    await cursor.next()
    await cursor.close()
    const first = await db.command({ find: 'things', batchSize: 0 })
    assert.deepEqual(first.cursor.firstBatch, [])
    const next = await db.command({ getMore: Long.fromString(first.cursor.id.toString()), collection: 'things', batchSize: 3 })
    assert.equal(next.cursor.nextBatch.length, 3)
    await refused(db.command({ getMore: Long.fromNumber(12345), collection: 'things' }), 43)
    const one = await db.command({ find: 'things', batchSize: 1, singleBatch: true })
    assert.equal(Number(one.cursor.id), 0)
    await collection.drop()
    await refused(db.command({ getMore: Long.fromString(first.cursor.id.toString()), collection: 'things' }), 175)
  },
  'batches stay within the size of a message': async ({ collection }) => {
    await collection.insertMany(Array.from({ length: 5 }, (_, i) => ({ _id: i, pad: 'x'.repeat(7 * 1024 * 1024) })))
    assert.equal((await collection.find({}).toArray()).length, 5)
    await assert.rejects(collection.insertOne({ pad: 'x'.repeat(16 * 1024 * 1024) }))
  },
  'aggregation matches, groups, sorts and counts': async ({ collection }) => {
    await collection.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: i, k: i % 2 ? 'odd' : 'even', v: i, tags: ['a', i] })))
    assert.deepEqual(await collection.aggregate([{ $match: { v: { $gte: 2 } } }, { $group: { _id: '$k', n: { $sum: 1 }, total: { $sum: '$v' }, top: { $max: '$v' }, mean: { $avg: '$v' } } }, { $sort: { _id: 1 } }]).toArray(),
      [{ _id: 'even', n: 4, total: 20, top: 8, mean: 5 }, { _id: 'odd', n: 4, total: 24, top: 9, mean: 6 }])
    assert.deepEqual(await collection.aggregate([{ $match: { k: 'odd' } }, { $count: 'n' }]).toArray(), [{ n: 5 }])
    assert.deepEqual(await collection.aggregate([{ $sort: { v: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { _id: 0, label: { $concat: ['$k', '-', { $toString: '$v' }] } } }]).toArray(), [{ label: 'even-8' }])
    assert.deepEqual(await collection.aggregate([{ $match: { _id: 1 } }, { $unwind: '$tags' }, { $project: { tags: 1 } }]).toArray(), [{ _id: 1, tags: 'a' }, { _id: 1, tags: 1 }])
    assert.deepEqual(await collection.aggregate([{ $match: { _id: 1 } }, { $addFields: { 'x.y': '$$ROOT.v' } }, { $unset: ['tags', 'k'] }]).toArray(), [{ _id: 1, v: 1, x: { y: 1 } }])
    assert.deepEqual(await collection.aggregate([{ $match: { _id: { $lt: 3 } } }], { batchSize: 1 }).toArray().then(a => a.length), 3)
  },
  'collections and databases are listed, made and dropped': async ({ client, db, collection }) => {
    await db.createCollection('made')
    await collection.insertOne({})
    assert.deepEqual((await db.listCollections().toArray()).map(c => [c.name, c.type, c.idIndex.name]), [['made', 'collection', '_id_'], ['things', 'collection', '_id_']])
    assert.deepEqual((await db.listCollections({ name: 'made' }, { nameOnly: true }).toArray()), [{ name: 'made', type: 'collection' }])
    assert.ok((await client.db().admin().listDatabases()).databases.some(d => d.name === db.databaseName))
    await refused(db.createCollection('capped', { capped: true, size: 1000 }), 72, /capped/)
    await refused(db.createCollection('checked', { validator: { a: 1 } }), 72, /validator/)
    await collection.drop()
    await db.dropDatabase()
    assert.deepEqual(await db.listCollections().toArray(), [])
  },
  'what is not known is an error that names it': async ({ db }) => {
    await refused(db.command({ bogus: 1 }), 59, /bogus/)
    await refused(db.command({ explain: { find: 'things' } }), 59, /explain/)
    await refused(db.command({ find: 'things', bogus: 1 }), 40415, /find\.bogus/)
    await refused(db.command({ find: 'things', tailable: true }), 72, /tailable/)
    await refused(db.command({ find: 'things', filter: { a: { $bogus: 1 } } }), 2, /\$bogus/)
    await refused(db.command({ find: 'things', filter: { $where: 'true' } }), 2, /\$where/)
    await refused(db.command({ find: 'things', collation: { locale: 'de' } }), 72, /collation/)
    await refused(db.command({ find: 'things', readConcern: { level: 'snapshot' } }), 72, /snapshot/)
    await refused(db.command({ aggregate: 'things', pipeline: [{ $bogus: 1 }], cursor: {} }), 40324, /\$bogus/)
    await refused(db.command({ aggregate: 'things', pipeline: [{ $lookup: {} }], cursor: {} }), 40324, /\$lookup/)
    await refused(db.command({ aggregate: 'things', pipeline: [{ $project: { a: { $bogus: 1 } } }], cursor: {} }), 168, /\$bogus/)
    await refused(db.command({ aggregate: 'things', pipeline: [] }), 9, /cursor/)
    await refused(db.command({ insert: 'things', documents: [{}], bogus: 1 }), 40415, /insert\.bogus/)
    await refused(db.command({ insert: 'things', documents: 5 }), 14, /documents/)
    await refused(db.command({ find: 'things', filter: 5 }), 14, /filter/)
    await refused(db.collection('things').updateOne({}, { $bogus: { a: 1 } }), 9, /\$bogus/)
    await refused(db.collection('things').updateOne({}, { $set: { 'a.$[x]': 1 } }, { arrayFilters: [{ x: 1 }] }), 72, /arrayFilters/)
    await refused(db.collection('a$b').insertOne({}), 73)
  },
  'the write concern of more members than there are is reported': async ({ db }) => {
    const reply = await db.command({ insert: 'things', documents: [{}], writeConcern: { w: 3, wtimeout: 10 } }).catch(e => e.result ?? e.errorResponse ?? e)
    assert.equal(reply.writeConcernError?.code, 100)
  },
  'a time limit ends a long search': async ({ db, collection }) => {
    await collection.insertMany(Array.from({ length: 50000 }, (_, i) => ({ _id: i, t: 'x'.repeat(50) })))
    await refused(db.command({ count: 'things', query: { $nor: Array.from({ length: 40 }, (_, i) => ({ t: { $regex: `x.*${i}$` } })) }, maxTimeMS: 1 }), 50)
  },
}
