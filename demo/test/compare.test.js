import assert from 'node:assert/strict'
import test from 'node:test'
import { compareCollection, describe } from '../lib/compare.js'
import { idText, inDitto, retailDocuments } from '../lib/retail.js'

const mapOf = documents => new Map(documents.map(document => [idText(document), document]))
const compare = (mongo, bigPeer) => compareCollection('orders', { mongo: mapOf(mongo), bigPeer: mapOf(bigPeer) })
const fieldsOf = ({ differences }) => differences.map(({ field }) => field)

const orders = () => retailDocuments().orders.map(document => inDitto('orders', document))

test('equal sides have no difference, and everything is counted', () => {
  const { documents, fields, differences } = compare([{ _id: 1n, a: 1n, o: { b: 'x', c: {} } }], [{ o: { c: {}, b: 'x' }, _id: 1n, a: 1n }])
  assert.deepEqual({ documents, fields, differences }, { documents: 1, fields: 4, differences: [] })
})

test('one planted change among the data set\'s orders is found and named', () => {
  const changed = orders()
  changed[17].payment.method = 'planted'
  const { documents, differences } = compare(orders(), changed)
  assert.equal(documents, 150)
  assert.deepEqual(differences.map(({ collection, id, field }) => ({ collection, id, field })), [{ collection: 'orders', id: idText(changed[17]), field: 'payment.method' }])
  assert.match(describe(differences[0]), /^orders \{"location":"store-\d\d","orderId":18\} payment\.method: mongo has "\w+", bigPeer has "planted"$/)
})

test('a planted change in each field of an order is found', () => {
  const [order] = orders()
  for (const field of Object.keys(order).filter(name => name !== '_id')) {
    assert.ok(fieldsOf(compare([order], [{ ...order, [field]: 'planted' }])).some(path => path.split('.')[0] === field), field)
  }
})

for (const [name, one, other, expected] of [
  ['a document that one side lacks', [{ _id: 1n }, { _id: 2n }], [{ _id: 1n }], ['']],
  ['a document that the other side lacks', [], [{ _id: 1n }], ['']],
  ['a field that one side lacks', [{ _id: 1n, a: null }], [{ _id: 1n }], ['a']],
  ['a field below that one side lacks', [{ _id: 1n, o: { a: 1n, b: 2n } }], [{ _id: 1n, o: { a: 1n } }], ['o.b']],
  ['an integer and a real', [{ _id: 1n, a: 1n }], [{ _id: 1n, a: 1 }], ['a']],
  ['integers that are one as doubles', [{ _id: 1n, a: 9007199254740993n }], [{ _id: 1n, a: 9007199254740992n }], ['a']],
  ['a number and its text', [{ _id: 1n, a: 1n }], [{ _id: 1n, a: '1' }], ['a']],
  ['decimals of different scale', [{ _id: 1n, a: '1.10' }], [{ _id: 1n, a: '1.1' }], ['a']],
  ['the order of an array', [{ _id: 1n, a: [1n, 2n] }], [{ _id: 1n, a: [2n, 1n] }], ['a']],
  ['an object within an array', [{ _id: 1n, a: [{ b: 1n }] }], [{ _id: 1n, a: [{ b: 2n }] }], ['a']],
  ['an empty object and none', [{ _id: 1n, o: {} }], [{ _id: 1n }], ['o']],
  ['an empty object and an empty array', [{ _id: 1n, o: {} }], [{ _id: 1n, o: [] }], ['o']],
  ['a name with a dot and a nested field', [{ _id: 1n, 'o.a': 1n }], [{ _id: 1n, o: { a: 1n } }], ['"o.a"', 'o.a']],
  ['ids of different types', [{ _id: 1n }], [{ _id: '1' }], ['', '']],
]) {
  test(`${name}: a difference`, () => assert.deepEqual(fieldsOf(compare(one, other)), expected))
}

test('0.0 and -0.0 are one value', () => {
  assert.deepEqual(compare([{ _id: 1n, a: 0 }], [{ _id: 1n, a: -0 }]).differences, [])
})

test('of three sides the one that differs is found', () => {
  const same = mapOf([{ _id: 1n, a: 1n }])
  const { differences } = compareCollection('c', { mongo: same, bigPeer: same, books: mapOf([{ _id: 1n, a: 2n }]) })
  assert.deepEqual(differences, [{ collection: 'c', id: '1', field: 'a', values: { mongo: '1', bigPeer: '1', books: '2' } }])
})
