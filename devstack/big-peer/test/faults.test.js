import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import http from 'node:http'
import test, { after, afterEach, before } from 'node:test'
import { ActiveRule } from '../src/faults/active-rule.js'
import { readRule } from '../src/faults/rule.js'
import { BigPeer, launch, temporaryFolder } from './kit/big-peer.js'

/** @type {BigPeer} */
let peer
before(async () => { peer = await BigPeer.start(['--control-port', '0', '--transaction-timeout', '400']) })
after(async () => { await peer.stop() })
afterEach(async () => { await control('DELETE') })

async function control(method, body, path = '/rules', of = peer) {
  const { status, text } = await of.send(`http://127.0.0.1:${of.ready.controlPort}${path}`, method, {}, body && JSON.stringify(body))
  return { status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

/** @returns {Promise<number>} the rule's id */
async function rule(body) {
  const { status, json, text } = await control('POST', body)
  assert.equal(status, 201, text)
  return json.id
}

const hits = async () => (await control('GET')).json.rules.map(({ hits }) => hits)
const insert = (collection, id) => peer.execute('v4', `INSERT INTO ${collection} DOCUMENTS (:doc) ON ID CONFLICT DO UPDATE`, `{"doc":{"_id":${id}}}`)
const count = async collection => (await peer.run('v4', `SELECT * FROM ${collection}`)).items.length
const withHits = async expected => { while ((await hits())[0] < expected) await new Promise(resolve => setImmediate(resolve)) }

test('a rule matches by kind and collection, counts its hits, and ends after so many times', async () => {
  await rule({ fault: 'answer', kind: 'insert', collection: 'matched', times: 2 })
  assert.equal((await peer.execute('v4', 'SELECT * FROM matched')).status, 200)
  assert.equal((await insert('other', 1)).status, 200)
  assert.deepEqual(await hits(), [0])
  const answers = []
  for (let i = 0; i < 3; i++) answers.push((await insert('`matched`', i)).status)
  assert.deepEqual(answers, [503, 503, 200])
  assert.deepEqual(await hits(), [2])
  assert.equal(await count('matched'), 1)
})

for (const [kind, statement] of [
  ['select', 'SELECT * FROM COLLECTION kinds (n COUNTER)'], ['insert', 'INSERT INTO COLLECTION kinds (n COUNTER) DOCUMENTS ({\'_id\':1}) ON ID CONFLICT DO NOTHING'],
  ['update', '/* x */ UPDATE kinds SET a = 1 WHERE _id = 1'], ['delete', 'DELETE FROM kinds WHERE _id = 1'],
]) {
  test(`${kind} is told from the others, by a pattern as well`, async () => {
    await rule({ fault: 'answer', kind, collectionPattern: '^ki.ds$', status: 500 })
    assert.equal((await peer.execute('v5', statement)).status, 500)
    for (const other of ['SELECT * FROM kinds', "INSERT INTO kinds DOCUMENTS ({'_id':2}) ON ID CONFLICT DO NOTHING", 'UPDATE kinds SET a = 1', 'DELETE FROM kinds WHERE _id = 9']) {
      assert.equal((await peer.execute('v5', other)).status, other.toLowerCase().startsWith(kind) ? 500 : 200, other)
    }
  })
}

test('names in quotes are matched as what they mean, and words in strings are none', async () => {
  await rule({ fault: 'answer', collection: 'odd `name`' })
  assert.equal((await peer.execute('v4', 'SELECT * FROM `odd ``name```')).status, 503)
  assert.equal((await peer.execute('v4', "SELECT * FROM plain WHERE a = 'FROM `odd ``name```'")).status, 200)
})

test('a statement can be told from others of its kind by its text', async () => {
  await rule({ fault: 'answer', statementPattern: 'LIMIT 1$' })
  assert.equal((await peer.execute('v4', 'SELECT * FROM texts LIMIT 1')).status, 503)
  assert.equal((await peer.execute('v4', 'SELECT * FROM texts LIMIT 10')).status, 200)
})

test('an answer has the chosen status, shape and headers', async () => {
  const expected = {
    message: { message: 'slow down' },
    error: { error: { code: 'Busy', message: 'slow down' } },
  }
  for (const status of [400, 408, 429, 500, 503]) {
    for (const shape of ['statement', 'message', 'error', 'text']) {
      await rule({ fault: 'answer', times: 1, status, shape, message: 'slow down', ...shape === 'error' && { code: 'Busy' }, headers: { 'retry-after': '7' } })
      const answer = await peer.post('/api/v4/store/execute', '{"statement":"SELECT * FROM c"}')
      assert.equal(answer.status, status)
      assert.equal(answer.headers['retry-after'], '7')
      if (shape === 'text') assert.equal(answer.text, 'slow down\n')
      else if (shape === 'statement') assert.equal(JSON.parse(answer.text).error.description, 'slow down')
      else assert.deepEqual(JSON.parse(answer.text), expected[shape])
    }
  }
  await rule({ fault: 'answer', times: 1, status: 200, body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } })
  const page = await peer.post('/api/v4/store/execute', '{"statement":"SELECT * FROM c"}')
  assert.deepEqual([page.status, page.headers['content-type'], page.text], [200, 'text/html', '<html>Welcome</html>'])
})

test('an error of the statement can come with 200', async () => {
  await rule({ fault: 'answer', status: 200, shape: 'statement', message: 'no room' })
  const { status, json } = await peer.execute('v4', 'SELECT * FROM c')
  assert.deepEqual([status, json.error], [200, { description: 'no room' }])
})

test('the connection is dropped before the statement is executed, or its answer is lost after the commit', async () => {
  await rule({ fault: 'drop', kind: 'insert', collection: 'dropped', times: 1 })
  await assert.rejects(insert('dropped', 1), { code: 'ECONNRESET' })
  assert.equal(await count('dropped'), 0)
  await rule({ fault: 'drop', when: 'after', kind: 'insert', collection: 'dropped', times: 1 })
  await assert.rejects(insert('dropped', 1), { code: 'ECONNRESET' })
  assert.equal(await count('dropped'), 1)
})

test('another answer can come after the commit', async () => {
  await rule({ fault: 'answer', when: 'after', status: 504, shape: 'text', message: 'gateway timeout', kind: 'insert', collection: 'late', times: 1 })
  const answer = await peer.post('/api/v4/store/execute', '{"statement":"INSERT INTO late DOCUMENTS (:doc)","args":{"doc":{"_id":1}}}')
  assert.deepEqual([answer.status, answer.text], [504, 'gateway timeout\n'])
  assert.equal(await count('late'), 1)
})

test('the connection is reset in the middle of an answer', async () => {
  await rule({ fault: 'cut', reset: true, kind: 'insert', collection: 'reset', times: 1 })
  await assert.rejects(insert('reset', 1), { code: 'ECONNRESET' })
  assert.equal(await count('reset'), 1)
})

test('the connection is closed after a part of an answer', async () => {
  await rule({ fault: 'cut', kind: 'insert', collection: 'cut', bytes: 20, times: 1 })
  const { port } = peer.ready
  const got = await new Promise((resolve, reject) => {
    const request = http.request({
      port, host: '127.0.0.1', method: 'POST', path: `${new URL(peer.endpoint).pathname}/api/v4/store/execute`, agent: false,
      headers: { authorization: 'Bearer test-key-1', 'content-type': 'application/json' },
    }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => { text += chunk }).on('error', error => resolve({ status: response.statusCode, length: Number(response.headers['content-length']), text, code: error.code }))
      response.on('end', () => reject(new Error('the answer was whole')))
    })
    request.on('error', reject)
    request.end('{"statement":"INSERT INTO cut DOCUMENTS (:doc)","args":{"doc":{"_id":1}}}')
  })
  assert.deepEqual([got.status, got.text.length, got.code], [200, 20, 'ECONNRESET'])
  assert.ok(got.length > 20)
  assert.equal(await count('cut'), 1)
})

test('a delay before holds the statement back, one after only its answer; clearing releases both', async () => {
  for (const [when, executed] of /** @type {const} */ ([['before', 0], ['after', 1]])) {
    await rule({ fault: 'delay', when, kind: 'insert', collection: `delayed_${when}` })
    let answered = false
    const held = insert(`delayed_${when}`, 1).finally(() => { answered = true })
    await withHits(1)
    while (when === 'after' && await count('delayed_after') === 0) await new Promise(resolve => setImmediate(resolve))
    assert.equal(await count(`delayed_${when}`), executed)
    assert.equal(answered, false)
    await control('DELETE')
    assert.equal((await held).status, 200)
    assert.equal(await count(`delayed_${when}`), 1)
  }
})

test('a delay of so many milliseconds ends by itself, and the next rule decides', async () => {
  await rule({ fault: 'delay', delayMs: 30 })
  await rule({ fault: 'answer', status: 500 })
  const asked = performance.now()
  assert.equal((await peer.execute('v4', 'SELECT * FROM c')).status, 500)
  assert.ok(performance.now() - asked >= 29)
  assert.deepEqual(await hits(), [1, 1])
})

test('the key is refused, and the app is unknown, in the words of the server itself', async () => {
  const real = [
    await peer.post('/api/v4/store/execute', '{}', { authorization: undefined }),
    await peer.post('/api/v4/store/execute', '{}', { authorization: 'Bearer wrong' }),
    await peer.send(`http://127.0.0.1:${peer.ready.port}/another/api/v4/store/execute`, 'POST', {}, '{}'),
  ]
  for (const [i, fault] of ['unauthorized', 'forbidden', 'unknownApp'].entries()) {
    await rule({ fault, times: 1 })
    const { status, text } = await peer.post('/api/v4/store/execute', '{"statement":"SELECT * FROM c"}')
    assert.deepEqual([status, text], [real[i].status, real[i].text])
  }
  assert.deepEqual(real.map(({ status }) => status), [401, 403, 404])
})

test('a stale view shows the store as it was, in both modes, while writes go on', async () => {
  await peer.run('v5', 'INSERT INTO staled DOCUMENTS (:doc)', '{"doc":{"_id":1,"o":{"a":1}}}')
  await peer.run('v4', 'INSERT INTO COLLECTION staled (n COUNTER) DOCUMENTS (:doc)', '{"doc":{"_id":2,"n":5}}')
  const made = (await control('POST', { fault: 'stale' })).json
  const { transactionId } = await peer.run('v5', 'UPDATE staled SET o.a = 2 WHERE _id = 1')
  await peer.run('v4', 'DELETE FROM staled WHERE _id = 2')
  // The engine now and then commits on its own in between.
  assert.ok(transactionId > made.transactionId, `${transactionId} after ${made.transactionId}`)

  const stale = await peer.run('v5', 'SELECT * FROM staled')
  assert.deepEqual(stale.items, [{ _id: 1, o: { a: 1 } }, { _id: 2, n: 5 }])
  assert.equal(stale.transactionId, made.transactionId)
  assert.deepEqual((await peer.run('v4', 'SELECT * FROM COLLECTION staled (n COUNTER) WHERE _id = 2', undefined, { 'X-DITTO-TXN-ID': String(made.transactionId) })).items, [{ _id: 2, n: 5 }])
  const refused = await peer.execute('v5', 'SELECT * FROM staled', undefined, { 'X-DITTO-TXN-ID': String(transactionId) })
  assert.equal(refused.status, 404)
  assert.match(refused.json.error.description, new RegExp(`transaction ${transactionId} not reached, the view is at ${made.transactionId}`))

  await control('DELETE', undefined, `/rules/${made.id}`)
  assert.deepEqual((await peer.run('v5', 'SELECT * FROM staled')).items, [{ _id: 1, o: { a: 2 } }])
})

test('a read that waits for the stale view is refused in the end, or answered when the view catches up', async () => {
  const id = await rule({ fault: 'stale', unreached: 'wait', collection: 'waited' })
  const { json: { transactionId } } = await insert('waited', 1)
  const header = { 'X-DITTO-TXN-ID': String(transactionId) }
  assert.equal((await peer.execute('v4', 'SELECT * FROM waited', undefined, header)).status, 404)
  const read = peer.run('v4', 'SELECT * FROM waited', undefined, header)
  await withHits(2)
  await control('DELETE', undefined, `/rules/${id}`)
  assert.deepEqual((await read).items, [{ _id: 1 }])
})

test('the same seed fires at the same matches, about as often as the probability says', () => {
  const run = seed => {
    const active = new ActiveRule(1, readRule({ fault: 'drop', probability: 0.3, seed }))
    return Array.from({ length: 1000 }, () => active.fires({ kind: 'select', collection: 'c' }))
  }
  assert.deepEqual(run(7), run(7))
  assert.notDeepEqual(run(7), run(8))
  const fired = run(7).filter(Boolean).length
  assert.ok(fired > 250 && fired < 350, String(fired))
})

test('a probability also works over HTTP', async () => {
  await rule({ fault: 'answer', probability: 0.5, seed: 3 })
  const run = async () => {
    const statuses = []
    for (let i = 0; i < 40; i++) statuses.push((await peer.execute('v4', 'SELECT * FROM c')).status)
    return statuses
  }
  const first = await run()
  assert.equal(first.filter(status => status === 503).length, (await hits())[0])
  assert.equal(new Set(first).size, 2)
  await control('DELETE')
  await rule({ fault: 'answer', probability: 0.5, seed: 3 })
  assert.deepEqual(await run(), first)
})

test('a rule that is wrong is refused with what it may hold', async () => {
  const cases = [
    [{}, /"fault" must be one of delay, drop/], [{ fault: 'x' }, /"fault"/], [{ fault: 'drop', status: 500 }, /"status" is no member/], [{ fault: 'answer', status: 99 }, /"status" must be a whole number/],
    [{ fault: 'drop', kind: 'upsert' }, /"kind" must be one of any, select/], [{ fault: 'drop', when: 'never' }, /"when"/], [{ fault: 'drop', times: 0 }, /"times"/], [{ fault: 'drop', probability: 2 }, /"probability"/],
    [{ fault: 'drop', collectionPattern: '(' }, /no regular expression/], [{ fault: 'drop', statementPattern: '[' }, /"statementPattern" is no regular expression/], [{ fault: 'drop', collection: 'a', collectionPattern: 'a' }, /not both/], [{ fault: 'stale', kind: 'insert' }, /only reads/],
    [{ fault: 'answer', headers: { a: 1 } }, /"headers"/], [{ fault: 'answer', shape: 'xml' }, /"shape"/], [[], /must be an object/],
  ]
  for (const [body, reason] of cases) {
    const { status, text } = await control('POST', body)
    assert.equal(status, 400, JSON.stringify(body))
    assert.match(text, reason)
  }
  assert.deepEqual(await hits(), [])
  assert.equal((await control('DELETE', undefined, '/rules/77')).status, 404)
  assert.equal((await control('PUT', {})).status, 405)
  assert.equal((await control('GET', undefined, '/other')).status, 404)
})

test('without the option there is no control port; with it the ready line names it, on the loopback only', async () => {
  const plain = await BigPeer.start()
  assert.equal(plain.ready.controlPort, undefined)
  await plain.stop()
  assert.notEqual(peer.ready.controlPort, peer.ready.port)
  assert.ok(peer.ready.controlPort > 0)
  const { code, stderr } = await launch(['--control-port', '65536']).exited
  assert.equal(code, 2)
  assert.match(stderr, /--control-port must be a whole number/)
})

test('requests that a rule holds do not keep it from ending, and the copies are gone', async t => {
  const tmp = temporaryFolder(t)
  const held = await BigPeer.start(['--control-port', '0'], { env: { TMPDIR: tmp } })
  await control('POST', { fault: 'stale' }, '/rules', held)
  await control('POST', { fault: 'delay', kind: 'insert' }, '/rules', held)
  assert.equal(readdirSync(tmp).length, 2)
  const waiting = held.execute('v4', 'INSERT INTO c DOCUMENTS (:doc)', '{"doc":{"_id":1}}').catch(error => error)
  while ((await control('GET', undefined, '/rules', held)).json.rules[1].hits === 0) await new Promise(resolve => setImmediate(resolve))
  const asked = performance.now()
  const { code, stderr } = await held.stop()
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /"level":"error"/)
  assert.ok(performance.now() - asked < 5000)
  await waiting
  assert.deepEqual(readdirSync(tmp), [])
})
