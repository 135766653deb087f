import { setTimeout as wait } from 'node:timers/promises'
import { gatewayError, requestError, statementFailure, transportError } from '../answers.js'
import { forbidden, httpApi, transactionHeader, unauthorized, unknownApp } from '../http-api.js'
import { readBody } from '../request-body.js'
import { statementTarget } from '../statements.js'
import { ActiveRule } from './active-rule.js'
import { StaleView } from './stale-view.js'

/** @typedef {import('../answers.js').Answer} Answer */
/** @typedef {import('../http-api.js').Handler} Handler */
/** @typedef {import('../http-api.js').Request} Request */
/** @typedef {import('./rule.js').Rule} Rule */

/** Middleware that makes the API misbehave as its rules say. Rules are asked in their order: delays add up, the first other one that fires decides. */
export class FaultLayer {
  #api
  #folder
  /** @type {ActiveRule[]} */
  #rules = []
  #lastId = 0

  /** @param {Parameters<typeof httpApi>[0]} api the options of the API that it stands before @param {() => string} folder makes an empty folder */
  constructor(api, folder) {
    this.#api = api
    this.#folder = folder
  }

  get rules() {
    return this.#rules
  }

  /** @param {Rule} rule @returns {Promise<ActiveRule>} */
  async add(rule) {
    const view = rule.fault === 'stale' ? await StaleView.of(this.#api.engine, this.#folder()) : undefined
    const active = new ActiveRule(++this.#lastId, rule, view)
    this.#rules.push(active)
    return active
  }

  /** @param {number} [id] without it all @returns {Promise<boolean>} whether there was such a rule */
  async clear(id) {
    const ended = this.#rules.filter(active => id === undefined || active.id === id)
    this.#rules = this.#rules.filter(active => !ended.includes(active))
    await Promise.all(ended.map(active => active.end()))
    return id === undefined || ended.length > 0
  }

  /** @param {Request} request @param {Handler} next @returns {Promise<Answer>} */
  async answer(request, next) {
    if (this.#rules.length === 0) return await next(request)
    const target = await targetOf(request, this.#api.bodyLimit)
    for (const active of [...this.#rules]) {
      // It may have been cleared while an earlier one delayed this request.
      if (active.cleared.aborted || !active.fires(target)) continue
      if (active.rule.fault !== 'delay') return await this.#apply(active, request, next)
      if (active.rule.when === 'after') next = delayed(next, active)
      else await pause(active, active.rule.delayMs)
    }
    return await next(request)
  }

  /** @param {ActiveRule} active @param {Request} request @param {Handler} next @returns {Promise<Answer>} */
  async #apply(active, request, next) {
    const { rule } = active
    const executed = rule.when === 'after' || rule.fault === 'cut' ? await next(request) : undefined
    switch (rule.fault) {
      case 'unauthorized': return unauthorized()
      case 'forbidden': return forbidden()
      case 'unknownApp': return unknownApp()
      case 'answer': return shaped(rule, this.#api.engine.view.reached)
      case 'cut': return { .../** @type {Answer} */ (executed), cut: { bytes: rule.bytes, reset: rule.reset } }
      case 'stale': return await active.use(() => this.#stale(active, request, next))
      default:
        request.socket.destroy()
        return transportError(503, 'the connection was dropped')
    }
  }

  /** @param {ActiveRule} active @param {Request} request @param {Handler} next @returns {Promise<Answer>} */
  async #stale(active, request, next) {
    const { engine, reached } = /** @type {StaleView} */ (active.view)
    const awaited = transactionHeader(request.headers['x-ditto-txn-id'])
    if (awaited !== undefined && awaited > reached && active.rule.unreached === 'wait') {
      await pause(active, this.#api.transactionTimeoutMs)
      // The view has caught up.
      if (active.cleared.aborted) return await next(request)
    }
    return await httpApi({ ...this.#api, engine, transactionTimeoutMs: 0 })(request)
  }
}

/** @param {Handler} next @param {ActiveRule} active @returns {Handler} */
function delayed(next, active) {
  return async request => {
    const answer = await next(request)
    await pause(active, active.rule.delayMs)
    return answer
  }
}

/** Waits, at most until the rule is cleared. @param {ActiveRule} active @param {number} [ms] without it until then */
async function pause({ cleared }, ms = 2 ** 31 - 1) {
  await wait(ms, undefined, { signal: cleared }).catch(error => {
    if (!cleared.aborted) throw error
  })
}

/** @param {Request} request @param {number} limit @returns {Promise<import('../statements.js').StatementTarget>} */
async function targetOf(request, limit) {
  try {
    return statementTarget(JSON.parse((await readBody(request, limit)).toString()).statement)
  } catch (error) {
    // The API itself says what is wrong with the request; until then it is of no kind.
    if (request.destroyed && !request.complete) throw error
    return { kind: 'unknown' }
  }
}

/** @param {Rule} rule @param {bigint} reached @returns {Answer} */
function shaped(rule, reached) {
  const { status, message, headers } = rule
  if (rule.body !== undefined) return { status, headers, body: [rule.body] }
  const plain = {
    statement: () => statementFailure(status, message, 'unknown', reached),
    message: () => gatewayError(status, message),
    error: () => requestError(status, rule.code, message),
    text: () => transportError(status, message),
  }[rule.shape]()
  return { ...plain, headers: { ...plain.headers, ...headers } }
}
