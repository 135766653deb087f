// Runs the scenarios of one file against a server: node run.mjs <file> <uri> [<password uri>]. Exit code 0 when all hold.
import { MongoClient } from 'mongodb'

const [file, uri, prefix] = process.argv.slice(2)
const { default: scenarios, leavesNothing } = await import(`./${file}`)
let failed = 0
for (const [name, scenario] of Object.entries(scenarios)) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 })
  try {
    const db = client.db(`${prefix}_${failed}_${name.replace(/[^a-z]+/gi, '_')}`.slice(0, 60))
    await scenario({ client, db, uri, collection: db.collection('things') })
    if (!leavesNothing) await db.dropDatabase()
    console.log(`ok ${name}`)
  } catch (e) {
    failed++
    console.log(`FAILED ${name}: ${e.stack}`)
  } finally {
    await client.close(true)
  }
}
process.exit(failed === 0 ? 0 : 1)
