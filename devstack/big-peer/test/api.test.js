import assert from 'node:assert/strict'
import http from 'node:http'
import { once } from 'node:events'
import test, { after, before } from 'node:test'
import { API_KEY, BigPeer } from './kit/big-peer.js'

const BODY_LIMIT = 8 * 1024 * 1024
const EXECUTE = '/api/v4/store/execute'
const SELECT = '{"statement":"SELECT * FROM none"}'

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start(['--transaction-timeout', '200', '--body-limit', String(BODY_LIMIT)]) })
after(async () => { await peer.stop() })

test('a mutation is answered with all fields', async () => {
  const { status, headers, json } = await peer.execute('v4', 'INSERT INTO fields DOCUMENTS (:docs) RETURNING *', '{"docs":[{"_id":"b","n":1},{"_id":"a"}]}')
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json')
  assert.ok(json.transactionId > 0)
  assert.deepEqual(json, {
    transactionId: json.transactionId,
    queryType: 'mutation',
    items: [{ _id: 'a' }, { _id: 'b', n: 1 }],
    mutatedDocumentIds: ['a', 'b'],
    error: {},
    warnings: [],
    totalWarningsCount: 0,
  })
})

test('a select is answered with all fields and the transaction that its view has reached', async () => {
  const { transactionId } = await peer.run('v5', 'INSERT INTO selected DOCUMENTS (:doc)', '{"doc":{"_id":1}}')
  const json = await peer.run('v5', 'SELECT * FROM selected')
  assert.ok(json.transactionId >= transactionId)
  assert.deepEqual(json, {
    transactionId: json.transactionId, queryType: 'select', items: [{ _id: 1 }], mutatedDocumentIds: [], error: {}, warnings: [], totalWarningsCount: 0,
  })
})

test('a statement that is neither is of unknown kind', async () => {
  assert.equal((await peer.run('v4', 'EXPLAIN SELECT * FROM c')).queryType, 'unknown')
})

test('transactions only go up, also for a statement that changed nothing', async () => {
  const ids = []
  for (const statement of ["DELETE FROM none WHERE _id = 'x'", 'SELECT * FROM none', "DELETE FROM none WHERE _id = 'x'"]) {
    ids.push((await peer.run('v4', statement)).transactionId)
  }
  assert.deepEqual(ids, [ids[0], ids[0], ids[0] + 1])
})

test('a statement that the engine refuses answers 400 with its description', async () => {
  const cases = [
    ['SELEC', undefined, /parser error: Unexpected token SELEC/, 'unknown'],
    ['SELECT * FROM c WHERE _id = :id', undefined, /Parameter id was not provided/, 'select'],
    ['INSERT INTO c DOCUMENTS (:docs)', '{"docs":[]}', /empty array/, 'mutation'],
    ['INSERT INTO c DOCUMENTS (:docs)', '{"docs":[{"_id":"a"},{"_id":null}]}', /:docs\[1\].*Null document ID/, 'mutation'],
    ['INSERT INTO c DOCUMENTS (:docs)', '{"docs":[{"_id":1.5}]}', /Floats are not supported in document IDs/, 'mutation'],
    ['INSERT INTO c DOCUMENTS (:docs)', '{"docs":[{"_id":"a"},{"_id":"a"}]}', /Document id "a" is a duplicate/, 'mutation'],
    ['SELECT * FROM c WHERE _id IN :ids', '{"ids":[1.5]}', /Floats are not supported/, 'select'],
    ['SELECT * FROM ``', undefined, /Provided name is empty/, 'select'],
    ['ALTER SYSTEM SET DQL_STRICT_MODE = false', undefined, /strict mode is chosen by the path/, 'unknown'],
  ]
  for (const [statement, args, description, queryType] of cases) {
    const { status, json } = await peer.execute('v4', statement, args)
    assert.equal(status, 400, statement)
    assert.match(json.error.description, description)
    assert.deepEqual({ ...json, transactionId: 0, error: {} }, {
      transactionId: 0, queryType, items: [], mutatedDocumentIds: [], error: {}, warnings: [], totalWarningsCount: 0,
    })
  }
  assert.equal((await peer.run('v4', 'SELECT * FROM c')).items.length, 0)
})

test('a collection name that would abort the engine is refused, and the engine lives on', async () => {
  const { status, json } = await peer.execute('v4', `INSERT INTO ${'x'.repeat(300)} DOCUMENTS (:doc)`, '{"doc":{"_id":1}}')
  assert.equal(status, 400)
  assert.match(json.error.description, /longer than 255 bytes/)
  await peer.run('v4', `INSERT INTO ${'x'.repeat(255)} DOCUMENTS (:doc)`, '{"doc":{"_id":1}}')
})

test('without a key the answer is 401, with a wrong one 403', async () => {
  for (const authorization of [undefined, '', 'Bearer', `Basic ${API_KEY}`, API_KEY]) {
    const { status, headers, text } = await peer.post(EXECUTE, SELECT, { authorization })
    assert.equal(status, 401, authorization)
    assert.equal(headers['www-authenticate'], 'Bearer')
    assert.match(JSON.parse(text).message, /Authorization/)
  }
  for (const authorization of ['Bearer wrong', `Bearer ${API_KEY}x`]) {
    const { status, text } = await peer.post(EXECUTE, SELECT, { authorization })
    assert.equal(status, 403)
    assert.match(JSON.parse(text).message, /not valid/)
  }
  assert.equal((await peer.post(EXECUTE, SELECT, { authorization: `bearer ${API_KEY}` })).status, 200)
})

test('an unknown app or path is 404, another method 405', async () => {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
  const origin = new URL(peer.endpoint).origin
  for (const path of ['/', '/api/v4/store/execute', '/99999999-2222-4333-8444-555555555555/api/v4/store/execute']) {
    assert.equal((await peer.send(origin + path, 'POST', headers, SELECT)).status, 404, path)
  }
  for (const path of ['/api/v3/store/execute', '/api/v4/store', '/api/v4/store/execute/']) {
    assert.equal((await peer.post(path, SELECT)).status, 404, path)
  }
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, headers: answered } = await peer.post(EXECUTE, '', {}, method)
    assert.equal(status, 405)
    assert.equal(answered.allow, 'POST')
  }
  assert.equal((await peer.post(`${EXECUTE}?x=1`, SELECT)).status, 200)
})

test('a Content-Type other than JSON is 415', async () => {
  for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1']) {
    assert.equal((await peer.post(EXECUTE, SELECT, { 'content-type': type })).status, 415, type)
  }
  assert.equal((await peer.post(EXECUTE, SELECT, { 'content-encoding': 'gzip' })).status, 415)
  assert.equal((await peer.post(EXECUTE, SELECT, { 'content-type': 'application/json; charset=utf-8' })).status, 200)
})

test('a body that is not a request is 400 with the place', async () => {
  for (const [body, message] of [
    ['', /unexpected end of JSON/], ['{', /unexpected end/], ['{"statement":"SELECT * FROM c","args":{"a":tru}}', /expected a value at byte 43/],
    ['{"args":{}}', /"statement" is missing/], ['{"statement":"","args":[1]}', /"args" must be an object/], [Buffer.from([0x22, 0xff, 0x22]), /invalid UTF-8/],
    ['{"statement":"","args":{"a":"\\ud800"}}', /lone surrogate/], ['{"statement":"","args":{"a":1e400}}', /number out of range/],
  ]) {
    const { status, text } = await peer.post(EXECUTE, body)
    assert.equal(status, 400, String(body))
    const { error } = JSON.parse(text)
    assert.equal(error.code, 'InvalidRequest')
    assert.match(error.message, message)
  }
})

test('a body above the limit is 413, with and without an announced length', async () => {
  const body = Buffer.alloc(BODY_LIMIT + 1, ' ')
  assert.equal((await peer.post(EXECUTE, body)).status, 413)
  const request = http.request(peer.endpoint + EXECUTE, { method: 'POST', headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' } })
  request.on('error', () => {})
  request.write(body)
  const [response] = await once(request, 'response')
  assert.equal(response.statusCode, 413)
  request.destroy()
  assert.equal((await peer.post(EXECUTE, SELECT)).status, 200)
})

test('a document above 5 MiB is refused by the engine, with all that came with it', async () => {
  const docs = size => `{"docs":[{"_id":"small"},{"_id":"big","s":"${'x'.repeat(size)}"}]}`
  const { status, json } = await peer.execute('v4', 'INSERT INTO large DOCUMENTS (:docs)', docs(5 * 1024 * 1024))
  assert.equal(status, 400)
  assert.match(json.error.description, /exceeds limit of 5242880 bytes/)
  assert.deepEqual((await peer.run('v4', 'SELECT * FROM large')).items, [])
  await peer.run('v4', 'INSERT INTO large DOCUMENTS (:docs)', docs(5 * 1024 * 1024 - 1024))
})

test('an answer of many megabytes arrives whole', async () => {
  for (let i = 0; i < 5; i++) await peer.run('v4', 'INSERT INTO wide DOCUMENTS (:doc)', `{"doc":{"_id":${i},"s":"${'é'.repeat(2 ** 20)}"}}`)
  const { items } = await peer.run('v4', 'SELECT * FROM wide')
  assert.deepEqual(items.map(item => item._id), [0, 1, 2, 3, 4])
  assert.ok(items.every(item => item.s === 'é'.repeat(2 ** 20)))
})

test('a client that leaves does not disturb the server', async () => {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', 'content-length': '1000' }
  const halfSent = http.request(peer.endpoint + EXECUTE, { method: 'POST', headers })
  halfSent.on('error', () => {})
  const left = new Promise(resolve => halfSent.on('close', resolve))
  halfSent.write('{"statement":', () => halfSent.destroy())
  await left

  const body = '{"statement":"SELECT * FROM wide"}'
  const notRead = http.request(peer.endpoint + EXECUTE, { method: 'POST', headers: { ...headers, 'content-length': String(body.length) } })
  notRead.on('error', () => {})
  notRead.end(body)
  const [response] = await once(notRead, 'response')
  response.destroy()

  assert.equal((await peer.post(EXECUTE, SELECT)).status, 200)
  assert.doesNotMatch(peer.output.stderr, /"level"/)
})

test('a malformed transaction header is 400', async () => {
  for (const header of ['', 'x', '-1', '1.5', '0x10', '9223372036854775808', '99999999999999999999']) {
    const { status, text } = await peer.post(EXECUTE, SELECT, { 'x-ditto-txn-id': header })
    assert.equal(status, 400, header)
    assert.match(JSON.parse(text).error.message, /X-DITTO-TXN-ID/)
  }
})

test('a transaction that is not reached in time is 404', async () => {
  const { transactionId } = await peer.run('v4', 'SELECT * FROM none')
  const { status, json } = await peer.execute('v4', 'SELECT * FROM none', undefined, { 'X-DITTO-TXN-ID': String(transactionId + 1000) })
  assert.equal(status, 404)
  assert.match(json.error.description, /not reached/)
  assert.equal((await peer.execute('v4', 'SELECT * FROM none', undefined, { 'X-DITTO-TXN-ID': String(transactionId) })).status, 200)
})
