import assert from 'node:assert/strict'

const refused = (promise, code, text) => assert.rejects(promise, e => {
  assert.equal(e.code, code, e.message)
  if (text) assert.match(e.message, text)
  return true
})

export default {
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
  },
  'batches stay within the size of a message': async ({ collection }) => {
    await collection.insertMany(Array.from({ length: 5 }, (_, i) => ({ _id: i, pad: 'x'.repeat(7 * 1024 * 1024) })))
    assert.equal((await collection.find({}).toArray()).length, 5)
    await assert.rejects(collection.insertOne({ pad: 'x'.repeat(16 * 1024 * 1024) }))
  },
  'collections and databases are listed, made and dropped': async ({ client, db, collection }) => {
    await db.createCollection('made')
    await collection.insertOne({})
    assert.deepEqual((await db.listCollections().toArray()).map(c => [c.name, c.type, c.idIndex.name]), [['made', 'collection', '_id_'], ['things', 'collection', '_id_']])
    assert.deepEqual((await db.listCollections({ name: 'made' }, { nameOnly: true }).toArray()), [{ name: 'made', type: 'collection' }])
    assert.ok((await client.db().admin().listDatabases()).databases.some(d => d.name === db.databaseName))
    await refused(db.createCollection('seen', { viewOn: 'made', pipeline: [] }), 72, /viewOn/)
    await collection.drop()
    await db.dropDatabase()
    assert.deepEqual(await db.listCollections().toArray(), [])
  },
  'what is not known is an error that names it': async ({ db }) => {
    await refused(db.command({ explain: { find: 'things' } }), 59, /explain/)
    await refused(db.command({ find: 'things', returnKey: true }), 72, /returnKey/)
    await refused(db.command({ find: 'things', filter: { $where: 'true' } }), 2, /\$where/)
    await refused(db.command({ find: 'things', collation: { locale: 'de' } }), 72, /collation/)
    await refused(db.command({ find: 'things', readConcern: { level: 'snapshot' } }), 72, /snapshot/)
    await refused(db.command({ insert: 'things', documents: 5 }), 14, /documents/)
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
