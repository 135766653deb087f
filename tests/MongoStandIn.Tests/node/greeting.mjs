import assert from 'node:assert/strict'
import { MongoClient } from 'mongodb'

export default {
  'the greeting describes the one member of a replica set': async ({ uri, db }) => {
    const hello = await db.admin().command({ hello: 1 })
    const address = new URL(uri.replace('mongodb://', 'http://')).host
    assert.equal(hello.isWritablePrimary, true)
    assert.equal(hello.setName, 'rs0')
    assert.deepEqual([hello.hosts, hello.me, hello.primary], [[address], address, address])
    assert.deepEqual([hello.minWireVersion, hello.maxWireVersion, hello.logicalSessionTimeoutMinutes], [0, 21, 30])
    assert.equal(hello.topologyVersion, undefined)
    const legacy = await db.admin().command({ isMaster: 1 })
    assert.equal(legacy.ismaster, true)
  },
  'a client of another replica set does not connect': async ({ uri }) => {
    const client = new MongoClient(uri.replace('rs0', 'other'), { serverSelectionTimeoutMS: 500 })
    await assert.rejects(client.connect(), /ReplicaSet|selection/i)
    await client.close()
  },
  'clients that ask about the server get answers': async ({ db }) => {
    const admin = db.admin()
    assert.equal((await admin.command({ buildInfo: 1 })).version, '7.0.14')
    assert.equal((await admin.command({ serverStatus: 1 })).repl.setName, 'rs0')
    assert.equal((await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).featureCompatibilityVersion.version, '7.0')
    assert.equal((await admin.command({ replSetGetStatus: 1 })).members[0].stateStr, 'PRIMARY')
    assert.ok((await admin.command({ hostInfo: 1 })).system.numCores > 0)
    assert.match((await admin.command({ whatsmyuri: 1 })).you, /^127\.0\.0\.1:\d+$/)
    assert.equal((await admin.command({ getCmdLineOpts: 1 })).parsed.replication.replSet, 'rs0')
    assert.equal((await admin.command({ ping: 1 })).ok, 1)
  },
}
