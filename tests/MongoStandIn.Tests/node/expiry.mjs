import assert from 'node:assert/strict'

// Runs against a server that looks for documents whose time is over all the time.
export default {
  'documents are deleted when their time is over, and that is told': async ({ collection }) => {
    const stream = collection.watch()
    await stream.tryNext()
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    const [past, future] = [new Date(Date.now() - 61_000), new Date(Date.now() + 60_000)]
    await collection.insertMany([{ _id: 'future', at: future }, { _id: 'none' }, { _id: 'text', at: 'yesterday' }, { _id: 'past', at: past }, { _id: 'list', at: [future, past] }])
    const deleted = []
    while (deleted.length < 2) {
      const event = await stream.next()
      if (event.operationType === 'delete') deleted.push(event.documentKey._id)
    }
    await stream.close()
    assert.deepEqual(deleted.sort(), ['list', 'past'])
    assert.deepEqual((await collection.find().toArray()).map(d => d._id), ['future', 'none', 'text'])
  },
}
