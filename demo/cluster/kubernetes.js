import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { run } from '../lib/command.js'
import { Failure } from '../lib/failure.js'
import { span } from '../lib/narrator.js'
import { ROOT, Stage } from '../lib/stage.js'

export const title = 'A Kubernetes, and the images of operator and bridge'

const NAMES = { operator: 'bigpeer-databridge-operator', runtime: 'bigpeer-databridge-runtime' }

async function begin(stage, tell) {
  Stage.expectBuilt('MongoStandIn')
  await (stage.isForeign ? meet(stage, tell) : make(stage, tell))
}
export { begin as run }

/** The cluster that KUBECONFIG names. */
async function meet(stage, tell) {
  const { REPOSITORY: repository, TAG: tag = version(), HOST_ADDRESS: address } = stage.settings
  const missing = [
    repository ? [] : [`REPOSITORY: from where the nodes of this cluster get the images, such as registry.example/team. \`make images REPOSITORY=…\` builds them; push the two that it names`],
    address ? [] : [`HOST_ADDRESS: the address of this machine as pods of this cluster reach it. MongoDB's stand-in and the Big Peer listen there; this machine has ${addresses().join(', ')}`],
  ].flat()
  if (missing.length > 0) throw new Failure(`KUBECONFIG is set, so that cluster is used. Say also:\n${missing.map(line => `  ${line}`).join('\n')}\nWithout KUBECONFIG, as root on Debian 12, a cluster is made and ended again`)
  if (!addresses().includes(address)) throw new Failure(`HOST_ADDRESS is ${address}, which is no address of this machine: it has ${addresses().join(', ')}`)
  stage.address = address
  stage.images = { operator: `${repository}/${NAMES.operator}`, runtime: `${repository}/${NAMES.runtime}`, tag }
  tell.say(`Asking the cluster of ${stage.kubeConfig} …`)
  const server = await stage.meet()
  await stage.createNamespace()
  tell.done(`Kubernetes ${server} answers; everything of the demo is in the new namespace ${stage.namespace}`)
  tell.aside(`Images ${stage.images.operator}:${tag} and ${stage.images.runtime}:${tag}`)
}

/** One of the demo's own. */
async function make(stage, tell) {
  if (process.getuid() !== 0) throw new Failure('A cluster with pods needs root on this machine (namespaces, mounts, a network link): run it as root, or set KUBECONFIG to use one that is there')
  tell.say('Starting etcd, API server, controllers, scheduler, kubelet and containerd in namespaces of their own,')
  tell.say('and building the images, unless they are built already (the first time takes some three minutes) …')
  const began = performance.now()
  const [images] = await Promise.all([build(stage, tell), startCluster(stage, tell, began)])
  stage.images = images
  const loading = performance.now()
  tell.say('Bringing the images into the node …')
  await run(stage.signal, [path.join(ROOT, 'devstack', 'cluster', 'load'), path.join(stage.folder, 'cluster'), `${images.operator}:${images.tag}`, `${images.runtime}:${images.tag}`])
  tell.done(`The node has both images (${span(performance.now() - loading)})`)
  await stage.createNamespace()
}

async function startCluster(stage, tell, began) {
  await stage.startCluster()
  const server = await stage.meet()
  tell.done(`Kubernetes ${server} has a ready node after ${span(performance.now() - began)}`)
}

async function build(stage, tell) {
  const began = performance.now()
  const output = await run(stage.signal, [path.join(ROOT, 'images', 'build'), '--offline'], { told: line => tell.aside(line) })
  const images = Object.fromEntries(output.trim().split('\n').map(line => line.split(' ')))
  const tag = images.operator.slice(images.operator.lastIndexOf(':') + 1)
  tell.done(`The images ${images.operator} and ${images.runtime} are there (${span(performance.now() - began)})`)
  return { operator: nameOf(images.operator), runtime: nameOf(images.runtime), tag }
}

const nameOf = image => image.slice(0, image.lastIndexOf(':'))

const version = () => /<Version>(.*)<\/Version>/.exec(readFileSync(path.join(ROOT, 'Directory.Build.props'), 'utf8'))[1]

const addresses = () => Object.values(networkInterfaces()).flat().filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address)
