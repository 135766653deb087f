#!/usr/bin/env node
// A MongoDB shell of few lines over the npm package mongodb, for the server at MONGODB_URI and its database `shop`, or MONGODB_DATABASE:
//
//   node demo/mongo.js 'db.orders.find({ status: "packed" }).limit(3)'
//   node demo/mongo.js            a prompt: await db.orders.find({ status: "packed" }).limit(3).toArray()
import repl from 'node:repl'
import { inspect } from 'node:util'
import vm from 'node:vm'
import * as mongodb from 'mongodb'
import { DATABASE } from './lib/retail.js'

const uri = process.env.MONGODB_URI
if (!uri) {
  console.error('MONGODB_URI is not set. `eng/demo --keep` prints the line that sets it.')
  process.exit(2)
}
const client = await mongodb.MongoClient.connect(uri, { serverSelectionTimeoutMS: 5000 }).catch(error => {
  console.error(`MongoDB does not answer: ${error.message}`)
  process.exit(1)
})
const name = process.env.MONGODB_DATABASE || DATABASE
const database = client.db(name)
// db.orders is the collection, unless the driver has something of that name.
const db = new Proxy(database, { get: (_, name) => name in database || typeof name !== 'string' ? bound(database[name]) : database.collection(name) })
const { ObjectId, Decimal128, Long } = mongodb
const names = { db, ObjectId, Decimal128, Long }

const [expression] = process.argv.slice(2)
if (expression === undefined) {
  const prompt = repl.start({ prompt: `${name}> ` })
  Object.assign(prompt.context, names)
  prompt.on('exit', () => void client.close())
} else {
  try {
    console.log(inspect(await valueOf(vm.runInNewContext(expression, names)), { depth: null, colors: process.stdout.isTTY }))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  } finally {
    await client.close()
  }
}

/** A cursor is shown by its documents, a promise by what it becomes. */
async function valueOf(result) {
  const value = await result
  return typeof value?.toArray === 'function' ? await value.toArray() : value
}

function bound(member) {
  return typeof member === 'function' ? member.bind(database) : member
}
