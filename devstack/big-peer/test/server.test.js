import assert from 'node:assert/strict'
import http from 'node:http'
import test from 'node:test'
import { Server } from '../src/server.js'

const answer = text => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: [text] })

/** @param {import('node:test').TestContext} t */
async function serve(t, options) {
  const server = new Server(options)
  const port = await server.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => server.close(1000))
  const get = () => new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => { text += chunk }).on('end', () => resolve({ status: response.statusCode, text })).on('error', reject)
    }).on('error', reject)
  })
  return { server, get }
}

test('middleware stands around the handler, the first outermost', async t => {
  const layer = name => async (request, next) => {
    const inner = await next(request)
    return { ...inner, body: [`${name}(`, ...inner.body, ')'] }
  }
  const { get } = await serve(t, { handler: async () => answer('x'), middleware: [layer('a'), layer('b')] })
  assert.deepEqual(await get(), { status: 200, text: 'a(b(x))' })
})

test('middleware can answer itself, or lose the answer after the handler has done its work', async t => {
  let handled = 0
  const faults = [
    async () => ({ status: 503, headers: {}, body: ['busy'] }),
    async (request, next) => {
      const lost = await next(request)
      request.socket.destroy()
      return lost
    },
  ]
  const { get } = await serve(t, { handler: async () => { handled++; return answer('x') }, middleware: [(request, next) => (faults.shift() ?? ((r, n) => n(r)))(request, next)] })
  assert.deepEqual(await get(), { status: 503, text: 'busy' })
  assert.equal(handled, 0)
  await assert.rejects(get(), { code: 'ECONNRESET' })
  assert.equal(handled, 1)
  assert.deepEqual(await get(), { status: 200, text: 'x' })
})

test('closing waits for the answer that is under way', async t => {
  let finish
  const handling = new Promise(started => { finish = { started } })
  const release = new Promise(resolve => { finish.release = resolve })
  const { server, get } = await serve(t, { handler: async () => { finish.started(); await release; return answer('late') } })
  const got = get()
  await handling
  const closed = server.close(30_000)
  finish.release()
  assert.deepEqual(await got, { status: 200, text: 'late' })
  await closed
})

test('closing does not cut off a long answer that is still being sent', async t => {
  const long = 'x'.repeat(32 * 1024 * 1024)
  let answering
  const begun = new Promise(resolve => { answering = resolve })
  const { server, get } = await serve(t, { handler: async () => { answering(); return answer(long) } })
  const got = get()
  await begun
  await server.close(30_000)
  assert.equal((await got).text.length, long.length)
})
