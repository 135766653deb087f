import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { BigPeer } from './kit/big-peer.js'

// What the engine makes of the statements that the bridge uses, and of the traps that it goes around. Each test has a collection of its own.

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start() })
after(async () => { await peer.stop() })

let collections = 0
const fresh = () => `dql_${++collections}`

const json = value => JSON.stringify(value)
const v5 = (statement, args = {}) => peer.run('v5', statement, json(args))
const v4 = (statement, args = {}) => peer.run('v4', statement, json(args))
const all = async (c, run = v5) => (await run(`SELECT * FROM ${c} ORDER BY _id`)).items
const insert = (c, ...docs) => v5(`INSERT INTO ${c} DOCUMENTS (:docs)`, { docs })
const upsert = (c, ...docs) => v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF`, { docs })

/** Asserts that the engine refuses the statement, and gives its reason. */
async function refused(statement, args = {}, version = 'v5') {
  const { status, json: answer } = await peer.execute(version, statement, json(args))
  assert.equal(status, 400, statement)
  return answer.error.description
}

test('UPDATE_LOCAL_DIFF takes an array, writes only what differs, merges into maps and never removes', async () => {
  const c = fresh()
  await insert(c, { _id: 1, a: 1, o: { x: 1, y: 1 } }, { _id: 2, a: 2 })
  const { mutatedDocumentIds } = await upsert(c, { _id: 1, o: { x: 2, z: 1 } }, { _id: 2, a: 2 }, { _id: 3, a: 3 })
  assert.deepEqual(mutatedDocumentIds.sort(), [1, 3], 'the equal document is not listed')
  assert.deepEqual(await all(c), [{ _id: 1, a: 1, o: { x: 2, y: 1, z: 1 } }, { _id: 2, a: 2 }, { _id: 3, a: 3 }])
})

test('DO NOTHING lists only the ids that were new, and leaves the others as they are', async () => {
  const c = fresh()
  await insert(c, { _id: 1, a: 'old' })
  const { mutatedDocumentIds } = await v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING`, { docs: [{ _id: 1, a: 'new' }, { _id: 2, a: 'new' }] })
  assert.deepEqual(mutatedDocumentIds, [2])
  assert.deepEqual(await all(c), [{ _id: 1, a: 'old' }, { _id: 2, a: 'new' }])
})

test('DO UPDATE merges, and without a word an id that exists is an error that leaves nothing of the array', async () => {
  const c = fresh()
  await insert(c, { _id: 1, a: 1 })
  await v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE`, { docs: [{ _id: 1, b: 1 }] })
  await refused(`INSERT INTO ${c} DOCUMENTS (:docs)`, { docs: [{ _id: 2 }, { _id: 1, a: 2 }] })
  await refused(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT FAIL`, { docs: [{ _id: 2 }, { _id: 1, a: 2 }] })
  assert.deepEqual(await all(c), [{ _id: 1, a: 1, b: 1 }], 'all or nothing')
})

test('one bad document of an array refuses them all', async () => {
  const c = fresh()
  await refused(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF`, { docs: [{ _id: 1 }, { _id: null }] })
  assert.deepEqual(await all(c), [])
})

test('the engine takes strings, integers, booleans, arrays and objects as _id, and refuses null and floats', async () => {
  const c = fresh()
  const { mutatedDocumentIds } = await insert(c, { _id: 'a' }, { _id: 1 }, { _id: true }, { _id: [1, 'x'] }, { _id: { a: 1, b: 2 } })
  assert.equal(mutatedDocumentIds.length, 5)
  await refused(`INSERT INTO ${c} DOCUMENTS (:d)`, { d: { _id: null } })
  for (const id of ['1.5', '1.0']) {
    const { status } = await peer.execute('v5', `INSERT INTO ${c} DOCUMENTS (:d)`, `{"d":{"_id":${id}}}`)
    assert.equal(status, 400, id)
  }
})

test('the order of members does not matter in an _id', async () => {
  const c = fresh()
  await insert(c, { _id: { a: 1, b: 2 }, v: 1 })
  const { status, text } = await peer.execute('v5', `INSERT INTO ${c} DOCUMENTS (:d) ON ID CONFLICT DO UPDATE`, '{"d":{"_id":{"b":2,"a":1},"v":2}}')
  assert.equal(status, 200, text)
  assert.deepEqual((await all(c)).map(d => d.v), [2])
})

test('an INSERT with a counter sets it, at the top and in a map, and INCREMENT counts on from it', async () => {
  const c = fresh()
  const typed = `COLLECTION ${c} (qty COUNTER, o MAP(k COUNTER))`
  await v5(`INSERT INTO ${typed} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE`, { docs: [{ _id: 1, qty: 5, o: { k: 7 } }] })
  await v5(`UPDATE ${typed} APPLY qty INCREMENT BY 3 WHERE _id = 1`)
  await v5(`UPDATE ${typed} APPLY o.k INCREMENT BY -2 WHERE _id = 1`)
  assert.deepEqual((await v5(`SELECT * FROM ${typed}`)).items, [{ _id: 1, qty: 8, o: { k: 5 } }])
  await v5(`INSERT INTO ${typed} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE`, { docs: [{ _id: 1, qty: 100 }] })
  await v5(`UPDATE ${typed} APPLY qty INCREMENT BY 1 WHERE _id = 1`)
  assert.equal((await v5(`SELECT * FROM ${typed}`)).items[0].qty, 101)
})

test('RETURNING * gives the documents as they are after the statement: DO UPDATE and UPDATE also those that are equal, UPDATE_LOCAL_DIFF only what it wrote', async () => {
  const c = fresh()
  const inserted = await v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING *`, { docs: [{ _id: 1, a: 1, b: 1 }] })
  assert.deepEqual(inserted.items, [{ _id: 1, a: 1, b: 1 }])
  const local = await v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING *`, { docs: [{ _id: 1, a: 1 }, { _id: 2, a: 2 }] })
  assert.deepEqual([local.items, local.mutatedDocumentIds], [[{ _id: 2, a: 2 }], [2]])
  const equal = await v5(`INSERT INTO ${c} DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE RETURNING *`, { docs: [{ _id: 1, a: 1 }] })
  assert.deepEqual(equal.items, [{ _id: 1, a: 1, b: 1 }])
  assert.deepEqual((await v5(`UPDATE ${c} UNSET absent WHERE _id IN :ids RETURNING *`, { ids: [1, 3] })).items, [{ _id: 1, a: 1, b: 1 }])
  assert.deepEqual((await v5(`UPDATE ${c} SET a = 2 WHERE _id = 1 RETURNING *`)).items, [{ _id: 1, a: 2, b: 1 }])
  const deleted = await v5(`DELETE FROM ${c} WHERE _id = 1 RETURNING *`)
  assert.deepEqual(deleted.mutatedDocumentIds, [1])
  assert.equal(deleted.items.length, 1)
})

test('UPDATE with CASE writes different values in one statement and creates no document', async () => {
  const c = fresh()
  await insert(c, { _id: 1, v: 1 }, { _id: 2, v: 2 })
  await v5(`UPDATE ${c} SET v = CASE _id WHEN :i0 THEN :v0 WHEN :i1 THEN :v1 ELSE v END WHERE _id IN :ids`, { i0: 1, v0: 10, i1: 3, v1: 30, ids: [1, 2, 3] })
  assert.deepEqual(await all(c), [{ _id: 1, v: 10 }, { _id: 2, v: 2 }])
})

test('SET and UNSET stand in one UPDATE in this order, on paths, for an array of ids without parentheses', async () => {
  const c = fresh()
  await insert(c, { _id: 1, x: 1, o: { y: 1, k: 1 } }, { _id: 2, x: 2, o: { y: 2, k: 2 } })
  await v5(`UPDATE ${c} SET a = :a, o.k = :k UNSET x, o.y WHERE _id IN :ids`, { a: 1, k: 9, ids: [1, 2] })
  assert.deepEqual(await all(c), [{ _id: 1, a: 1, o: { k: 9 } }, { _id: 2, a: 1, o: { k: 9 } }])
  await refused(`UPDATE ${c} UNSET x SET a = 1 WHERE _id = 1`)
  await refused(`UPDATE ${c} SET a = 1 UNSET a WHERE _id = 1`)
})

test('APPLY counts and restarts, with integers only and not together with SET', async () => {
  const c = fresh()
  const typed = `COLLECTION ${c} (n COUNTER)`
  const n = async () => (await v5(`SELECT n FROM ${typed}`)).items[0].n
  await v5(`INSERT INTO ${typed} DOCUMENTS (:d)`, { d: { _id: 1, n: 1 } })
  await v5(`UPDATE ${typed} APPLY n INCREMENT BY 3`)
  assert.equal(await n(), 4)
  await v5(`UPDATE ${typed} APPLY n RESTART WITH 10`)
  assert.equal(await n(), 10)
  await v5(`UPDATE ${typed} APPLY n RESTART`)
  assert.equal(await n(), 0)
  await refused(`UPDATE ${typed} APPLY n INCREMENT BY 1.5`)
  await refused(`UPDATE ${typed} SET a = 1 APPLY n INCREMENT BY 1`)
})

test('DELETE takes ids that are not there, and what is inserted again has no old fields', async () => {
  const c = fresh()
  await insert(c, { _id: 1, old: 1, o: { old: 1 } })
  const { mutatedDocumentIds } = await v5(`DELETE FROM ${c} WHERE _id IN :ids`, { ids: [1, 2] })
  assert.deepEqual(mutatedDocumentIds, [1])
  await upsert(c, { _id: 1, o: { now: 1 } })
  assert.deepEqual(await all(c), [{ _id: 1, o: { now: 1 } }])
})

test('EVICT takes a document out of this store', async () => {
  const c = fresh()
  await insert(c, { _id: 1, a: 1 })
  await v5(`EVICT FROM ${c} WHERE _id = 1`)
  assert.deepEqual(await all(c), [])
})

test('IN with ids of several types finds none: each type needs a statement of its own', async () => {
  const c = fresh()
  await insert(c, { _id: 1 }, { _id: 'a' })
  assert.deepEqual((await v5(`SELECT * FROM ${c} WHERE _id IN :ids`, { ids: [1, 'a'] })).items, [])
  assert.deepEqual((await v5(`SELECT * FROM ${c} WHERE _id IN :ids`, { ids: ['a'] })).items, [{ _id: 'a' }])
})

test('SELECT finds by an array of ids, pages by _id, counts, and picks the counter where the collection names it', async () => {
  const c = fresh()
  await insert(c, ...[5, 3, 1, 4, 2].map(_id => ({ _id })))
  assert.deepEqual((await v5(`SELECT * FROM ${c} WHERE _id IN :ids`, { ids: [4, 9, 1] })).items.map(d => d._id).sort(), [1, 4])
  assert.deepEqual((await v5(`SELECT * FROM ${c} WHERE _id > :k ORDER BY _id LIMIT 2`, { k: 2 })).items, [{ _id: 3 }, { _id: 4 }])
  assert.equal((await v5(`SELECT count(*) AS n FROM ${c}`)).items[0].n, 5)
})

test('an upsert of a few fields of a document that was just deleted makes a fragment', async () => {
  const c = fresh()
  await insert(c, { _id: 1, a: 1, b: 1 })
  await v5(`DELETE FROM ${c} WHERE _id = 1`)
  await upsert(c, { _id: 1, a: 2 })
  assert.deepEqual(await all(c), [{ _id: 1, a: 2 }])
})

test('INITIAL DOCUMENTS after a delete does not bring the values: a document that shows again has nulls', async () => {
  const c = fresh()
  for (const _id of [1, 2]) await v5(`INSERT INTO ${c} INITIAL DOCUMENTS (:d)`, { d: { _id, a: 1 } })
  await upsert(c, { _id: 1, a: 2 })
  await v5(`DELETE FROM ${c} WHERE _id IN :ids`, { ids: [1, 2] })
  for (const _id of [1, 2]) await v5(`INSERT INTO ${c} INITIAL DOCUMENTS (:d)`, { d: { _id, a: 3 } })
  // The one whose field was written since shows again; the other may (seen both ways).
  const found = await all(c)
  assert.deepEqual(found[0], { _id: 1, a: null })
  for (const document of found) assert.equal(document.a, null)
})

test('DO REPLACE and DO FAIL do not parse', async () => {
  for (const word of ['REPLACE', 'FAIL']) assert.match(await refused(`INSERT INTO c DOCUMENTS (:d) ON ID CONFLICT DO ${word}`, { d: { _id: 1 } }), /pars|expected|syntax/i)
})

test('SET of an object on a map merges', async () => {
  const c = fresh()
  await insert(c, { _id: 1, o: { a: 1 } })
  await v5(`UPDATE ${c} SET o = :o WHERE _id = 1`, { o: { b: 2 } })
  assert.deepEqual(await all(c), [{ _id: 1, o: { a: 1, b: 2 } }])
})

test('a scalar over a map hides it: UNSET brings the old map back, and UNSET before the scalar does not', async () => {
  const c = fresh()
  await insert(c, { _id: 1, f: { old: 1 } }, { _id: 2, f: { old: 1 } })
  await v5(`UPDATE ${c} SET f = 1 WHERE _id = 1`)
  await v5(`UPDATE ${c} UNSET f WHERE _id = 2`)
  await v5(`UPDATE ${c} SET f = 1 WHERE _id = 2`)
  assert.deepEqual(await all(c), [{ _id: 1, f: 1 }, { _id: 2, f: 1 }])
  await v5(`UPDATE ${c} UNSET f WHERE _id IN :ids`, { ids: [1, 2] })
  assert.deepEqual(await all(c), [{ _id: 1, f: { old: 1 } }, { _id: 2 }])
})

test('a strict reader sees neither maps nor counters', async () => {
  const c = fresh()
  await insert(c, { _id: 1, map: { a: 1 }, plain: 1 })
  await v5(`INSERT INTO COLLECTION ${c} (n COUNTER) DOCUMENTS (:d) ON ID CONFLICT DO UPDATE`, { d: { _id: 1, n: 3 } })
  assert.deepEqual(await all(c, v4), [{ _id: 1, plain: 1 }])
})

test('names that are no identifiers take back-ticks, and strings take single quotes', async () => {
  const c = fresh()
  await insert(c, { _id: 1, 'a b': 1 })
  await v5(`UPDATE ${c} SET \`a b\` = 'it is' WHERE _id = 1`)
  assert.deepEqual(await all(c), [{ _id: 1, 'a b': 'it is' }])
  await refused(`UPDATE ${c} SET a b = 1`)
  await refused(`UPDATE ${c} SET 1a = 1`)
})

test('collections whose names begin with two underscores hold what the engine keeps for itself', async () => {
  const c = fresh()
  await insert(c, { _id: 1 })
  const names = (await v5('SELECT * FROM __collections')).items.map(d => d.name)
  assert.ok(names.includes(c), names.join())
  assert.ok(names.some(name => name.startsWith('__')), names.join())
})

test('with strict mode off a wrapper of Extended JSON over another merges with it, and UNSET first keeps them apart', async () => {
  const c = fresh()
  await insert(c, { _id: 1, v: { $date: 1 } }, { _id: 2, v: { $date: 1 } })
  await upsert(c, { _id: 1, v: { $oid: 'x' } })
  await v5(`UPDATE ${c} UNSET v WHERE _id = 2`)
  await upsert(c, { _id: 2, v: { $oid: 'x' } })
  assert.deepEqual(await all(c), [{ _id: 1, v: { $date: 1, $oid: 'x' } }, { _id: 2, v: { $oid: 'x' } }])
})

test('in strict mode a partial object replaces the whole register', async () => {
  const c = fresh()
  await v4(`INSERT INTO ${c} DOCUMENTS (:d)`, { d: { _id: 1, o: { a: 1, b: 1 } } })
  await v4(`INSERT INTO ${c} DOCUMENTS (:d) ON ID CONFLICT DO UPDATE_LOCAL_DIFF`, { d: { _id: 1, o: { b: 2 } } })
  assert.deepEqual(await all(c, v4), [{ _id: 1, o: { b: 2 } }])
})

test('objects as _id work in IN, in ORDER BY and in comparisons', async () => {
  const c = fresh()
  const ids = [1, 2, 3].map(n => ({ n, x: 'y' }))
  await insert(c, ...ids.map(_id => ({ _id })))
  assert.equal((await v5(`SELECT * FROM ${c} WHERE _id IN :ids`, { ids: [ids[0], ids[2]] })).items.length, 2)
  assert.deepEqual((await v5(`SELECT * FROM ${c} ORDER BY _id`)).items.map(d => d._id), ids)
  assert.deepEqual((await v5(`SELECT * FROM ${c} WHERE _id > :k ORDER BY _id`, { k: ids[0] })).items.map(d => d._id), ids.slice(1))
})

test('commits of one engine are numbered without gaps', async () => {
  const c = fresh()
  const numbers = []
  for (let i = 0; i < 5; i++) numbers.push((await insert(c, { _id: i })).transactionId)
  assert.deepEqual(numbers.map(n => n - numbers[0]), [0, 1, 2, 3, 4])
})

test('an array is one register in both modes: a changed array replaces the one before', async () => {
  for (const run of [v4, v5]) {
    const c = fresh()
    await run(`INSERT INTO ${c} DOCUMENTS (:d)`, { d: { _id: 1, l: [1, { a: 1 }, 3] } })
    await run(`INSERT INTO ${c} DOCUMENTS (:d) ON ID CONFLICT DO UPDATE_LOCAL_DIFF`, { d: { _id: 1, l: [{ b: 1 }] } })
    assert.deepEqual(await all(c, run), [{ _id: 1, l: [{ b: 1 }] }])
  }
})
