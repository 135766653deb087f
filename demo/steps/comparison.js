import { tellDifferences } from '../lib/differences.js'
import { Failure } from '../lib/failure.js'
import { count, span } from '../lib/narrator.js'

export const title = 'Compare every field of every document'

export async function run(stage, tell) {
  tell.say('Reading all collections from both sides, and comparing them with each other and with everything that was written …')
  const began = performance.now()
  const { documents, fields, differences } = await stage.compare()
  if (documents === 0) throw new Failure('There is no document to compare')
  tell.aside(`${count(fields)} fields in Ditto's value space, in ${span(performance.now() - began)}`)
  const parked = await stage.mongo.collection('__ditto_unsynced_documents').countDocuments()
  const line = `documents compared ${documents}, differences ${differences.length}`
  if (differences.length > 0) {
    tellDifferences(differences, tell)
    throw new Failure(line)
  }
  if (parked > 0) throw new Failure(`${parked} documents are dead letters: see __ditto_unsynced_documents`)
  tell.done(tell.paint('strong', line))
}
