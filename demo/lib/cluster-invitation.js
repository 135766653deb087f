import { ClusterStage } from './cluster-stage.js'
import { stay } from './invitation.js'
import { ROOT } from './stage.js'

/** Prints what to do with the running cluster, and waits to be ended. */
export async function inviteToCluster(stage, tell) {
  const file = stage.writeVariables({ KUBECONFIG: stage.kubeConfig, NAMESPACE: stage.namespace })
  tell.plain(`
All of it is still running. In another terminal, in the checkout (${ROOT}):

  # the cluster, and addresses and keys of this run, once per terminal
  . ${file}

  # the bridge
  kubectl -n $NAMESPACE get bpdb,pods
  kubectl -n $NAMESPACE describe bpdb ${ClusterStage.BRIDGE}
  kubectl -n $NAMESPACE logs -f -l ditto.live/app=example-app
  kubectl -n $NAMESPACE delete pod ${ClusterStage.BRIDGE}-0     # another takes over

  # MongoDB, by the npm package mongodb
  MONGODB_DATABASE=${ClusterStage.DATABASE} node demo/mongo.js 'db.${ClusterStage.COLLECTION}.insertOne({ _id: "tea", title: "Make tea" })'
  MONGODB_DATABASE=${ClusterStage.DATABASE} node demo/mongo.js 'db.${ClusterStage.COLLECTION}.find()'

  # the Big Peer, by its HTTP API
  curl -s "$BIG_PEER/api/v5/store/execute" -H @"$BIG_PEER_HEADERS" -d '{"statement":"SELECT * FROM ${ClusterStage.COLLECTION}"}'

Ctrl-C here ends all of it${stage.isForeign ? `: namespace ${stage.namespace} goes, and nothing else of the cluster is touched` : ', the cluster too'}.`)
  await stay(stage)
}
