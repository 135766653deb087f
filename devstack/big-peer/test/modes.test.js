import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { BigPeer } from './kit/big-peer.js'

const UPSERT = 'DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING *'

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start() })
after(async () => { await peer.stop() })

test('v4 is strict: an object is one register that is replaced whole, and has no paths', async () => {
  await peer.run('v4', `INSERT INTO strict ${UPSERT}`, '{"docs":[{"_id":1,"o":{"a":1}}]}')
  const { items } = await peer.run('v4', `INSERT INTO strict ${UPSERT}`, '{"docs":[{"_id":1,"o":{"b":2}}]}')
  assert.deepEqual(items, [{ _id: 1, o: { b: 2 } }])
  const { status, json } = await peer.execute('v4', 'UPDATE strict UNSET o.b WHERE _id = 1')
  assert.equal(status, 400)
  assert.match(json.error.description, /Unsupported DML operation on REGISTER/)
})

test('v5 is not: objects are maps that merge', async () => {
  await peer.run('v5', `INSERT INTO loose ${UPSERT}`, '{"docs":[{"_id":1,"o":{"a":1}}]}')
  const { items } = await peer.run('v5', `INSERT INTO loose ${UPSERT}`, '{"docs":[{"_id":1,"o":{"b":2}}]}')
  assert.deepEqual(items, [{ _id: 1, o: { a: 1, b: 2 } }])
  assert.deepEqual((await peer.run('v5', 'UPDATE loose UNSET o.b WHERE _id = 1 RETURNING *')).items, [{ _id: 1, o: { a: 1 } }])
})

test('the mode matters for reads: a map is not seen by a strict one', async () => {
  await peer.run('v5', `INSERT INTO crossed ${UPSERT}`, '{"docs":[{"_id":1,"o":{"a":1},"s":1}]}')
  assert.deepEqual((await peer.run('v4', 'SELECT * FROM crossed')).items, [{ _id: 1, s: 1 }])
  assert.deepEqual((await peer.run('v5', 'SELECT * FROM crossed')).items, [{ _id: 1, o: { a: 1 }, s: 1 }])
})

test('statements of both modes at once never run under the wrong one', async () => {
  await peer.run('v5', `INSERT INTO mixed ${UPSERT}`, '{"docs":[{"_id":"map","o":{"a":1}}]}')
  await Promise.all(Array.from({ length: 300 }, async (_, i) => {
    const strict = i % 2 === 0
    const version = strict ? 'v4' : 'v5'
    const { items: [written] } = await peer.run(version, `INSERT INTO mixed ${UPSERT}`, `{"docs":[{"_id":${i},"o":{"a":1}}]}`)
    assert.deepEqual(written, { _id: i, o: { a: 1 } })
    const { items: [map] } = await peer.run(version, "SELECT * FROM mixed WHERE _id = 'map'")
    assert.equal('o' in map, !strict)
  }))
  const { items } = await peer.run('v4', 'SELECT * FROM mixed WHERE _id >= 0')
  assert.equal(items.length, 300)
  for (const item of items) assert.equal('o' in item, item._id % 2 === 0, JSON.stringify(item))
})

test('a statement that fails does not hold up the other mode', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => peer.execute(i % 2 ? 'v4' : 'v5', i % 3 ? 'SELECT * FROM c' : 'SELEC')))
  assert.deepEqual(answers.map(({ status }) => status), Array.from({ length: 20 }, (_, i) => (i % 3 ? 200 : 400)))
})
