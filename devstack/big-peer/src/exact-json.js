import { Buffer, isUtf8 } from 'node:buffer'
import { JsonError, OPEN_BRACE, QUOTE, Transcoder } from './json-to-cbor.js'

export { JsonError }

/**
 * @typedef {object} StatementText
 * @property {string} statement the DQL statement
 * @property {Uint8Array | null} args the arguments, a CBOR map; null when there are none
 */

/**
 * Reads the body of an execute request, `{"statement": "…", "args": {…}}`; members it does not know are skipped.
 *
 * @param {Buffer} body
 * @returns {StatementText}
 * @throws {JsonError} when the body is not such an object
 */
export function readStatement(body) {
  if (!isUtf8(body)) throw new JsonError('invalid UTF-8', 0)
  const reader = new Transcoder(body, 1)
  reader.skipSpace()
  if (reader.peek() !== OPEN_BRACE) throw reader.error('expected an object with "statement" and "args"')
  let statement
  let args = null
  for (const key of reader.members()) {
    const start = reader.offset
    if (key === 'statement') {
      if (reader.peek() !== QUOTE) throw reader.error('"statement" must be a string')
      statement = reader.readString()
    } else {
      const kind = reader.peek()
      const encoded = reader.encode()
      if (key !== 'args') continue
      if (kind === OPEN_BRACE) args = encoded
      else if (encoded[0] !== 0xf6) throw new JsonError('"args" must be an object', start)
    }
  }
  reader.expectEnd()
  if (statement === undefined) throw new JsonError('"statement" is missing', 0)
  return { statement, args }
}

/**
 * @param {string} text any JSON value
 * @returns {Uint8Array} the same value as CBOR
 * @throws {JsonError}
 */
export function encodeJson(text) {
  const reader = new Transcoder(Buffer.from(text), 0)
  reader.skipSpace()
  const encoded = reader.encode()
  reader.expectEnd()
  return encoded
}

/**
 * @param {unknown} value a document id as the SDK gives it: scalars, BigInt beyond 2^53, arrays, objects
 * @returns {string} its JSON text, integers exact
 */
export function idText(value) {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(idText).join()}]`
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${idText(member)}`).join()}}`
  }
  return JSON.stringify(value)
}
