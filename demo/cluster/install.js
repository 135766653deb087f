import { ClusterStage } from '../lib/cluster-stage.js'
import { span } from '../lib/narrator.js'
import { shown } from './shown.js'

export const title = 'Install the operator with Helm'

export async function run(stage, tell) {
  tell.command(`helm ${stage.installation.join(' ')}`)
  const began = performance.now()
  await stage.install()
  tell.done(`The operator's two pods are ready (${span(performance.now() - began)}): one acts, the other takes over when it is gone`)
  const pods = ['get', 'pods', '-l', `app.kubernetes.io/name=${ClusterStage.RELEASE}`]
  tell.command(`kubectl ${pods.join(' ')}`)
  shown(tell, await stage.kubectl(pods))
}
