#!/usr/bin/env node
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Engine } from './engine.js'
import { controlApi } from './faults/control-api.js'
import { FaultLayer } from './faults/fault-layer.js'
import { httpApi } from './http-api.js'
import { logError } from './log.js'
import { OptionError, USAGE, readOptions } from './options.js'
import { Server } from './server.js'

/** Answers in flight have this long to end; with the engine's own closing the whole stays below 5 s. */
const GRACE_MS = 3000
const LAST_RESORT_MS = 4500
/** Whoever reaches the control port can make the server lie. */
const LOOPBACK = '127.0.0.1'

const options = optionsOrExit()
/** @type {string[]} */
const temporary = []
/** @type {Server | undefined} */
let server
/** @type {Server | undefined} */
let control
/** @type {FaultLayer | undefined} */
let faults
/** @type {Engine | undefined} */
let engine
let ending = false
// The engine's calls do not keep Node alive by themselves; a process that ends within one aborts.
const alive = setInterval(() => {}, 60_000)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0))
if (options.exitWithParent) {
  process.stdin.on('end', () => void end(0)).on('error', () => void end(0))
  process.stdin.resume()
}
process.on('uncaughtException', error => {
  logError('uncaught', error)
  void end(1)
})
// However it ends, unless it is killed or the engine aborts it.
process.on('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
})

const starting = start()

async function start() {
  const { appId, apiKey, bind, bodyLimit, controlPort, data, port, transactionTimeoutMs } = options
  try {
    const directory = data === undefined ? temporaryFolder() : path.resolve(data)
    mkdirSync(directory, { recursive: true })
    engine = await Engine.open({ databaseId: appId, directory })
    if (ending) return
    const api = { engine, appId, apiKey, bodyLimit, transactionTimeoutMs }
    const layer = faults = controlPort === undefined ? undefined : new FaultLayer(api, temporaryFolder)
    server = new Server({ handler: httpApi(api), middleware: layer && [(request, next) => layer.answer(request, next)] })
    const bound = await server.listen({ port, host: bind })
    control = layer && new Server({ handler: controlApi(layer) })
    const controlBound = await control?.listen({ port: controlPort ?? 0, host: LOOPBACK })
    // An IPv6 address stands in brackets.
    const host = bind.includes(':') ? `[${bind}]` : bind
    process.stdout.write(`${JSON.stringify({ ready: true, port: bound, endpoint: `http://${host}:${bound}/${appId}`, controlPort: controlBound })}\n`)
  } catch (error) {
    logError('start failed', error)
    void end(1)
  }
}

function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'big-peer-'))
  temporary.push(folder)
  return folder
}

/** @param {number} code */
async function end(code) {
  if (ending) return
  ending = true
  const lastResort = setTimeout(() => process.exit(1), LAST_RESORT_MS)
  try {
    // The engine can't be left while it opens.
    await starting
    await control?.close(GRACE_MS)
    await faults?.clear()
    await server?.close(GRACE_MS)
    await engine?.close()
  } catch (error) {
    logError('stop failed', error)
    code = 1
  }
  clearTimeout(lastResort)
  clearInterval(alive)
  process.exit(code)
}

function optionsOrExit() {
  try {
    const read = readOptions(process.argv.slice(2), process.env)
    if (read) return read
    process.stdout.write(USAGE)
    process.exit(0)
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    process.stderr.write(`${error.message}\n\n${USAGE}`)
    process.exit(2)
  }
}
