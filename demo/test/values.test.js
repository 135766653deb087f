import assert from 'node:assert/strict'
import test from 'node:test'
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import { canonicalJson, fromJson, fromMongo, toJson } from '../lib/values.js'

test('each type of MongoDB has its value in Ditto', () => {
  const document = {
    int: new Int32(1), long: Long.fromString('9007199254740993'), double: new Double(1), decimal: Decimal128.fromString('1.10'), id: new ObjectId('65f000000000000000000001'),
    date: new Date(Date.UTC(2026, 0, 31)), text: 'x', no: false, nothing: null, list: [new Int32(1), { deep: new Double(0.5) }],
  }
  assert.deepEqual(fromMongo(document), {
    int: 1n, long: 9007199254740993n, double: 1, decimal: '1.10', id: '65f000000000000000000001',
    date: '2026-01-31T00:00:00.000Z', text: 'x', no: false, nothing: null, list: [1n, { deep: 0.5 }],
  })
})

for (const [name, value] of [['binary data', new Binary(Buffer.from('x'))], ['not a number', new Double(NaN)], ['a number of unknown type', 1], ['undefined', undefined]]) {
  test(`${name} is refused, not guessed`, () => assert.throws(() => fromMongo({ value }), TypeError))
}

test('JSON is read without rounding, and written as it was', () => {
  const text = '{"a":9223372036854775807,"b":1.0,"c":[-1,{"d":"\\"}],:{\\\\"},[],{}],"e":1e+300,"f":null,"g":true,"":"ü"}'
  const value = fromJson(text)
  assert.deepEqual(value, { a: 9223372036854775807n, b: 1, c: [-1n, { d: '"}],:{\\' }, [], {}], e: 1e300, f: null, g: true, '': 'ü' })
  assert.equal(toJson(value), text)
})

test('a member named __proto__ is a member', () => {
  assert.deepEqual(Object.keys(fromJson('{"__proto__":{"a":1}}')), ['__proto__'])
})

for (const text of ['', '{', '[1', '[1 2]', '{"a"}', '{"a":1,}', '[1,]', '[,1]', '{,"a":1}', '[1]]', 'nul', '{"a" 1}', '"', '{1:2}']) {
  test(`broken JSON is refused: ${text || 'nothing'}`, () => assert.throws(() => fromJson(text), SyntaxError))
}

test('canonical JSON does not depend on the order of members', () => {
  assert.equal(canonicalJson({ b: 1n, a: [{ d: 1, c: 2n }] }), '{"a":[{"c":2,"d":1.0}],"b":1}')
})
