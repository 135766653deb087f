/**
 * What goes back to the client. `body` is text in pieces that are joined; numbers in it are written as the engine gave them.
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string[]} body
 * @property {{ bytes: number, reset: boolean }} [cut] the connection is closed, or reset, after so many bytes of the body
 */

/**
 * A Big Peer has a gateway before it and several layers inside, and their error bodies differ; so do these, by the layer that
 * the error would come from.
 */

/** The gateway: who may come in. @param {number} status @param {string} message @returns {Answer} */
export function gatewayError(status, message, headers = {}) {
  return json(status, [JSON.stringify({ message })], headers)
}

/** The router and the transport: plain text. @param {number} status @param {string} message @returns {Answer} */
export function transportError(status, message, headers = {}) {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: [`${message}\n`] }
}

/** The API: a request that is not a statement. @param {number} status @param {string} code @param {string} message @returns {Answer} */
export function requestError(status, code, message) {
  return json(status, [JSON.stringify({ error: { code, message } })])
}

/**
 * The store: a statement that failed, in the shape of a statement's answer.
 *
 * @param {number} status @param {string} description @param {'select' | 'mutation' | 'unknown'} type @param {bigint} reached
 * @returns {Answer}
 */
export function statementFailure(status, description, type, reached) {
  return json(status, statement(reached, type, [], [], { description }))
}

/**
 * @param {import('./engine.js').StatementResult} result
 * @param {'select' | 'mutation' | 'unknown'} type
 * @returns {Answer}
 */
export function statementAnswer(result, type) {
  return json(200, statement(result.transactionId, type, result.items, result.mutatedDocumentIds, {}))
}

/**
 * @param {bigint} transaction @param {string} type @param {string[]} items @param {string[]} ids @param {object} error
 * @returns {string[]}
 */
function statement(transaction, type, items, ids, error) {
  return [
    `{"transactionId":${transaction},"queryType":"${type}","items":[`,
    ...commaSeparated(items),
    '],"mutatedDocumentIds":[',
    ids.join(),
    `],"error":${JSON.stringify(error)},"warnings":[],"totalWarningsCount":0}`,
  ]
}

/** @param {string[]} texts @returns {Iterable<string>} pieces of a moderate size: one string of them all may be longer than a string can be */
function * commaSeparated(texts) {
  const group = 256
  for (let at = 0; at < texts.length; at += group) {
    yield (at === 0 ? '' : ',') + texts.slice(at, at + group).join()
  }
}

/** @param {number} status @param {string[]} body @param {Record<string, string>} headers @returns {Answer} */
export function json(status, body, headers = {}) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body }
}
