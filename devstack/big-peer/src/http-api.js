import { createHash, timingSafeEqual } from 'node:crypto'
import { gatewayError, requestError, statementAnswer, statementFailure, transportError } from './answers.js'
import { JsonError, readStatement } from './exact-json.js'
import { StatementError } from './engine.js'
import { BodyTooLarge, readBody } from './request-body.js'
import { queryType, refusal } from './statements.js'

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('./answers.js').Answer} Answer */
/** @typedef {(request: Request) => Promise<Answer>} Handler */

const INT64_MAX = 2n ** 63n - 1n

/**
 * The API of a Big Peer, `POST /<appId>/api/v4/store/execute` (strict mode) and `…/v5/store/execute` (strict mode off).
 *
 * @param {object} options
 * @param {import('./engine.js').Engine} options.engine
 * @param {string} options.appId
 * @param {string} options.apiKey
 * @param {number} options.bodyLimit bytes
 * @param {number} options.transactionTimeoutMs how long a statement waits for the transaction that its header names
 * @returns {Handler}
 */
export function httpApi({ engine, appId, apiKey, bodyLimit, transactionTimeoutMs }) {
  const isKey = keyCheck(apiKey)
  const strictModes = new Map([
    [`/${appId}/api/v4/store/execute`, true],
    [`/${appId}/api/v5/store/execute`, false],
  ])

  return async function answer(request) {
    const path = (request.url ?? '').split('?', 1)[0]
    const strict = strictModes.get(path)
    if (strict === undefined) {
      return path.startsWith(`/${appId}/`) ? transportError(404, 'Not Found') : unknownApp()
    }
    if (request.method !== 'POST') return transportError(405, 'Method Not Allowed', { allow: 'POST' })

    const key = bearer(request.headers.authorization)
    if (key === undefined) return unauthorized()
    if (!isKey(key)) return forbidden()

    if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? '')) {
      return transportError(415, 'the Content-Type must be application/json')
    }
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      return transportError(415, 'a Content-Encoding is not supported', { 'accept-encoding': 'identity' })
    }

    let body
    try {
      body = await readBody(request, bodyLimit)
    } catch (error) {
      if (error instanceof BodyTooLarge) return transportError(413, `the body is larger than ${bodyLimit} bytes`)
      throw error
    }

    const awaited = transactionHeader(request.headers['x-ditto-txn-id'])
    if (awaited === undefined) return requestError(400, 'InvalidHeader', 'X-DITTO-TXN-ID must be an integer from 0 to 2^63-1')

    let parsed
    try {
      parsed = readStatement(body)
    } catch (error) {
      if (error instanceof JsonError) return requestError(400, 'InvalidRequest', `the body is not a valid request: ${error.message}`)
      throw error
    }
    const { statement, args } = parsed

    const reason = refusal(statement)
    if (reason !== undefined) return statementFailure(400, reason, queryType(statement, false), engine.view.reached)

    if (!await engine.view.waitFor(awaited, transactionTimeoutMs)) {
      const { reached } = engine.view
      return statementFailure(404, `transaction ${awaited} not reached, the view is at ${reached}`, queryType(statement, false), reached)
    }

    try {
      const result = await engine.execute({ statement, args, strict })
      return statementAnswer(result, queryType(statement, result.committed))
    } catch (error) {
      if (!(error instanceof StatementError)) throw error
      return statementFailure(error.fault === 'statement' ? 400 : 500, error.message, queryType(statement, false), engine.view.reached)
    }
  }
}

export const unauthorized = () => gatewayError(401, 'the header Authorization: Bearer <API key> is missing', { 'www-authenticate': 'Bearer' })
export const forbidden = () => gatewayError(403, 'the API key is not valid for this app')
export const unknownApp = () => gatewayError(404, 'no such app')

/** @param {string} apiKey @returns {(key: string) => boolean} a comparison whose time does not depend on the key */
function keyCheck(apiKey) {
  const digest = (/** @type {string} */ key) => createHash('sha256').update(key).digest()
  const expected = digest(apiKey)
  return key => timingSafeEqual(digest(key), expected)
}

/** @param {string | undefined} header @returns {string | undefined} */
function bearer(header) {
  return header?.match(/^Bearer +(\S+) *$/i)?.[1]
}

/** @param {string | string[] | undefined} header @returns {bigint | undefined} 0 when there is none, undefined when it is malformed */
export function transactionHeader(header) {
  if (header === undefined) return 0n
  if (typeof header !== 'string' || !/^\d{1,19}$/.test(header)) return undefined
  const transaction = BigInt(header)
  return transaction <= INT64_MAX ? transaction : undefined
}
