import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { TransactionView } from '../src/transaction-view.js'
import { BigPeer } from './kit/big-peer.js'

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start() })
after(async () => { await peer.stop() })

test('a read waits for the transaction it names and then sees it', async () => {
  const { transactionId } = await peer.run('v4', 'SELECT * FROM waited')
  let answered = false
  const read = peer.run('v4', 'SELECT * FROM waited', undefined, { 'X-DITTO-TXN-ID': String(transactionId + 2) }).finally(() => { answered = true })
  await peer.run('v4', 'INSERT INTO waited DOCUMENTS (:doc)', '{"doc":{"_id":1}}')
  for (let i = 0; i < 5; i++) await peer.run('v4', 'SELECT * FROM waited')
  assert.equal(answered, false)
  const second = await peer.run('v4', 'INSERT INTO waited DOCUMENTS (:doc)', '{"doc":{"_id":2}}')
  assert.equal(second.transactionId, transactionId + 2)
  const { items, transactionId: reached } = await read
  assert.deepEqual(items, [{ _id: 1 }, { _id: 2 }])
  assert.ok(reached >= transactionId + 2)
})

test('every statement of a concurrent load has a transaction of its own, and each can be waited for', async () => {
  const ids = await Promise.all(Array.from({ length: 60 }, async (_, i) => {
    const version = i % 3 === 0 ? 'v5' : 'v4'
    const { transactionId } = await peer.run(version, 'INSERT INTO load DOCUMENTS (:doc)', `{"doc":{"_id":${i}}}`)
    const { items } = await peer.run(version, 'SELECT * FROM load WHERE _id = :id', `{"id":${i}}`, { 'X-DITTO-TXN-ID': String(transactionId) })
    assert.deepEqual(items, [{ _id: i }])
    return transactionId
  }))
  assert.equal(new Set(ids).size, ids.length)
})

test('the view only moves forward, and forgets those who have waited in vain', async () => {
  const view = new TransactionView(5n)
  assert.equal(await view.waitFor(5n, 0), true)
  assert.equal(await view.waitFor(6n, 1), false)
  const waiting = [view.waitFor(7n, 60_000), view.waitFor(6n, 60_000)]
  view.advance(6n)
  assert.equal(await waiting[1], true)
  view.advance(4n)
  assert.equal(view.reached, 6n)
  view.advance(9n)
  assert.equal(await waiting[0], true)
})
