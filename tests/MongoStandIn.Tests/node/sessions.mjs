import assert from 'node:assert/strict'
import { Long } from 'mongodb'

export default {
  'a retried statement is answered and not run again': async ({ client, db, collection }) => {
    await collection.insertOne({ _id: 0, n: 0 })
    const session = client.startSession()
    // The driver's pool may hand out a session that has counted already: start far above.
    const send = (command, number) => db.command({ ...command, txnNumber: Long.fromNumber(100 + number) }, { session })
    const increment = { update: 'things', updates: [{ q: { _id: 0 }, u: { $inc: { n: 1 } } }, { q: { _id: 'up' }, u: { $set: { n: 1 } }, upsert: true }] }
    const first = await send(increment, 1)
    const again = await send(increment, 1)
    assert.deepEqual([again.n, again.nModified, again.upserted], [first.n, first.nModified, first.upserted])
    assert.deepEqual(again.retriedStmtIds, [0, 1])
    assert.equal((await collection.findOne({ _id: 0 })).n, 1)

    const insert = { insert: 'things', documents: [{ _id: 1 }, { _id: 2 }] }
    await send(insert, 2)
    const repeated = await send(insert, 2)
    assert.equal(repeated.n, 2)
    assert.equal(repeated.writeErrors, undefined)

    const remove = { delete: 'things', deletes: [{ q: { _id: 1 }, limit: 1 }] }
    assert.equal((await send(remove, 3)).n, 1)
    assert.equal((await send(remove, 3)).n, 1)

    const modify = { findAndModify: 'things', query: { _id: 0 }, update: { $inc: { n: 1 } }, new: true }
    assert.deepEqual((await send(modify, 4)).value, { _id: 0, n: 2 })
    assert.deepEqual((await send(modify, 4)).value, { _id: 0, n: 2 })

    assert.equal((await send(increment, 5)).retriedStmtIds, undefined)
    await assert.rejects(send(increment, 1), e => e.code === 225)
    await assert.rejects(send({ update: 'things', updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] }, 6).then(r => { if (r.writeErrors) throw Object.assign(new Error(), r.writeErrors[0]) }), e => e.code === 72)
    await session.endSession()
  },
  'only part of a batch has to be repeated': async ({ client, db, collection }) => {
    const session = client.startSession()
    const send = documents => db.command({ insert: 'things', documents, txnNumber: Long.fromNumber(100) }, { session })
    await send([{ _id: 1 }])
    const whole = await send([{ _id: 1 }, { _id: 2 }])
    assert.deepEqual([whole.n, whole.retriedStmtIds], [2, [0]])
    assert.equal(await collection.countDocuments({}), 2)
    await session.endSession()
  },
  'answers carry the cluster time and it moves on': async ({ db, collection }) => {
    const before = await db.command({ ping: 1 })
    await collection.insertOne({})
    const after = await db.command({ ping: 1 })
    assert.ok(after.operationTime.greaterThan(before.operationTime))
    assert.ok(after.$clusterTime.clusterTime.equals(after.operationTime))
  },
}
