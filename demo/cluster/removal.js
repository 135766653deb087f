import { ClusterStage } from '../lib/cluster-stage.js'
import { Failure } from '../lib/failure.js'
import { span } from '../lib/narrator.js'

export const title = 'Delete the bridge: the documents stay'

export async function run(stage, tell) {
  const began = performance.now()
  tell.command(`kubectl delete -f ${stage.sample}`)
  await stage.kubectl(['delete', '-f', stage.sample, '--timeout=60s'])
  tell.done(`kubectl delete returned after ${span(performance.now() - began)}`)
  await stage.until('The pod is gone', async () => !(await stage.kubectl(['get', 'pods', '-l', 'ditto.live/app=example-app', '-o', 'name'])).trim())
  tell.done(`The pod is gone after ${span(performance.now() - began)}`)

  const [inMongo, atBigPeer] = await Promise.all([stage.mongo.collection(ClusterStage.COLLECTION).countDocuments(), stage.bigPeer.count(ClusterStage.COLLECTION)])
  if (inMongo !== 1 || atBigPeer !== 1) throw new Failure(`MongoDB holds ${inMongo} documents and the Big Peer ${atBigPeer}, and there must be one on each side`)
  tell.done('Its document is still on both sides')
  tell.command(`helm uninstall ${ClusterStage.RELEASE}`)
  await stage.uninstall()
  tell.done('The operator is gone')
}
