import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { BigPeer } from './kit/big-peer.js'

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start() })
after(async () => { await peer.stop() })

const itemsText = text => text.slice(text.indexOf('"items":[') + 9, text.indexOf('],"mutatedDocumentIds"'))
const idsText = text => text.slice(text.indexOf('"mutatedDocumentIds":') + 21, text.indexOf(',"error":'))

const EXACT = '{"__proto__":{"p":1},"_id":"n","a":1.0,"b":-0.0,"c":1e+300,"d":5e-324,"e":9223372036854775807,"f":-9223372036854775808,"g":18446744073709551615,'
  + '"h":9007199254740993,"i":[1.0,1,9007199254740993.0,-9007199254740993],"j":{"k":{"l":100.0}},"m":0.1,"s":"é😀\\u0000\u2028"}'

for (const version of /** @type {const} */ (['v4', 'v5'])) {
  test(`${version}: a document comes back as it was sent, digit for digit`, async () => {
    const sent = EXACT.replace('1e+300', '1E300').replace('100.0', '1e2').replace('9007199254740993.0', '9.007199254740993e15')
    const { status, text } = await peer.execute(version, `INSERT INTO exact_${version} DOCUMENTS (:docs) RETURNING *`, `{"docs":[${sent}]}`)
    assert.equal(status, 200, text)
    const expected = EXACT.replace('9007199254740993.0', '9007199254740992.0')
    assert.equal(itemsText(text), expected)
    assert.equal(itemsText((await peer.execute(version, `SELECT * FROM exact_${version}`)).text), expected)
  })

  test(`${version}: arguments anywhere in a statement are exact`, async () => {
    const c = `arguments_${version}`
    await peer.run(version, `INSERT INTO ${c} DOCUMENTS (:docs)`, '{"docs":[{"_id":9007199254740992,"v":1},{"_id":9007199254740993,"v":1}]}')
    const updated = await peer.execute(version, `UPDATE ${c} SET a = :a, b = :b, c = :c WHERE _id = :id RETURNING *`, '{"a":1.0,"b":18446744073709551615,"c":[2.0,2],"id":9007199254740993}')
    assert.equal(itemsText(updated.text), '{"_id":9007199254740993,"a":1.0,"b":18446744073709551615,"c":[2.0,2],"v":1}')
    assert.equal(idsText(updated.text), '[9007199254740993]')
    const read = await peer.execute(version, `SELECT _id FROM ${c} WHERE _id IN :ids`, '{"ids":[9007199254740993,7]}')
    assert.equal(itemsText(read.text), '{"_id":9007199254740993}')
    const byId = await peer.execute(version, `SELECT _id FROM ${c} USE IDS :i0, :i1`, '{"i0":9007199254740993,"i1":"absent"}')
    assert.equal(itemsText(byId.text), '{"_id":9007199254740993}')
    const deleted = await peer.execute(version, `DELETE FROM ${c} WHERE _id IN :ids`, '{"ids":[9007199254740992,9007199254740993]}')
    assert.deepEqual(idsText(deleted.text).slice(1, -1).split(',').sort(), ['9007199254740992', '9007199254740993'])
  })

  test(`${version}: ids of every kind are listed exactly`, async () => {
    const ids = ['"a"', '7', 'true', '""', '[1,"x"]', '{"a":18446744073709551615,"b":"y"}', '-9223372036854775808']
    const { text } = await peer.execute(version, `INSERT INTO ids_${version} DOCUMENTS (:docs)`, `{"docs":[${ids.map(id => `{"_id":${id}}`)}]}`)
    const listed = idsText(text)
    for (const id of ids) assert.ok(listed.includes(id), `${id} in ${listed}`)
    for (const id of ids) {
      assert.equal(itemsText((await peer.execute(version, `SELECT _id FROM ids_${version} WHERE _id = :id`, `{"id":${id}}`)).text), `{"_id":${id}}`)
    }
  })
}

test('a document nests as deep as the engine reads JSON, no deeper', async () => {
  const nested = levels => `{"doc":{"_id":1,"v":${'['.repeat(levels)}${']'.repeat(levels)}}}`
  await peer.run('v5', 'INSERT INTO nested DOCUMENTS (:doc)', nested(124))
  assert.equal(JSON.stringify((await peer.run('v5', 'SELECT v FROM nested')).items[0].v), '['.repeat(124) + ']'.repeat(124))
  const { status, text } = await peer.execute('v5', 'INSERT INTO nested DOCUMENTS (:doc)', nested(125))
  assert.equal(status, 400)
  assert.match(text, /recursion limit exceeded/)
})
