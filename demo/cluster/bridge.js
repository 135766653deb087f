import { ClusterStage } from '../lib/cluster-stage.js'
import { span } from '../lib/narrator.js'
import { shown } from './shown.js'

export const title = 'A bridge: two Secrets and a manifest'

const SECRETS = ['example-mongo-connector', 'example-app-big-peer']

export async function run(stage, tell) {
  const [mongo, bigPeer] = SECRETS
  // By stdin: a process list shows arguments.
  await stage.kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [
    secret(mongo, { connectionString: stage.mongoUri }),
    secret(bigPeer, { endpoint: stage.bigPeer.endpoint, apiKey: stage.secrets.apiKey }),
  ] }) })
  tell.done(`Secret ${mongo} has the connection string, Secret ${bigPeer} the endpoint and the API key`)

  const began = performance.now()
  tell.command(`kubectl apply -f ${stage.sample}`)
  shown(tell, await stage.kubectl(['apply', ...stage.flags.kubectl, '-f', stage.sample]))
  let said = ''
  await stage.until('The bridge is ready', async () => {
    const ready = await stage.condition('Ready')
    const words = ready && `${ready.status === 'True' ? 'Ready' : 'Not ready'}: ${ready.reason}`
    if (words && words !== said && ready.status !== 'True') tell.say(`${words} …`)
    said = words
    return ready?.status === 'True'
  })
  tell.done(`The bridge is ready ${span(performance.now() - began)} after its manifest`)
  tell.command('kubectl get bpdb')
  shown(tell, await stage.kubectl(['get', 'bpdb', ClusterStage.BRIDGE]))
}

const secret = (name, stringData) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData })
