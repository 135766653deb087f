/** The request's body is larger than the server takes. */
export class BodyTooLarge extends Error {}

/** @type {WeakMap<import('node:http').IncomingMessage, Promise<Buffer>>} A stream can be read only once, and a layer before the API may have to look into it. */
const bodies = new WeakMap()

/**
 * The request's body, also for the second who asks.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {number} limit bytes
 * @returns {Promise<Buffer>}
 * @throws {BodyTooLarge} as soon as more than the limit has been announced or has arrived
 */
export function readBody(request, limit) {
  let body = bodies.get(request)
  if (!body) bodies.set(request, body = read(request, limit))
  return body
}

/** @param {import('node:http').IncomingMessage} request @param {number} limit */
async function read(request, limit) {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(request)
  const chunks = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > limit) throw tooLarge(request)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** @param {import('node:http').IncomingMessage} request */
function tooLarge(request) {
  // The rest is read and dropped: a connection closed on a client that still sends would lose the answer.
  request.resume()
  return new BodyTooLarge()
}
