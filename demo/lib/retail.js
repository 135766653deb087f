import { readFileSync } from 'node:fs'
import { BSON } from 'mongodb'
import { canonicalJson, fromMongo } from './values.js'

export const DATABASE = 'shop'

/** The collections, and which fields of MongoDB make the _id in Ditto: as in bridge.yaml. */
export const COLLECTIONS = {
  stores: ['_id'],
  products: ['sku'],
  inventory: ['_id'],
  orders: ['location', 'orderId'],
}

/** @returns {Record<string, object[]>} the data set, with MongoDB's types */
export function retailDocuments() {
  return Object.fromEntries(Object.keys(COLLECTIONS).map(name =>
    [name, BSON.EJSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), 'utf8'), { relaxed: false })]))
}

/**
 * @param {string} collection
 * @param {object} document of MongoDB
 * @returns {object} as it must look in Ditto
 */
export function inDitto(collection, document) {
  const fields = COLLECTIONS[collection]
  const { _id: own, ...body } = fromMongo(document)
  if (fields[0] === '_id') return { _id: own, ...body }
  return { _id: fields.length === 1 ? body[fields[0]] : Object.fromEntries(fields.map(field => [field, body[field]])), ...body }
}

/** @returns {string} what a document is found by in a comparison */
export const idText = document => canonicalJson(document._id)

/** @returns {object} MongoDB's filter for a document of Ditto that is known by its _id */
export function filterOf(collection, dittoId, toMongo = value => value) {
  const fields = COLLECTIONS[collection]
  return fields.length === 1 ? { [fields[0]]: toMongo(dittoId) } : Object.fromEntries(fields.map(field => [field, dittoId[field]]))
}
