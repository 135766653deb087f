import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { files } from '../data/generate.js'
import { COLLECTIONS, idText, inDitto, retailDocuments } from '../lib/retail.js'

test('the files are what generate.js makes', () => {
  for (const [name, text] of files()) assert.ok(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8') === text, `${name} is not; run node demo/data/generate.js`)
})

test('no two documents of a collection have one id in Ditto', () => {
  for (const [collection, documents] of Object.entries(retailDocuments())) {
    assert.equal(new Set(documents.map(document => idText(inDitto(collection, document)))).size, documents.length, collection)
  }
})

test('an order has two fields for its id in Ditto, and keeps them', () => {
  const { _id, location, orderId } = inDitto('orders', retailDocuments().orders[0])
  assert.deepEqual({ _id, location, orderId }, { _id: { location: 'store-03', orderId: 1n }, location: 'store-03', orderId: 1n })
})

test('bridge.yaml maps the same fields', () => {
  const yaml = readFileSync(new URL('../bridge.yaml', import.meta.url), 'utf8')
  const found = Object.fromEntries(Array.from(yaml.matchAll(/^ {4}(\w+):\n {6}fields: \[(.*)\]/gm), ([, name, fields]) => [name, fields.split(', ')]))
  assert.deepEqual(found, Object.fromEntries(Object.keys(found).map(name => [name, COLLECTIONS[name]])))
  assert.equal(Object.keys(found).length, Object.keys(COLLECTIONS).length)
})
