import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { API_KEY, BigPeer, launch, temporaryFolder } from './kit/big-peer.js'

const APP_ID = '0a1b2c3d-2222-4333-8444-555555555555'

test('the ready line names port and endpoint, and is all there is on stdout', async () => {
  const peer = await BigPeer.start(['--app-id', APP_ID])
  await peer.run('v4', 'SELECT * FROM c')
  await peer.execute('v4', 'SELEC')
  const { code, stdout, stderr } = await peer.stop()
  assert.equal(code, 0)
  assert.deepEqual(peer.ready, { ready: true, port: peer.ready.port, endpoint: `http://127.0.0.1:${peer.ready.port}/${APP_ID}` })
  assert.ok(peer.ready.port > 0)
  assert.equal(stdout, `${JSON.stringify(peer.ready)}\n`)
  assert.doesNotMatch(stderr, /"level"/)
  assert.doesNotMatch(stderr + stdout, new RegExp(API_KEY))
})

for (const how of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP', 'stdin'])) {
  test(`${how} ends it within 5 s, and the temporary folder is gone`, async t => {
    const tmp = temporaryFolder(t)
    const peer = await BigPeer.start([], { env: { TMPDIR: tmp } })
    await peer.run('v4', 'INSERT INTO c DOCUMENTS (:doc)', '{"doc":{"_id":1}}')
    assert.equal(readdirSync(tmp).length, 1)
    const asked = performance.now()
    const { code, signal } = await peer.stop(how)
    assert.deepEqual({ code, signal }, { code: 0, signal: null })
    assert.ok(performance.now() - asked < 5000)
    assert.deepEqual(readdirSync(tmp), [])
  })
}

test('a signal while it starts ends it cleanly as well', async t => {
  const tmp = temporaryFolder(t)
  const { child, exited } = launch(['--port', '0'], { env: { TMPDIR: tmp } })
  while (readdirSync(tmp).length === 0 && child.exitCode === null) await new Promise(resolve => setImmediate(resolve))
  child.kill('SIGTERM')
  const { code, signal } = await exited
  assert.deepEqual({ code, signal }, { code: 0, signal: null })
  assert.deepEqual(readdirSync(tmp), [])
})

test('a stop under load is clean: each statement is answered or cut off, what was answered is kept', async t => {
  const data = temporaryFolder(t)
  const peer = await BigPeer.start(['--data', data])
  const answered = new Set()
  const load = Promise.all(Array.from({ length: 8 }, async (_, worker) => {
    for (let i = worker; ; i += 8) {
      const answer = await peer.execute(worker % 2 ? 'v4' : 'v5', 'INSERT INTO c DOCUMENTS (:doc)', `{"doc":{"_id":${i}}}`).catch(() => undefined)
      if (answer?.status !== 200) return
      answered.add(i)
    }
  }))
  while (answered.size < 100) await peer.run('v4', 'SELECT count(*) FROM c')
  const { code } = await peer.stop()
  await load
  assert.equal(code, 0)
  const again = await BigPeer.start(['--data', data])
  t.after(() => again.stop())
  const kept = new Set((await again.run('v4', 'SELECT _id FROM c')).items.map(item => item._id))
  for (const id of answered) assert.ok(kept.has(id), String(id))
})

test('a statement that waits for its transaction does not keep it from ending', async () => {
  const peer = await BigPeer.start(['--transaction-timeout', '600000'])
  const { transactionId } = await peer.run('v4', 'SELECT * FROM c')
  const waiting = peer.execute('v4', 'SELECT * FROM c', undefined, { 'X-DITTO-TXN-ID': String(transactionId + 1) }).catch(error => error)
  await peer.run('v4', 'SELECT * FROM c')
  const asked = performance.now()
  const { code } = await peer.stop()
  assert.equal(code, 0)
  assert.ok(performance.now() - asked < 5000)
  assert.ok(await waiting instanceof Error)
})

test('a given folder is created, and keeps its documents and transactions over a restart', async t => {
  const data = path.join(temporaryFolder(t), 'made', 'here')
  const first = await BigPeer.start(['--data', data])
  const { transactionId } = await first.run('v4', 'INSERT INTO c DOCUMENTS (:doc)', '{"doc":{"_id":"kept","n":9007199254740993}}')
  assert.equal((await first.stop()).code, 0)
  assert.ok(existsSync(data))

  const second = await BigPeer.start(['--data', data])
  t.after(() => second.stop())
  const { json, text } = await second.execute('v4', 'SELECT * FROM c', undefined, { 'X-DITTO-TXN-ID': String(transactionId) })
  assert.match(text, /"items":\[\{"_id":"kept","n":9007199254740993\}\]/)
  assert.ok(json.transactionId > transactionId)
})

test('the key may come from a file', async t => {
  const file = path.join(temporaryFolder(t), 'key')
  writeFileSync(file, 'from-a-file\n')
  const peer = await BigPeer.start(['--api-key-file', file])
  t.after(() => peer.stop())
  const status = async authorization => (await peer.post('/api/v4/store/execute', '{"statement":"SELECT * FROM c"}', { authorization })).status
  assert.equal(await status('Bearer from-a-file'), 200)
  assert.equal(await status(`Bearer ${API_KEY}`), 403)
})

test('wrong options end it with 2, the reason and the usage', async t => {
  const folder = temporaryFolder(t)
  const empty = path.join(folder, 'empty')
  writeFileSync(empty, '\n')
  const cases = [
    [['--port', '65536'], /--port must be a whole number/], [['--port', 'x'], /--port/], [['--app-id', 'x'], /--app-id must be a UUID/], [['--body-limit', '0'], /--body-limit/],
    [['--nope'], /--nope/], [['--api-key', 'secret-in-argv'], /--api-key/], [['--api-key-file', path.join(folder, 'absent')], /can't be read: ENOENT/],
    [['--api-key-file', empty], /--api-key-file must hold one API key/], [['stray'], /stray/],
  ]
  for (const [args, reason] of cases) {
    const { code, stdout, stderr } = await launch(args).exited
    assert.equal(code, 2, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, reason)
    assert.match(stderr, /usage: big-peer/)
  }
  assert.match((await launch([], { key: '' }).exited).stderr, /BIG_PEER_API_KEY/)
})

test('--help prints the usage', async () => {
  const { code, stdout } = await launch(['--help']).exited
  assert.equal(code, 0)
  assert.match(stdout, /^usage: big-peer/)
})

test('a start that fails ends it with 1, an error line and no folder left behind', async t => {
  const tmp = temporaryFolder(t)
  const first = await BigPeer.start()
  t.after(() => first.stop())
  const { code, stdout, stderr } = await launch(['--port', String(first.ready.port)], { env: { TMPDIR: tmp } }).exited
  assert.equal(code, 1)
  assert.equal(stdout, '')
  const line = stderr.split('\n').filter(text => text.startsWith('{')).map(text => JSON.parse(text))
  assert.equal(line[0].level, 'error')
  assert.match(line[0].error, /EADDRINUSE/)
  assert.deepEqual(readdirSync(tmp), [])
})

test('a data folder that is in use is refused', async t => {
  const data = path.join(temporaryFolder(t), 'data')
  mkdirSync(data)
  const first = await BigPeer.start(['--data', data])
  t.after(() => first.stop())
  const { code, stderr } = await launch(['--port', '0', '--data', data]).exited
  assert.equal(code, 1)
  assert.match(stderr, /"level":"error","message":"start failed"/)
  await first.run('v4', 'SELECT * FROM c')
})
