import assert from 'node:assert/strict'
import { MongoClient } from 'mongodb'

const set = (client, mode, data, point = 'failCommand') => client.db('admin').command({ configureFailPoint: point, mode, ...(data && { data }) })
const off = client => set(client, 'off')
const failing = async (client, mode, data, run) => {
  await set(client, mode, data)
  try {
    return await run()
  } finally {
    await off(client)
  }
}
const fails = (promise, code, ...labels) => assert.rejects(promise, e => {
  assert.equal(e.code, code, e.message)
  // "ResetPool" is the driver's own.
  assert.deepEqual([...(e.errorLabels ?? [])].filter(label => label !== 'ResetPool').sort(), labels.sort())
  return true
})
// Without the driver's own retries every failure is seen.
const plain = async (uri, run) => {
  const client = new MongoClient(uri, { retryWrites: false, retryReads: false, appName: 'the app' })
  try {
    return await run(client)
  } finally {
    await client.close()
  }
}

export default {
  'a command fails a number of times': ({ uri, db }) => plain(uri, async client => {
    const things = client.db(db.databaseName).collection('things')
    await failing(client, { times: 2 }, { failCommands: ['insert', 'find'], errorCode: 2 }, async () => {
      await fails(things.insertOne({ _id: 1 }), 2)
      await things.updateOne({ _id: 9 }, { $set: { a: 1 } })
      await fails(things.findOne({}), 2)
      await things.insertOne({ _id: 1 })
    })
    assert.equal(await things.countDocuments({}), 1)
  }),
  'a command fails until it is told not to, and after some were let through': ({ uri, db }) => plain(uri, async client => {
    const things = client.db(db.databaseName).collection('things')
    await failing(client, 'alwaysOn', { failCommands: ['count'], errorCode: 11600 }, async () => {
      for (let i = 0; i < 3; i++) await fails(things.estimatedDocumentCount(), 11600)
    })
    await failing(client, { skip: 2 }, { failCommands: ['count'], errorCode: 11600 }, async () => {
      for (let i = 0; i < 2; i++) await things.estimatedDocumentCount()
      for (let i = 0; i < 2; i++) await fails(things.estimatedDocumentCount(), 11600)
    })
    await things.estimatedDocumentCount()
  }),
  'a probability strikes some and lets some pass': ({ uri, db }) => plain(uri, async client => {
    const outcomes = await failing(client, { activationProbability: 0.5 }, { failCommands: ['count'], errorCode: 2 }, async () => {
      const seen = []
      for (let i = 0; i < 60; i++) seen.push(await client.db(db.databaseName).collection('things').estimatedDocumentCount().then(() => true, () => false))
      return seen
    })
    assert.ok(outcomes.includes(true) && outcomes.includes(false))
  }),
  'only the app and the namespace that are named': ({ uri, client, db, collection }) => plain(uri, async named => {
    await failing(client, 'alwaysOn', { failCommands: ['find'], errorCode: 2, appName: 'the app', namespace: `${db.databaseName}.things` }, async () => {
      await fails(named.db(db.databaseName).collection('things').findOne({}), 2)
      await named.db(db.databaseName).collection('others').findOne({})
      await collection.findOne({})
    })
  }),
  'the driver writes again when the connection breaks before the write': async ({ client, collection }) => {
    await failing(client, { times: 1 }, { failCommands: ['insert'], closeConnection: true }, () => collection.insertOne({ _id: 1 }))
    assert.equal(await collection.countDocuments({}), 1)
  },
  'the driver writes again when the connection breaks after the write, and the write stands once': async ({ client, collection }) => {
    await collection.insertOne({ _id: 0, n: 0 })
    for (const run of [
      () => collection.updateOne({ _id: 0 }, { $inc: { n: 1 } }),
      () => collection.insertOne({ _id: 1 }),
      () => collection.deleteOne({ _id: 1 }),
      () => collection.findOneAndUpdate({ _id: 0 }, { $inc: { n: 1 } }),
      () => collection.bulkWrite([{ insertOne: { document: { _id: 2 } } }, { insertOne: { document: { _id: 3 } } }]),
    ]) {
      const { count } = await set(client, { times: 1 }, {}, 'onPrimaryTransactionalWrite')
      await run()
      assert.equal((await set(client, 'off', {}, 'onPrimaryTransactionalWrite')).count, count + 1)
    }
    assert.deepEqual(await collection.find().sort({ _id: 1 }).toArray(), [{ _id: 0, n: 2 }, { _id: 2 }, { _id: 3 }])
  },
  'a write that fails as it is carried out leaves nothing': async ({ client, collection }) => {
    await set(client, { times: 1 }, { failBeforeCommitExceptionCode: 2, closeConnection: false }, 'onPrimaryTransactionalWrite')
    await assert.rejects(collection.insertOne({ _id: 1 }), e => e.code === 2)
    assert.equal(await collection.countDocuments({}), 0)
  },
  'the labels are those of the code, or those that were asked for': async ({ client, db, collection }) => {
    const write = number => client.withSession(session => db.command({ insert: 'things', documents: [{}], txnNumber: BigInt(1000 + number) }, { session }))
    const once = (data, run) => failing(client, { times: 1 }, data, run)
    await once({ failCommands: ['insert'], errorCode: 189 }, () => fails(write(1), 189, 'NoWritesPerformed', 'RetryableWriteError'))
    await once({ failCommands: ['insert'], errorCode: 2 }, () => fails(write(2), 2))
    await once({ failCommands: ['insert'], errorCode: 189 }, () => fails(db.command({ insert: 'things', documents: [{}] }), 189))
    await once({ failCommands: ['insert'], errorCode: 2, errorLabels: ['RetryableWriteError', 'other'] }, () => fails(write(3), 2, 'RetryableWriteError', 'other'))
    await once({ failCommands: ['insert'], errorCode: 189, errorLabels: [] }, () => fails(write(4), 189))
    const stream = { aggregate: 'things', pipeline: [{ $changeStream: {} }], cursor: {} }
    await once({ failCommands: ['aggregate'], errorCode: 91 }, () => fails(db.command(stream), 91, 'ResumableChangeStreamError'))
    await once({ failCommands: ['aggregate'], errorCode: 91 }, () => fails(db.command({ aggregate: 'things', pipeline: [], cursor: {} }), 91))
    const { cursor } = await db.command(stream, { promoteLongs: false })
    await once({ failCommands: ['getMore'], errorCode: 91 }, () => fails(db.command({ getMore: cursor.id, collection: 'things' }), 91, 'ResumableChangeStreamError'))
    await once({ failCommands: ['getMore'], errorCode: 286 }, () => fails(db.command({ getMore: cursor.id, collection: 'things' }), 286, 'NonResumableChangeStreamError'))
  },
  'a write concern error comes beside a write that was done': async ({ client, db, collection }) => {
    await failing(client, { times: 1 }, { failCommands: ['insert'], writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting' } }, async () => {
      await assert.rejects(collection.insertOne({ _id: 1 }), e => {
        assert.equal(e.result?.writeConcernError?.code ?? e.code, 64)
        return true
      })
    })
    assert.equal(await collection.countDocuments({}), 1)
    // One that may be repeated is repeated by the driver.
    await failing(client, { times: 1 }, { failCommands: ['insert'], writeConcernError: { code: 91, codeName: 'ShutdownInProgress', errmsg: 'going' } }, () => collection.insertOne({ _id: 2 }))
    assert.equal(await collection.countDocuments({}), 2)
  },
  'a command is held up': async ({ client, collection }) => {
    const begin = process.hrtime.bigint()
    await failing(client, { times: 1 }, { failCommands: ['find'], blockConnection: true, blockTimeMS: 200 }, () => collection.findOne({}))
    assert.ok(process.hrtime.bigint() - begin >= 200_000_000n)
  },
  'a change stream goes on by itself when its server fails': async ({ client, collection }) => {
    const stream = collection.watch([], { maxAwaitTimeMS: 100 })
    await stream.tryNext()
    await collection.insertOne({ _id: 1 })
    assert.equal((await stream.next()).documentKey._id, 1)
    for (const data of [{ errorCode: 91, closeConnection: false }, { closeConnection: true }]) {
      await failing(client, { times: 1 }, { failCommands: ['getMore'], ...data }, async () => {
        await collection.insertOne({ _id: `after ${JSON.stringify(data)}` })
        assert.equal((await stream.next()).documentKey._id, `after ${JSON.stringify(data)}`)
      })
    }
    await stream.close()
  },
  'one can wait until it struck': async ({ client, collection }) => {
    const { count } = await set(client, { times: 1 }, { failCommands: ['find'], blockConnection: true, blockTimeMS: 1 })
    const waiting = client.db('admin').command({ waitForFailPoint: 'failCommand', timesEntered: count + 1, maxTimeMS: 20000 })
    await collection.findOne({})
    await waiting
    await assert.rejects(client.db('admin').command({ waitForFailPoint: 'failCommand', timesEntered: count + 2, maxTimeMS: 10 }), e => e.code === 50)
  },
  'what cannot be understood is refused': async ({ client }) => {
    await assert.rejects(set(client, 'alwaysOn', {}, 'bogus'), e => e.code === 26)
    await assert.rejects(set(client, 'sometimes', { failCommands: [] }), e => e.code === 2)
    await assert.rejects(set(client, 'alwaysOn', { failCommands: ['find'], bogus: 1 }), e => e.code === 72)
    await assert.rejects(client.db('other').command({ configureFailPoint: 'failCommand', mode: 'off' }), e => e.code === 13)
  },
}
