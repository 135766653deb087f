import { ClusterStage } from '../lib/cluster-stage.js'

export const title = 'MongoDB and a Big Peer, outside of the cluster'

export async function run(stage, tell) {
  tell.say('Starting the MongoDB stand-in (in memory, with a password) and the Big Peer (its HTTP API over the Ditto engine) …')
  await stage.openSides({ address: stage.address, database: ClusterStage.DATABASE })
  await stage.mongo.createCollection(ClusterStage.COLLECTION)
  tell.done(`MongoDB on port ${stage.mongoPort}, Big Peer on port ${stage.bigPeerPort} of ${stage.address}, which is this machine for pods`)
  tell.done(`MongoDB's database ${ClusterStage.DATABASE} has the empty collection ${ClusterStage.COLLECTION}`)
}
