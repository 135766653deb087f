import assert from 'node:assert/strict'
import { MongoClient } from 'mongodb'

// Runs against a server with root "ada", "reader" (read@shop), "writer" (readWrite@shop), "watcher" (clusterMonitor) and "local" (read@shop, of database shop), all with the password "lovelace".
const as = async (uri, user, run, source = 'admin') => {
  const client = new MongoClient(uri.replace('mongodb://', `mongodb://${user}:lovelace@`) + `&authSource=${source}`, { serverSelectionTimeoutMS: 3000 })
  try {
    return await run(client, client.db('shop'))
  } finally {
    await client.close()
  }
}
const unauthorized = promise => assert.rejects(promise, e => {
  assert.equal(e.code, 13, e.message)
  assert.equal(e.codeName, 'Unauthorized')
  return true
})

export const leavesNothing = true

export default {
  'who may read reads and watches, and writes nothing': async ({ uri }) => {
    await as(uri, 'ada', (_, shop) => shop.collection('things').replaceOne({ _id: 1 }, { a: 1 }, { upsert: true }))
    await as(uri, 'reader', async (client, shop) => {
      const things = shop.collection('things')
      assert.deepEqual(await things.findOne({}), { _id: 1, a: 1 })
      assert.equal(await things.countDocuments({}), 1)
      assert.deepEqual(await things.distinct('a'), [1])
      const stream = shop.watch()
      await stream.tryNext()
      await stream.close()
      await unauthorized(things.insertOne({}))
      await unauthorized(things.updateOne({}, { $set: { a: 2 } }))
      await unauthorized(things.deleteOne({}))
      await unauthorized(things.findOneAndUpdate({}, { $set: { a: 2 } }))
      await unauthorized(things.bulkWrite([{ insertOne: { document: {} } }]))
      await unauthorized(things.createIndex({ a: 1 }))
      await unauthorized(things.drop())
      await unauthorized(shop.dropDatabase())
      await unauthorized(shop.createCollection('more'))
      await unauthorized(client.db('other').collection('things').findOne({}))
      await unauthorized(client.watch().tryNext())
      await unauthorized(client.db('local').collection('oplog.rs').findOne({}))
      await unauthorized(client.db('admin').command({ serverStatus: 1 }))
      assert.deepEqual((await client.db('admin').admin().listDatabases()).databases.map(d => d.name), ['shop'])
    })
  },
  'who may write writes in that database only': ({ uri }) => as(uri, 'writer', async (client, shop) => {
    await shop.collection('more').insertOne({ _id: 1 })
    await shop.collection('more').createIndex({ a: 1 })
    await shop.collection('more').drop()
    await unauthorized(client.db('other').collection('things').insertOne({}))
    await unauthorized(shop.command({ createUser: 'eve', pwd: 'x', roles: [] }))
  }),
  'who may monitor reads the oplog and the state of the set': ({ uri }) => as(uri, 'watcher', async client => {
    const [first] = await client.db('local').collection('oplog.rs').find().sort({ $natural: 1 }).limit(1).toArray()
    assert.ok(first.ts)
    const admin = client.db('admin')
    assert.equal((await admin.command({ replSetGetStatus: 1 })).myState, 1)
    assert.ok((await admin.command({ serverStatus: 1 })).repl.setName)
    await unauthorized(client.db('shop').collection('things').findOne({}))
    await unauthorized(admin.command({ replSetResizeOplog: 1, size: 1 }))
  }),
  'the privileges are told': ({ uri }) => as(uri, 'reader', async client => {
    const { authInfo } = await client.db('admin').command({ connectionStatus: 1, showPrivileges: true })
    assert.deepEqual(authInfo.authenticatedUsers, [{ user: 'reader', db: 'admin' }])
    assert.deepEqual(authInfo.authenticatedUserRoles, [{ role: 'read', db: 'shop' }])
    const [privilege] = authInfo.authenticatedUserPrivileges
    assert.deepEqual(privilege.resource, { db: 'shop', collection: '' })
    assert.ok(privilege.actions.includes('find') && privilege.actions.includes('changeStream') && !privilege.actions.includes('insert'))
  }),
  'a user lives in its database': async ({ uri }) => {
    await as(uri, 'local', (_, shop) => shop.collection('things').findOne({}), 'shop')
    await assert.rejects(as(uri, 'local', (_, shop) => shop.collection('things').findOne({})), e => e.code === 18)
    await assert.rejects(as(uri, 'nobody', (_, shop) => shop.collection('things').findOne({})), e => e.code === 18)
  },
  'users and roles are made, changed and dropped': ({ uri }) => as(uri, 'ada', async client => {
    const admin = client.db('admin')
    await admin.command({ createRole: 'bridge', privileges: [{ resource: { db: 'shop', collection: 'things' }, actions: ['find', 'insert'] }], roles: [] })
    await admin.command({ createUser: 'eve', pwd: 'lovelace', roles: ['bridge'] })
    await assert.rejects(admin.command({ createUser: 'eve', pwd: 'x', roles: [] }), e => e.code === 51003)
    await assert.rejects(admin.command({ createUser: 'other', pwd: 'x', roles: ['bogus'] }), e => e.code === 31)
    assert.deepEqual((await admin.command({ usersInfo: 'eve' })).users.map(u => [u._id, u.roles]), [['admin.eve', [{ role: 'bridge', db: 'admin' }]]])
    await as(uri, 'eve', async (eve, shop) => {
      await shop.collection('things').insertOne({ eve: 1 })
      await unauthorized(shop.collection('things').deleteOne({ eve: 1 }))
      await unauthorized(shop.collection('others').findOne({}))
      await unauthorized(shop.collection('things').aggregate([{ $lookup: { from: 'others', localField: 'a', foreignField: 'a', as: 'x' } }]).toArray())
      await unauthorized(shop.collection('things').aggregate([{ $out: 'others' }]).toArray())
      // What changes holds at once, on connections that are there already.
      await admin.command({ grantRolesToUser: 'eve', roles: [{ role: 'readWrite', db: 'shop' }] })
      await shop.collection('things').deleteOne({ eve: 1 })
      await admin.command({ revokeRolesFromUser: 'eve', roles: ['bridge', { role: 'readWrite', db: 'shop' }] })
      await unauthorized(shop.collection('things').findOne({}))
    })
    await admin.command({ updateUser: 'eve', pwd: 'changed' })
    await assert.rejects(as(uri, 'eve', (_, shop) => shop.collection('things').findOne({})), e => e.code === 18)
    await admin.command({ dropUser: 'eve' })
    await admin.command({ dropRole: 'bridge' })
    await assert.rejects(admin.command({ dropUser: 'eve' }), e => e.code === 11)
  }),
  "another's cursor is not read on": ({ uri }) => as(uri, 'ada', async (_, shop) => {
    await shop.collection('many').insertMany([{}, {}, {}])
    const { cursor } = await shop.command({ find: 'many', batchSize: 1 }, { promoteLongs: false })
    await as(uri, 'reader', async (_, theirs) => {
      await unauthorized(theirs.command({ getMore: cursor.id, collection: 'many' }))
      await unauthorized(theirs.command({ killCursors: 'many', cursors: [cursor.id] }))
    })
    assert.equal((await shop.command({ getMore: cursor.id, collection: 'many' })).cursor.nextBatch.length, 2)
    await shop.collection('many').drop()
  }),
}
