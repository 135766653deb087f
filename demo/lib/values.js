// Ditto's value space, the one in which both sides are compared: null, booleans, strings, integers (BigInt), reals (Number),
// arrays and objects. An integer and a real are two values, as they are to Ditto.

/** MongoDB's values must come as these classes, or int and double can't be told apart. */
export const EXACT = { promoteValues: false, promoteLongs: false }

/**
 * @param {unknown} value of a document read with EXACT, or of Extended JSON parsed with `relaxed: false`
 * @returns {unknown} the same value as Ditto has it
 */
export function fromMongo(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(fromMongo)
  if (value instanceof Date) return value.toISOString()
  switch (value?._bsontype) {
    case undefined: break
    case 'Int32': return BigInt(value.value)
    case 'Long': return value.toBigInt()
    case 'Double':
      if (Number.isFinite(value.value)) return value.value
      break
    case 'ObjectId': return value.toHexString()
    case 'Decimal128': return value.toString()
  }
  if (Object.getPrototypeOf(value) === Object.prototype) return mapMembers(value, fromMongo)
  throw new TypeError(`The demo's documents hold no ${value?._bsontype ?? typeof value}${value?._bsontype === 'Double' ? ' without a finite value' : ''}`)
}

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y

/**
 * @param {string} text JSON as a Big Peer answers it
 * @returns {unknown} its value; JSON.parse would round integers beyond 2^53 and take 1.0 for 1
 */
export function fromJson(text) {
  TOKEN.lastIndex = 0
  const value = readValue(text, next(text))
  if (text.slice(TOKEN.lastIndex).trim() !== '') throw broken(text)
  return value
}

function next(text) {
  const at = TOKEN.lastIndex
  const token = TOKEN.exec(text)
  if (token) return token
  TOKEN.lastIndex = at
  throw broken(text)
}

function readValue(text, [, mark, string, number, word]) {
  if (string !== undefined) return JSON.parse(string)
  if (number !== undefined) return /[.eE]/.test(number) ? Number(number) : BigInt(number)
  if (word !== undefined) return JSON.parse(word)
  if (mark === '[') {
    const items = []
    for (let token = next(text); token[1] !== ']'; token = afterItem(text, ']')) items.push(readValue(text, token))
    return items
  }
  if (mark === '{') {
    const members = {}
    for (let token = next(text); token[1] !== '}'; token = afterItem(text, '}')) {
      const [, , name] = token
      if (name === undefined || next(text)[1] !== ':') throw broken(text)
      // Not by assignment: a member may be named __proto__.
      Object.defineProperty(members, JSON.parse(name), { value: readValue(text, next(text)), enumerable: true, writable: true, configurable: true })
    }
    return members
  }
  throw broken(text)
}

/** The end, or the first token of the next item. */
function afterItem(text, end) {
  const token = next(text)
  if (token[1] === end) return token
  if (token[1] !== ',') throw broken(text)
  const item = next(text)
  if (item[1] === end) throw broken(text)
  return item
}

const broken = text => new SyntaxError(`No JSON at character ${TOKEN.lastIndex} of an answer of ${text.length}`)

/** @returns {string} JSON; integers exact, a real always with its fraction or exponent */
export function toJson(value) {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON`)
    const text = Object.is(value, -0) ? '-0' : String(value)
    return /[.e]/.test(text) ? text : `${text}.0`
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join()}]`
  if (value !== null && typeof value === 'object') return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`).join()}}`
  return JSON.stringify(value)
}

/** @returns {string} the same text for equal values: members in the order of their names */
export function canonicalJson(value) {
  return toJson(inOrder(value))
}

function inOrder(value) {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value
  return Object.fromEntries(Object.keys(value).sort().map(name => [name, inOrder(value[name])]))
}

export const mapMembers = (object, change) => Object.fromEntries(Object.entries(object).map(([name, member]) => [name, change(member)]))
