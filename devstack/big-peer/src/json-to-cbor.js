import { Buffer } from 'node:buffer'

/**
 * JSON text to CBOR bytes without passing through JavaScript values, so that int64, uint64 and `1.0` stay what they are and
 * no key is special (`__proto__`). Numbers follow the engine's own JSON reading: no fraction or exponent and within
 * int64/uint64 is an integer, everything else is a 64-bit float, beyond its range is an error.
 */

/** Containers within one another, the request's own object included: where the engine's own JSON reading stops. */
const MAX_DEPTH = 127

const INT_MIN = -(2n ** 63n)
const UINT_MAX = 2n ** 64n - 1n

export const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
export const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const MINUS = 0x2d

/** Text that is not JSON, or JSON the engine could not hold. `offset` counts bytes from 0. */
export class JsonError extends Error {
  /** @param {string} message @param {number} offset */
  constructor(message, offset) {
    super(`${message} at byte ${offset}`)
    this.name = 'JsonError'
    this.offset = offset
  }
}

/** A cursor over JSON text that is UTF-8, and the CBOR of the value read last. */
export class Transcoder {
  /** @param {Buffer} text @param {number} depth containers around the values that are encoded */
  constructor(text, depth) {
    this.text = text
    this.depth = depth
    this.offset = 0
    this.out = Buffer.allocUnsafe(0)
    this.length = 0
  }

  /** @returns {number} the byte at the offset, 0 at the end of the text */
  peek() {
    return this.offset < this.text.length ? this.text[this.offset] : 0
  }

  /** @param {string} message @returns {JsonError} */
  error(message) {
    return this.offset >= this.text.length ? new JsonError('unexpected end of JSON', this.offset) : new JsonError(message, this.offset)
  }

  skipSpace() {
    const { text } = this
    let at = this.offset
    for (;;) {
      const byte = text[at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
      at++
    }
    this.offset = at
  }

  expectEnd() {
    this.skipSpace()
    if (this.offset < this.text.length) throw this.error('unexpected text after the JSON value')
  }

  /** The keys of the object at the offset; the caller reads each value before it asks for the next key. */
  * members() {
    const seen = new Set()
    this.offset++
    this.skipSpace()
    if (this.peek() === CLOSE_BRACE) {
      this.offset++
      return
    }
    for (;;) {
      const start = this.offset
      if (this.peek() !== QUOTE) throw this.error('expected a key')
      const key = this.readString()
      if (seen.has(key)) throw new JsonError(`duplicate key ${JSON.stringify(key)}`, start)
      seen.add(key)
      this.expectColon()
      yield key
      if (!this.nextOrClose(CLOSE_BRACE, 'expected , or }')) return
    }
  }

  /** @returns {string} the string at the offset */
  readString() {
    const start = this.offset
    this.endOfString()
    return this.parseString(start, this.offset)
  }

  /** @returns {Uint8Array} the value at the offset */
  encode() {
    this.length = 0
    this.value(this.depth)
    // A copy: the buffer is reused, and the engine reads the bytes on another thread.
    return new Uint8Array(this.out.subarray(0, this.length))
  }

  /** @param {number} depth */
  value(depth) {
    switch (this.peek()) {
      case QUOTE: return this.string()
      case OPEN_BRACE: return this.object(depth + 1)
      case OPEN_BRACKET: return this.array(depth + 1)
      case 0x74: return this.literal('true', 0xf5)
      case 0x66: return this.literal('false', 0xf4)
      case 0x6e: return this.literal('null', 0xf6)
      default: return this.number()
    }
  }

  /** @param {number} depth */
  object(depth) {
    const header = this.openContainer(depth)
    this.offset++
    this.skipSpace()
    let count = 0
    if (this.peek() === CLOSE_BRACE) this.offset++
    else {
      const seen = new Set()
      do {
        const start = this.offset
        if (this.peek() !== QUOTE) throw this.error('expected a key')
        const key = this.string() ?? this.text.toString('utf8', start + 1, this.offset - 1)
        if (seen.has(key)) throw new JsonError(`duplicate key ${JSON.stringify(key)}`, start)
        seen.add(key)
        this.expectColon()
        this.value(depth)
        count++
      } while (this.nextOrClose(CLOSE_BRACE, 'expected , or }'))
    }
    this.closeContainer(header, 0xba, count)
  }

  /** @param {number} depth */
  array(depth) {
    const header = this.openContainer(depth)
    this.offset++
    this.skipSpace()
    let count = 0
    if (this.peek() === CLOSE_BRACKET) this.offset++
    else {
      do {
        this.value(depth)
        count++
      } while (this.nextOrClose(CLOSE_BRACKET, 'expected , or ]'))
    }
    this.closeContainer(header, 0x9a, count)
  }

  /** @param {number} depth */
  openContainer(depth) {
    if (depth > MAX_DEPTH) throw this.error('recursion limit exceeded')
    this.reserve(5)
    const header = this.length
    this.length += 5
    return header
  }

  /** The count is known only at the end, so its width is always 32 bits. @param {number} header @param {number} type @param {number} count */
  closeContainer(header, type, count) {
    this.out[header] = type
    this.out.writeUInt32BE(count, header + 1)
  }

  expectColon() {
    this.skipSpace()
    if (this.peek() !== COLON) throw this.error('expected :')
    this.offset++
    this.skipSpace()
  }

  /** @param {number} close @param {string} message @returns {boolean} false at the closing byte */
  nextOrClose(close, message) {
    this.skipSpace()
    const byte = this.peek()
    if (byte !== COMMA && byte !== close) throw this.error(message)
    this.offset++
    if (byte === close) return false
    this.skipSpace()
    return true
  }

  /** Moves past the closing quote. @returns {boolean} whether the string holds an escape */
  endOfString() {
    const { text } = this
    let escaped = false
    let at = this.offset + 1
    for (;;) {
      const byte = text[at]
      if (byte === QUOTE) break
      if (byte === BACKSLASH) {
        escaped = true
        at++
      } else if (byte === undefined || byte < 0x20) {
        this.offset = Math.min(at, text.length)
        throw this.error('control character in a string')
      }
      at++
    }
    this.offset = at + 1
    return escaped
  }

  /** @param {number} start @param {number} end @returns {string} */
  parseString(start, end) {
    let value
    try {
      value = JSON.parse(this.text.toString('utf8', start, end))
    } catch {
      throw new JsonError('invalid escape in a string', start)
    }
    if (!value.isWellFormed()) throw new JsonError('lone surrogate in a string', start)
    return value
  }

  /** @returns {string | undefined} what the string says, when it holds an escape; else it says what is written */
  string() {
    const start = this.offset
    if (this.endOfString()) {
      const value = this.parseString(start, this.offset)
      const bytes = Buffer.from(value)
      this.stringHeader(bytes.length)
      this.length += bytes.copy(this.out, this.length)
      return value
    }
    const length = this.offset - start - 2
    this.stringHeader(length)
    this.length += this.text.copy(this.out, this.length, start + 1, start + 1 + length)
    return undefined
  }

  /** @param {number} length */
  stringHeader(length) {
    this.reserve(length + 5)
    if (length < 24) {
      this.out[this.length++] = 0x60 | length
    } else if (length < 0x100) {
      this.out[this.length++] = 0x78
      this.out[this.length++] = length
    } else {
      this.out[this.length] = 0x7a
      this.out.writeUInt32BE(length, this.length + 1)
      this.length += 5
    }
  }

  number() {
    const { text } = this
    const start = this.offset
    let at = start
    let integral = true
    for (;; at++) {
      const byte = text[at]
      if (byte >= 0x30 && byte <= 0x39) continue
      if (byte === 0x2e || byte === 0x65 || byte === 0x45) integral = false
      else if (byte !== MINUS && byte !== 0x2b) break
    }
    const digits = text.toString('latin1', start, at)
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits)) throw this.error('expected a value')
    this.offset = at
    this.reserve(9)
    const { out } = this
    if (integral && digits !== '-0') {
      const value = BigInt(digits)
      if (value >= INT_MIN && value <= UINT_MAX) {
        out[this.length] = value < 0n ? 0x3b : 0x1b
        out.writeBigUInt64BE(value < 0n ? -1n - value : value, this.length + 1)
        this.length += 9
        return
      }
    }
    const value = Number(digits)
    if (!Number.isFinite(value)) throw new JsonError('number out of range', start)
    out[this.length] = 0xfb
    out.writeDoubleBE(value, this.length + 1)
    this.length += 9
  }

  /** @param {string} word @param {number} code */
  literal(word, code) {
    if (this.text.toString('latin1', this.offset, this.offset + word.length) !== word) throw this.error('expected a value')
    this.offset += word.length
    this.reserve(1)
    this.out[this.length++] = code
  }

  /** @param {number} bytes */
  reserve(bytes) {
    if (this.length + bytes <= this.out.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.text.length + 1024, this.length + bytes))
    this.out.copy(grown, 0, 0, this.length)
    this.out = grown
  }
}
