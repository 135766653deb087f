import http from 'node:http'
import { once } from 'node:events'
import { gatewayError } from './answers.js'
import { logError } from './log.js'

/** @typedef {import('./answers.js').Answer} Answer */
/** @typedef {import('./http-api.js').Handler} Handler */

/**
 * Something between the client and the API: it may answer itself, wait, call `next`, and change or withhold what comes back (by
 * destroying `request.socket`).
 *
 * @typedef {(request: import('node:http').IncomingMessage, next: Handler) => Promise<Answer>} Middleware
 */

/** Pieces of an answer are gathered up to this size before they are written. */
const WRITE_SIZE = 1 << 20

/** An HTTP server for one handler, with a chain of middleware before it. */
export class Server {
  #http
  #answering = new Set()

  /** @param {{ handler: Handler, middleware?: Middleware[] }} options the first middleware is the outermost */
  constructor({ handler, middleware = [] }) {
    const chain = middleware.reduceRight((/** @type {Handler} */ next, layer) => request => layer(request, next), handler)
    this.#http = http.createServer((request, response) => {
      const answering = respond(chain, request, response).finally(() => this.#answering.delete(answering))
      this.#answering.add(answering)
    })
    this.#http.keepAliveTimeout = 60_000
  }

  /** @param {{ port: number, host: string }} address port 0 is any free one @returns {Promise<number>} the port */
  async listen({ port, host }) {
    this.#http.listen(port, host)
    await once(this.#http, 'listening')
    return /** @type {import('node:net').AddressInfo} */ (this.#http.address()).port
  }

  /** Takes no new request and waits for those that run; cuts them off after the grace time. @param {number} graceMs */
  async close(graceMs) {
    const closed = new Promise(resolve => this.#http.close(resolve))
    this.#http.closeIdleConnections()
    const cutOff = setTimeout(() => this.#http.closeAllConnections(), graceMs)
    await Promise.race([Promise.allSettled(this.#answering), closed])
    clearTimeout(cutOff)
    this.#http.closeAllConnections()
    await closed
  }
}

/** @param {Handler} chain @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function respond(chain, request, response) {
  try {
    await send(await chain(request), response)
  } catch (error) {
    if (request.destroyed && !request.complete) return
    logError('request failed', error)
    if (response.headersSent) response.destroy()
    else await send(gatewayError(500, 'internal error'), response).catch(() => response.destroy())
  }
}

/** @param {Answer} answer @param {import('node:http').ServerResponse} response */
async function send({ status, headers, body, cut }, response) {
  if (cut) return await sendPart({ status, headers, body }, cut, response)
  let text = ''
  for (const piece of body) {
    text += piece
    if (text.length < WRITE_SIZE) continue
    if (!response.headersSent) response.writeHead(status, headers)
    if (!response.write(text)) await settled(response, 'drain')
    if (response.destroyed) return
    text = ''
  }
  if (!response.headersSent) response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) })
  response.end(text)
  // Until the last byte is with the operating system, closing the connection would lose it.
  await settled(response, 'finish')
}

/** Sends the beginning of an answer whose length it announces, and no more. @param {Answer} answer @param {{ bytes: number, reset: boolean }} cut @param {import('node:http').ServerResponse} response */
async function sendPart({ status, headers, body }, { bytes, reset }, response) {
  const whole = Buffer.from(body.join(''))
  response.writeHead(status, { ...headers, 'content-length': String(whole.length) }).flushHeaders()
  // Less than all of it, whatever was asked for.
  await new Promise(written => response.write(whole.subarray(0, Math.min(bytes, whole.length - 1)), written))
  if (reset) response.socket?.resetAndDestroy()
  else response.socket?.end()
}

/** @param {import('node:http').ServerResponse} response @param {'drain' | 'finish'} event what is awaited, unless the client leaves */
function settled(response, event) {
  if (response.destroyed || (event === 'finish' && response.writableFinished)) return Promise.resolve()
  return new Promise(resolve => {
    const settle = () => {
      response.off(event, settle).off('close', settle)
      resolve(undefined)
    }
    response.on(event, settle).on('close', settle)
  })
}
