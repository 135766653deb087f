import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { JsonError, encodeJson, idText, readStatement } from '../src/exact-json.js'

const { CBOR } = createRequire(import.meta.url)('@dittolive/ditto')
const decode = text => CBOR.decode(encodeJson(text))
const float = value => {
  const bytes = Buffer.alloc(9, 0xfb)
  bytes.writeDoubleBE(value, 1)
  return new Uint8Array(bytes)
}

test('integers keep all their digits', () => {
  for (const text of ['0', '1', '-1', '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808', '18446744073709551615']) {
    assert.equal(BigInt(decode(text)), BigInt(text))
  }
})

test('a number with a fraction or an exponent is a float, also when its value is whole', () => {
  for (const text of ['1.0', '1e2', '1E+2', '0.1', '-2.5e-3', '5e-324', '1e300', '-0.0', '-0']) {
    assert.deepEqual(encodeJson(text), float(Number(text)), text)
  }
})

test('an integer beyond 64 bits is a float', () => {
  for (const text of ['18446744073709551616', '-9223372036854775809', '123456789012345678901234567890']) {
    assert.deepEqual(encodeJson(text), float(Number(text)), text)
  }
})

test('strings of every length and escape come through', () => {
  for (const length of [0, 1, 23, 24, 255, 256, 65535, 65536, 200_000]) {
    const value = 'é'.repeat(length)
    assert.equal(decode(JSON.stringify(value)), value)
  }
  for (const value of ['"\\/\b\f\n\r\t', 'x\u0000y', '😀', '\u2028', '\u007f']) assert.equal(decode(JSON.stringify(value)), value)
  assert.equal(decode('"\\u00e9\\ud83d\\ude00\\/"'), 'é😀/')
})

test('containers of every size come through', () => {
  const value = { list: [], map: {}, nested: { a: [1, { b: [true, false, null] }] }, many: Array.from({ length: 70_000 }, (_, i) => i % 10) }
  assert.deepEqual(decode(` ${JSON.stringify(value, null, 2)}\n`), value)
})

test('random values equal what JSON.parse makes of them', () => {
  let seed = 42
  const random = n => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % n }
  const text = () => Array.from({ length: random(12) }, () => ['a', '"', '\\', 'é', '😀', '\n', ' ', '\u0001', '`', '{', ']'][random(11)]).join('')
  const value = depth => {
    switch (random(depth > 5 ? 5 : 8)) {
      case 0: return random(2) === 0
      case 1: return null
      case 2: return random(1000) - 500
      case 3: return (random(1_000_000) - 500_000) / 1024
      case 4: return text()
      case 5: return Array.from({ length: random(6) }, () => value(depth + 1))
      default: return Object.fromEntries(Array.from({ length: random(6) }, () => [`k${text()}`, value(depth + 1)]))
    }
  }
  for (let i = 0; i < 2000; i++) {
    const made = value(0)
    assert.deepEqual(decode(JSON.stringify(made, null, random(3))), made)
  }
})

test('what is not JSON is refused with the place', () => {
  const bad = [
    '', ' ', '{', '[', '"', '"a', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '[1', '[1,', '[1,]', '[1 2]', '{"a" 1}', '{a:1}', "'a'", 'tru', 'nul', 'truex',
    '01', '1.', '.5', '+1', '-', '1e', '1e+', '0x1', 'NaN', 'Infinity', '--1', '1-1', '1 2', '[]]', '"\u0001"', '"\n"', '"\\x"', '"\\u12"', '"\\', '{"a":1}x',
    '"\\ud800"', '"\\udc00\\ud800"', '1e400', '-1e400', '{1:2}', '{"a":1 "b":2}', '\ufeff1',
  ]
  for (const text of bad) assert.throws(() => encodeJson(text), JsonError, text)
  assert.throws(() => encodeJson('[1, x]'), { message: 'expected a value at byte 4' })
})

test('a key that occurs twice is refused, however it is written', () => {
  assert.throws(() => encodeJson('{"a":1,"b":2,"a":3}'), /duplicate key "a" at byte 13/)
  assert.throws(() => encodeJson('{"é":1,"\\u00e9":3}'), /duplicate key "é"/)
  assert.doesNotThrow(() => encodeJson('{"é":1,"\\u00c3\\u00a9":3,"a":{"a":{"a":1}}}'))
})

test('containers nest to 127 levels', () => {
  const nested = levels => '['.repeat(levels) + ']'.repeat(levels)
  assert.doesNotThrow(() => encodeJson(nested(127)))
  assert.throws(() => encodeJson(nested(128)), /recursion limit exceeded/)
  assert.throws(() => encodeJson('['.repeat(1_000_000)), /recursion limit exceeded/)
})

test('a request is its statement and its arguments, in any order and among unknown members', () => {
  const { statement, args } = readStatement(Buffer.from(' {"x":[1,{"y":2}],"args":{"a":9007199254740993},"statement":"SELECT \\u0031"} '))
  assert.equal(statement, 'SELECT 1')
  assert.deepEqual(CBOR.decode(args), { a: 9007199254740993n })
  assert.equal(readStatement(Buffer.from('{"statement":""}')).args, null)
  assert.equal(readStatement(Buffer.from('{"statement":"","args":null}')).args, null)
})

test('a request of another shape is refused with the reason', () => {
  const reasons = [
    ['', /unexpected end of JSON/], ['[]', /expected an object/], ['{}', /"statement" is missing/], ['{"args":{}}', /"statement" is missing/],
    ['{"statement":1}', /"statement" must be a string/], ['{"statement":"","args":[]}', /"args" must be an object/], ['{"statement":"","args":"x"}', /"args" must be an object/],
    ['{"statement":"","statement":""}', /duplicate key "statement"/], ['{"statement":""}{}', /unexpected text after/],
  ]
  for (const [text, reason] of reasons) assert.throws(() => readStatement(Buffer.from(text)), reason, text)
  assert.throws(() => readStatement(Buffer.from([0x7b, 0xff, 0x7d])), /invalid UTF-8/)
})

test('ids are written with all digits', () => {
  assert.equal(idText({ b: [1n, 18446744073709551615n, -5], a: 'x"y', c: { d: true, e: null } }), '{"b":[1,18446744073709551615,-5],"a":"x\\"y","c":{"d":true,"e":null}}')
  assert.equal(idText('a'), '"a"')
})
