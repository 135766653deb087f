import assert from 'node:assert/strict'

// Runs against a server that stands alone.
export default {
  'the greeting names no set': async ({ db }) => {
    const hello = await db.admin().command({ hello: 1 })
    assert.equal(hello.isWritablePrimary, true)
    assert.deepEqual([hello.setName, hello.hosts, hello.me, hello.primary], [undefined, undefined, undefined, undefined])
    assert.equal(hello.$clusterTime, undefined)
    assert.equal(hello.operationTime, undefined)
  },
  'documents are written and read': async ({ collection }) => {
    await collection.insertMany([{ _id: 1 }, { _id: 2 }])
    assert.equal(await collection.countDocuments({}), 2)
  },
  'nothing can be watched': async ({ client, db, collection }) => {
    for (const watched of [client, db, collection])
      await assert.rejects(watched.watch().tryNext(), e => e.code === 40573 && /only supported on replica sets/.test(e.message))
  },
  'there is no set to ask about and no oplog': async ({ client, db }) => {
    await assert.rejects(db.admin().command({ replSetGetStatus: 1 }), e => e.code === 76 && e.codeName === 'NoReplicationEnabled')
    assert.equal(await client.db('local').collection('oplog.rs').findOne({}), null)
    assert.equal((await db.admin().command({ serverStatus: 1 })).repl, undefined)
  },
}
