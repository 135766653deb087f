// The story of `make demo-cluster`; eng/demo-cluster starts it with a folder of its own in DEMO_FOLDER and removes that folder afterwards.
import { ClusterStage } from './lib/cluster-stage.js'
import { inviteToCluster } from './lib/cluster-invitation.js'
import { play } from './lib/play.js'
import * as kubernetes from './cluster/kubernetes.js'
import * as sides from './cluster/sides.js'
import * as install from './cluster/install.js'
import * as bridge from './cluster/bridge.js'
import * as documents from './cluster/documents.js'
import * as look from './cluster/look.js'
import * as removal from './cluster/removal.js'

const folder = process.env.DEMO_FOLDER
const options = process.argv.slice(2)
if (!folder || options.some(option => option !== '--keep')) {
  console.error(`usage: eng/demo-cluster [--keep]

  --keep          leave everything running in the end, until Ctrl-C, and print commands to play with it

with KUBECONFIG, to use that cluster:
  REPOSITORY      what stands before the names of the images there, such as registry.example/team
  TAG             their tag; the version if not given
  HOST_ADDRESS    the address of this machine as the cluster's pods reach it`)
  process.exit(2)
}

process.exitCode = await play({
  opening: 'A bridge between MongoDB and a Ditto Big Peer, on Kubernetes.',
  steps: [kubernetes, sides, install, bridge, documents, look],
  end: [removal],
  stage: new ClusterStage(folder),
  invite: options.includes('--keep') ? inviteToCluster : undefined,
})
