import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const DEADLINE_MS = 30_000

export const API_KEY = 'test-key-1'

/** @param {import('node:test').TestContext | undefined} after where the removal is registered @returns {string} a folder of its own */
export function temporaryFolder(after) {
  const folder = mkdtempSync(path.join(tmpdir(), 'big-peer-test-'))
  after.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts the program without waiting for it. @param {string[]} args */
export function launch(args, { key = API_KEY, env = {} } = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, BIG_PEER_API_KEY: key, ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => { output.stdout += text })
  child.stderr.setEncoding('utf8').on('data', text => { output.stderr += text })
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }))
  return { child, output, exited }
}

/** A running Big Peer. It ends with the test process whatever happens, because its stdin closes. */
export class BigPeer {
  #launched
  #agent = new http.Agent({ keepAlive: true })

  constructor(launched, ready) {
    this.#launched = launched
    this.endpoint = ready.endpoint
    this.ready = ready
  }

  /** @param {string[]} args */
  static async start(args = [], options = {}) {
    const launched = launch(['--port', '0', '--exit-with-parent', ...args], options)
    const line = await Promise.race([
      once(createInterface(launched.child.stdout), 'line', { signal: AbortSignal.timeout(DEADLINE_MS) }).then(([text]) => text),
      launched.exited.then(end => { throw new Error(`ended before it was ready: ${JSON.stringify(end)}`) }),
    ])
    return new BigPeer(launched, JSON.parse(line))
  }

  /** What it has written so far. */
  get output() {
    return this.#launched.output
  }

  get pid() {
    return this.#launched.child.pid
  }

  /** @param {'v4' | 'v5'} version @param {string} statement @param {string} [args] JSON text @param {Record<string, string>} [headers] */
  async execute(version, statement, args, headers = {}) {
    const body = `{"statement":${JSON.stringify(statement)}${args === undefined ? '' : `,"args":${args}`}}`
    const answer = await this.post(`/api/${version}/store/execute`, body, headers)
    return { ...answer, json: JSON.parse(answer.text) }
  }

  /** Like `execute`, but a failure throws. @returns {Promise<any>} the answer's JSON */
  async run(version, statement, args, headers) {
    const { status, json, text } = await this.execute(version, statement, args, headers)
    if (status !== 200) throw new Error(`${status} ${text}`)
    return json
  }

  /** @param {string} path below the endpoint @param {string | Buffer} body @param {Record<string, string | undefined>} headers */
  async post(path, body, headers = {}, method = 'POST') {
    const all = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers }
    return await this.send(this.endpoint + path, method, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), body)
  }

  /** @returns {Promise<{ status: number, headers: Record<string, string>, text: string }>} */
  async send(url, method, headers, body) {
    return await new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent: this.#agent, signal: AbortSignal.timeout(DEADLINE_MS) }, response => {
        const chunks = []
        response.on('data', chunk => chunks.push(chunk)).on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }))
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  /** @param {NodeJS.Signals | 'stdin'} how */
  async stop(how = 'SIGTERM') {
    this.#agent.destroy()
    if (how === 'stdin') this.#launched.child.stdin.end()
    else this.#launched.child.kill(how)
    const deadline = setTimeout(() => this.#launched.child.kill('SIGKILL'), DEADLINE_MS)
    const end = await this.#launched.exited
    clearTimeout(deadline)
    return end
  }
}
