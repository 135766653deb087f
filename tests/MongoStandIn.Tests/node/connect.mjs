import assert from 'node:assert/strict'
import { MongoClient } from 'mongodb'

// Runs against a server with the user "ada" and the password "lovelace"; the scenario's own client has no credentials.
const withUser = (uri, user, password, more = '') => new MongoClient(uri.replace('mongodb://', `mongodb://${user}:${password}@`) + `&authSource=admin${more}`, { serverSelectionTimeoutMS: 3000 })

const fails = async (client, code) => {
  try {
    await assert.rejects(client.db('x').collection('y').insertOne({}), e => {
      assert.equal(e.code, code, e.message)
      assert.ok(!e.message.includes('lovelace'))
      return true
    })
  } finally {
    await client.close()
  }
}

export const leavesNothing = true

export default {
  'the right password opens the door': async ({ uri }) => {
    for (const more of ['', '&authMechanism=SCRAM-SHA-256', '&directConnection=true', '&compressors=zlib']) {
      const client = withUser(uri, 'ada', 'lovelace', more)
      try {
        await client.db('x').collection('y').insertOne({})
        const status = await client.db('admin').command({ connectionStatus: 1 })
        assert.deepEqual(status.authInfo.authenticatedUsers, [{ user: 'ada', db: 'admin' }])
        await client.db('x').dropDatabase()
      } finally {
        await client.close()
      }
    }
  },
  'a wrong password fails': ({ uri }) => fails(withUser(uri, 'ada', 'wrong'), 18),
  'an unknown user fails': ({ uri }) => fails(withUser(uri, 'eve', 'lovelace'), 18),
  'a user of another database fails': ({ uri }) => fails(new MongoClient(uri.replace('mongodb://', 'mongodb://ada:lovelace@') + '&authSource=x', { serverSelectionTimeoutMS: 3000 }), 18),
  'another mechanism is refused': ({ uri }) => fails(withUser(uri, 'ada', 'lovelace', '&authMechanism=SCRAM-SHA-1'), 334),
  'nobody else may do anything': async ({ uri, db }) => {
    await assert.rejects(db.collection('y').insertOne({}), e => e.code === 13)
    await assert.rejects(db.command({ buildInfo: 1 }).then(() => db.command({ listCollections: 1 })), e => e.code === 13)
  },
}
