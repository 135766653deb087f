import { ClusterStage } from '../lib/cluster-stage.js'
import { shown } from './shown.js'

export const title = 'What kubectl says of it'

export async function run(stage, tell) {
  await show(stage, tell, ['get', 'bpdb,statefulsets,pods,services', '-l', 'ditto.live/app=example-app'])
  const described = ['describe', 'bpdb', ClusterStage.BRIDGE]
  tell.command(`kubectl ${described.join(' ')}     # the end of it`)
  shown(tell, endOf(await stage.kubectl(described)))
  await show(stage, tell, ['logs', '-l', 'ditto.live/app=example-app', '--tail=4'])
}

async function show(stage, tell, args) {
  tell.command(`kubectl ${args.join(' ')}`)
  shown(tell, await stage.kubectl(args))
}

/** The conditions and the events: from `Conditions:` on, without the times. */
function endOf(text) {
  const lines = text.split('\n')
  return lines.slice(lines.findIndex(line => /^\s*Conditions:/.test(line))).filter(line => !/^\s*(Last Transition Time|Observed Generation):/.test(line)).join('\n')
}
