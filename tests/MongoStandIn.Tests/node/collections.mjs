import assert from 'node:assert/strict'
import { Long } from 'mongodb'

const fails = (promise, code, text) => assert.rejects(promise, e => {
  assert.equal(e.code, code, e.message)
  if (text) assert.match(e.message, text)
  return true
})
const sized = (id, bytes) => ({ _id: id, text: 'x'.repeat(bytes) })

export default {
  'a capped collection drops its oldest documents': async ({ db }) => {
    const capped = await db.createCollection('capped', { capped: true, size: 10000, max: 3 })
    for (let i = 0; i < 5; i++) await capped.insertOne({ _id: i })
    assert.deepEqual((await capped.find().toArray()).map(d => d._id), [2, 3, 4])
    await capped.insertOne(sized('large', 9960))
    assert.deepEqual((await capped.find().toArray()).map(d => d._id), ['large'])
    assert.equal((await db.listCollections({ name: 'capped' }).toArray())[0].options.capped, true)
    const stats = await db.command({ collStats: 'capped' })
    assert.deepEqual([stats.capped, stats.max, stats.maxSize, stats.count], [true, 3, 10000, 1])
    await db.command({ collMod: 'capped', cappedMax: 2, cappedSize: 20000 })
    for (let i = 0; i < 5; i++) await capped.insertOne({ _id: i })
    assert.equal(await capped.countDocuments({}), 2)
    await fails(db.createCollection('other', { capped: true }), 72)
    await fails(db.createCollection('other', { size: 5 }), 72)
    await fails(db.createCollection('capped', { capped: true, size: 1 }), 48)
  },
  'a collection is made capped': async ({ db, collection }) => {
    for (let i = 0; i < 5; i++) await collection.insertOne(sized(i, 1000))
    await db.command({ convertToCapped: 'things', size: 2500 })
    assert.deepEqual((await collection.find().toArray()).map(d => d._id), [3, 4])
  },
  'a tailing cursor gives what comes': async ({ db }) => {
    const capped = await db.createCollection('capped', { capped: true, size: 10000, max: 5 })
    await capped.insertMany([{ _id: 1 }, { _id: 2, skip: true }])
    const cursor = capped.find({ skip: { $ne: true } }, { tailable: true, awaitData: true, maxAwaitTimeMS: 5000, projection: { other: 0 } })
    assert.deepEqual(await cursor.next(), { _id: 1 })
    const next = cursor.next()
    await capped.insertOne({ _id: 3, skip: true })
    await capped.insertOne({ _id: 4, other: 1 })
    assert.deepEqual(await next, { _id: 4 })
    const lost = cursor.next()
    await capped.insertOne({ _id: 5 })
    assert.deepEqual(await lost, { _id: 5 })
    const { cursor: raw } = await db.command({ find: 'capped', tailable: true, batchSize: 1 }, { promoteLongs: false })
    await capped.insertMany(Array.from({ length: 9 }, (_, i) => ({ _id: 10 + i })))
    await fails(db.command({ getMore: raw.id, collection: 'capped' }), 136)
    await cursor.close()
  },
  'only a capped collection that is not empty is tailed': async ({ client, db, collection }) => {
    await collection.insertOne({})
    await fails(collection.find({}, { tailable: true }).next(), 2, /non capped/)
    await db.createCollection('capped', { capped: true, size: 10000 })
    assert.equal(Number((await db.command({ find: 'capped', tailable: true })).cursor.id), 0)
    await fails(db.command({ find: 'capped', awaitData: true }), 9)
    const oplog = client.db('local').collection('oplog.rs').find({ ns: `${db.databaseName}.things` }, { tailable: true, awaitData: true, maxAwaitTimeMS: 5000 })
    assert.equal((await oplog.next()).op, 'i')
    const waiting = oplog.next()
    await collection.deleteMany({})
    assert.equal((await waiting).op, 'd')
    await oplog.close()
  },
  'a validator refuses with what is wrong': async ({ db }) => {
    const schema = { bsonType: 'object', required: ['name', 'age'], properties: { name: { bsonType: 'string' }, age: { bsonType: 'int', minimum: 0, description: 'years' } } }
    const people = await db.createCollection('people', { validator: { $jsonSchema: schema } })
    await people.insertOne({ _id: 1, name: 'Ada', age: 36 })
    await assert.rejects(people.insertOne({ _id: 2, name: 7, age: -1 }), e => {
      assert.equal(e.code, 121)
      const { failingDocumentId, details } = e.errInfo
      assert.equal(failingDocumentId, 2)
      assert.equal(details.operatorName, '$jsonSchema')
      const [rule] = details.schemaRulesNotSatisfied
      assert.equal(rule.operatorName, 'properties')
      assert.deepEqual(rule.propertiesNotSatisfied.map(p => [p.propertyName, p.description, p.details[0].operatorName]), [['name', undefined, 'bsonType'], ['age', 'years', 'minimum']])
      return true
    })
    await assert.rejects(people.insertOne({ _id: 3, name: 'x' }), e => {
      assert.deepEqual(e.errInfo.details.schemaRulesNotSatisfied[0].missingProperties, ['age'])
      return true
    })
    await fails(people.updateOne({ _id: 1 }, { $set: { age: 'old' } }), 121)
    await fails(people.replaceOne({ _id: 9 }, { a: 1 }, { upsert: true }), 121)
    await fails(people.findOneAndUpdate({ _id: 1 }, { $unset: { name: 1 } }), 121)
    await people.insertOne({ _id: 4 }, { bypassDocumentValidation: true })
    await people.updateOne({ _id: 1 }, { $set: { age: 'old' } }, { bypassDocumentValidation: true })
    // A batch that is not ordered goes on behind a refusal.
    const e = await people.insertMany([{ _id: 5 }, { _id: 6, name: 'Eve', age: 1 }], { ordered: false }).catch(x => x)
    assert.deepEqual([e.code, e.result.insertedCount], [121, 1])
    const [{ options }] = await db.listCollections({ name: 'people' }).toArray()
    assert.deepEqual(options, { validator: { $jsonSchema: schema }, validationLevel: 'strict', validationAction: 'error' })
  },
  'level and action decide who is refused': async ({ db, collection }) => {
    await collection.insertMany([{ _id: 'wrong' }, { _id: 'right', n: 5 }])
    await db.command({ collMod: 'things', validator: { n: { $gte: 1, $lt: 10 } }, validationLevel: 'moderate' })
    await collection.updateOne({ _id: 'wrong' }, { $set: { other: 1 } })
    await fails(collection.updateOne({ _id: 'right' }, { $set: { n: 50 } }), 121)
    await fails(collection.insertOne({}), 121)
    await db.command({ collMod: 'things', validationLevel: 'strict' })
    await fails(collection.updateOne({ _id: 'wrong' }, { $set: { other: 2 } }), 121)
    await db.command({ collMod: 'things', validationAction: 'warn' })
    await collection.insertOne({ _id: 'told' })
    await db.command({ collMod: 'things', validationAction: 'error', validationLevel: 'off' })
    await collection.insertOne({ _id: 'unasked' })
    await db.command({ collMod: 'things', validationLevel: 'strict' })
    await fails(collection.insertOne({ _id: 'again' }), 121)
    await db.command({ collMod: 'things', validator: {} })
    await collection.insertOne({ _id: 'free' })
    await fails(db.command({ collMod: 'things', validationLevel: 'bogus' }), 2)
    await fails(db.command({ collMod: 'nothing', validationLevel: 'off' }), 26)
    await fails(db.command({ collMod: 'things', bogus: 1 }), 40415)
  },
  'an index is hidden and shown again': async ({ db, collection }) => {
    await collection.insertMany([{ a: 2 }, { a: 1 }])
    await collection.createIndex({ a: 1 })
    const answer = await db.command({ collMod: 'things', index: { keyPattern: { a: 1 }, hidden: true } })
    assert.deepEqual([answer.hidden_old, answer.hidden_new], [false, true])
    assert.equal((await collection.indexes())[1].hidden, true)
    assert.equal((await collection.find({ a: 1 }).toArray()).length, 1)
    await db.command({ collMod: 'things', index: { name: 'a_1', hidden: false, expireAfterSeconds: 100 } })
    assert.deepEqual([(await collection.indexes())[1].hidden, (await collection.indexes())[1].expireAfterSeconds], [undefined, 100])
    await fails(db.command({ collMod: 'things', index: { name: 'bogus', hidden: true } }), 27)
  },
  'a collection is renamed': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 1 })
    await db.collection('other').insertOne({ _id: 2 })
    const { cursor } = await db.command({ find: 'things', batchSize: 0 }, { promoteLongs: false })
    await fails(db.renameCollection('things', 'other'), 48)
    await fails(db.renameCollection('nothing', 'more'), 26)
    await db.renameCollection('things', 'other', { dropTarget: true })
    assert.deepEqual(await db.collection('other').find().toArray(), [{ _id: 1 }])
    assert.deepEqual((await db.listCollections().toArray()).map(c => c.name), ['other'])
    await fails(db.command({ getMore: cursor.id, collection: 'things' }), 175)
    await fails(client.db('admin').command({ renameCollection: `${db.databaseName}.other`, to: `${db.databaseName}.other` }), 20)
  },
  'names have their limits': async ({ client, db }) => {
    const longest = 'x'.repeat(255 - db.databaseName.length - 1)
    await db.createCollection(longest)
    await fails(db.createCollection(`${longest}y`), 73)
    await fails(db.collection(`${longest}y`).insertOne({}), 73)
    await fails(db.command({ insert: 'a$b', documents: [{}] }), 73)
    await fails(client.db('d'.repeat(64)).command({ insert: 'things', documents: [{}] }), 73)
  },
  'documents have their limits': async ({ db, collection }) => {
    const nest = levels => { let d = {}; for (let i = 1; i < levels; i++) d = { a: d }; return d }
    await collection.insertOne({ _id: 1, d: nest(100) })
    await fails(collection.insertOne({ _id: 2, d: nest(181) }), 15)
    await collection.insertOne({ _id: 'large', text: 'x'.repeat(16 * 1024 * 1024 - 40) })
    await fails(collection.updateOne({ _id: 'large' }, { $set: { more: 'x'.repeat(100) } }), 10334)
    await fails(db.command({ insert: 'things', documents: [{ _id: 'larger', text: 'x'.repeat(16 * 1024 * 1024) }] }).then(r => { throw Object.assign(new Error(r.writeErrors[0].errmsg), r.writeErrors[0]) }), 10334)
  },
  'batches and indexes have their limits': async ({ db, collection }) => {
    await fails(db.command({ insert: 'things', documents: [] }), 16)
    await fails(db.command({ delete: 'things', deletes: Array.from({ length: 100001 }, () => ({ q: { _id: 1 }, limit: 1 })) }), 16)
    for (let i = 0; i < 63; i++) await collection.createIndex({ [`f${i}`]: 1 })
    await fails(collection.createIndex({ onemore: 1 }), 67)
    await collection.insertOne({ _id: 1 })
    await assert.rejects(collection.insertOne({ _id: 1 }), e => {
      assert.equal(e.code, 11000)
      assert.deepEqual([e.keyPattern, e.keyValue], [{ _id: 1 }, { _id: 1 }])
      return true
    })
    await assert.rejects(db.collection('others').createIndex(Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`f${i}`, 1]))), e => e.code === 13103)
  },
  'counting heeds limit, skip and hint': async ({ db, collection }) => {
    await collection.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: i, even: i % 2 === 0 })))
    await collection.createIndex({ even: 1 })
    const count = async options => (await db.command({ count: 'things', ...options })).n
    assert.equal(await count({ query: { even: true }, skip: 1 }), 4)
    assert.equal(await count({ query: { even: true }, limit: -2 }), 2)
    assert.equal(await count({ query: { even: true }, hint: 'even_1' }), 5)
    assert.equal(await count({ skip: 20 }), 0)
    assert.equal((await db.command({ count: 'nothing' })).n, 0)
    await fails(db.command({ count: 'things', skip: -1 }), 51024)
    await fails(db.command({ count: 'things', hint: 'bogus' }), 2)
    assert.ok(Long.isLong((await db.command({ collStats: 'things' }, { promoteLongs: false })).count))
  },
  'a document is found and changed in one step': async ({ collection }) => {
    await collection.insertMany([{ _id: 1, n: 1, l: [1, 5] }, { _id: 2, n: 2 }])
    assert.deepEqual(await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort: { n: -1 }, returnDocument: 'after', projection: { n: 1, _id: 0 } }), { n: 3 })
    assert.deepEqual(await collection.findOneAndUpdate({ _id: 2 }, [{ $set: { m: '$n' } }], { returnDocument: 'after' }), { _id: 2, n: 3, m: 3 })
    assert.equal(await collection.findOneAndUpdate({ _id: 3 }, { $set: { n: 9 } }, { upsert: true }), null)
    assert.deepEqual(await collection.findOneAndReplace({ _id: 4 }, { n: 4 }, { upsert: true, returnDocument: 'after' }), { _id: 4, n: 4 })
    assert.deepEqual(await collection.findOneAndDelete({}, { sort: { n: -1 } }), { _id: 3, n: 9 })
    assert.equal(await collection.findOneAndDelete({ _id: 'none' }), null)
    const raw = await collection.findOneAndUpdate({ _id: 7 }, { $set: { n: 1 } }, { upsert: true, includeResultMetadata: true })
    assert.deepEqual(raw.lastErrorObject, { n: 1, updatedExisting: false, upserted: 7 })
    await fails(collection.findOneAndUpdate({ _id: 1 }, { $set: { _id: 5 } }), 66)
  },
}
