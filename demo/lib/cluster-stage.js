import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './command.js'
import { Failure } from './failure.js'
import { ROOT, Stage } from './stage.js'
import { until } from './until.js'

const CRD = 'bigpeerdatabridges.ditto.live'
const OPERATOR = 'bigpeer-databridge-operator'
const POD_SETTINGS = /^(REPOSITORY|TAG|HOST_ADDRESS)$/

/** The stage on Kubernetes: a cluster of the demo's own, or a part of one that is there. */
export class ClusterStage extends Stage {
  static DATABASE = 'test-db'
  static COLLECTION = 'tasks'
  static BRIDGE = 'minimal'
  static RELEASE = OPERATOR

  #isInstalled = false
  #hasNamespace = false
  #madeCrd = false

  constructor(folder, env = process.env) {
    super(folder)
    this.isForeign = Boolean(env.KUBECONFIG)
    // kubectl takes several files; they are looked for from where the demo was called.
    this.kubeConfig = (env.KUBECONFIG ?? '').split(path.delimiter).map(file => file && path.resolve(file)).join(path.delimiter)
    this.settings = Object.fromEntries(Object.entries(env).filter(([name, value]) => POD_SETTINGS.test(name) && value))
    this.namespace = this.isForeign ? `bridge-demo-${randomBytes(3).toString('hex')}` : 'ditto'
  }

  /** Where the images are: `{ operator, runtime, tag }`. */
  images

  /** This machine as pods have it. */
  address

  /** Flags that kubectl and helm need for a server that does not know the rules (CEL) in the CRD. */
  flags = { kubectl: [], helm: [] }

  /** The sample of the README. */
  get sample() {
    return path.join('samples', 'minimal.yaml')
  }

  /** kubectl, in the namespace of the demo. @returns {Promise<string>} */
  kubectl(args, options) {
    return run(this.signal, ['kubectl', '-n', this.namespace, ...args], { ...options, ...this.#place })
  }

  /** @returns {Promise<string>} */
  helm(args) {
    return run(this.signal, ['helm', '-n', this.namespace, ...args], this.#place)
  }

  /** Whether the demo may work in this cluster; a foreign one's operator must not serve the same bridges. */
  async meet() {
    const { serverVersion } = JSON.parse(await this.kubectl(['version', '-o', 'json']))
    if (!serverVersion) throw new Failure(`No API server answers behind ${this.kubeConfig}`)
    if (Number.parseInt(serverVersion.minor, 10) < 25) this.flags = { kubectl: ['--validate=false'], helm: ['--disable-openapi-validation'] }
    if (this.isForeign) {
      const { items } = JSON.parse(await this.kubectl(['get', 'deployments', '--all-namespaces', '-l', `app.kubernetes.io/name=${OPERATOR}`, '-o', 'json']))
      const rival = items.find(({ spec }) => !spec.template.spec.containers.some(({ args }) => args?.some(arg => arg.startsWith('--namespace='))))
      if (rival) throw new Failure(`Deployment ${rival.metadata.name} in namespace ${rival.metadata.namespace} serves the bridges of all namespaces of this cluster already, and so it would those of the demo. Give it watchNamespaces, or take another cluster`)
    }
    return serverVersion.gitVersion
  }

  async createNamespace() {
    await this.kubectl(['create', 'namespace', this.namespace])
    this.#hasNamespace = true
    if (!this.isForeign) return
    this.#madeCrd = !await this.#exists(['crd', CRD])
    writeFileSync(this.#note, `The demo could not tidy up in the cluster. What may be left there: namespace ${this.namespace}${this.#madeCrd ? `, and the CRD ${CRD} if no other bridges use it` : ''}\n`)
  }

  /** What `helm install` is called with. */
  get installation() {
    const { operator, runtime, tag } = this.images
    const values = [`image.repository=${operator},image.tag=${tag}`, `runtimeImage.repository=${runtime},runtimeImage.tag=${tag}`, 'statusInterval=2']
    if (this.isForeign) values.push(`watchNamespaces={${this.namespace}}`)
    return ['install', ClusterStage.RELEASE, path.join('charts', OPERATOR), ...values.flatMap(value => ['--set', value]), ...this.flags.helm, '--wait', '--timeout', '5m']
  }

  async install() {
    this.#isInstalled = true
    await this.helm(this.installation)
  }

  async uninstall() {
    await this.helm(['uninstall', ClusterStage.RELEASE, '--wait', '--timeout', '2m'])
    this.#isInstalled = false
  }

  /** The bridge's condition. @returns {Promise<{ status: string, reason: string, message: string } | undefined>} */
  async condition(type) {
    const bridge = JSON.parse(await this.kubectl(['get', 'bpdb', ClusterStage.BRIDGE, '-o', 'json']))
    return bridge.status?.conditions?.find(condition => condition.type === type)
  }

  /** A cluster of the demo's own goes as a whole; in another one what the demo has made is taken back. */
  async close() {
    const failures = this.isForeign && this.#hasNamespace ? await this.#takeBack() : []
    return [...failures, ...await super.close()]
  }

  /** Chart and samples are named as a reader in the checkout would. */
  get #place() {
    return { cwd: ROOT, env: { KUBECONFIG: this.kubeConfig } }
  }

  get #note() {
    return path.join(this.folder, 'left-behind')
  }

  async #takeBack() {
    const end = AbortSignal.timeout(240_000)
    const call = command => run(end, command, this.#place)
    const failures = []
    const attempt = async action => { await action().catch(error => failures.push(error)) }
    await attempt(() => call(['kubectl', '-n', this.namespace, 'delete', 'bpdb', '--all', '--ignore-not-found', '--timeout=60s']).catch(error => { if (this.#isInstalled) throw error }))
    if (this.#isInstalled) await attempt(() => call(['helm', '-n', this.namespace, 'uninstall', ClusterStage.RELEASE, '--wait', '--timeout', '2m']).catch(error => { if (!error.message.includes('not found')) throw error }))
    if (this.#madeCrd) await attempt(() => this.#removeCrd(call))
    await attempt(() => call(['kubectl', 'delete', 'namespace', this.namespace, '--timeout=120s']))
    if (failures.length === 0) rmSync(this.#note)
    return failures
  }

  /** Bridges that others have made meanwhile would go with it. */
  async #removeCrd(call) {
    const others = await call(['kubectl', 'get', 'bpdb', '--all-namespaces', '-o', 'name'])
    if (!others.trim()) await call(['kubectl', 'delete', 'crd', CRD, '--ignore-not-found', '--timeout=60s'])
  }

  async #exists(args) {
    return (await this.kubectl(['get', ...args, '-o', 'name', '--ignore-not-found'])).trim() !== ''
  }

  /** Starts a cluster with a node. */
  async startCluster() {
    const program = this.start('Kubernetes', [path.join(ROOT, 'devstack', 'cluster', 'run-pods'), path.join(this.folder, 'cluster')])
    const [, config] = await program.line(this.signal, /^ready (.+)$/m, { within: 180_000 })
    this.kubeConfig = config
    this.address = /^host (.+)$/m.exec(program.text)[1]
  }

  /** Waits for kubectl's answer. */
  until(what, probe, within = 120_000) {
    return until(this.signal, what, probe, { within, every: 250 })
  }
}
