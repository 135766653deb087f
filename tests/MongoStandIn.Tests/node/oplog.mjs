import assert from 'node:assert/strict'
import { Long } from 'mongodb'

// Runs against a server whose oplog keeps ten entries.
export default {
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
