import { json, transportError } from '../answers.js'
import { BodyTooLarge, readBody } from '../request-body.js'
import { RuleError, readRule } from './rule.js'

const BODY_LIMIT = 1024 * 1024

/**
 * The control port: `POST /rules` adds a rule, `GET /rules` shows them with their hits, `DELETE /rules` and `DELETE /rules/<id>` clear.
 *
 * @param {import('./fault-layer.js').FaultLayer} faults
 * @returns {import('../http-api.js').Handler}
 */
export function controlApi(faults) {
  return async request => {
    const [, id] = /^\/rules(?:\/(\d{1,9}))?$/.exec(request.url ?? '') ?? ['', null]
    if (id === null) return transportError(404, 'Not Found')
    if (request.method === 'DELETE') {
      const found = await faults.clear(id === undefined ? undefined : Number(id))
      return found ? json(200, ['{}']) : transportError(404, `there is no rule ${id}`)
    }
    if (id !== undefined) return transportError(405, 'Method Not Allowed', { allow: 'DELETE' })
    if (request.method === 'GET') return json(200, [JSON.stringify({ rules: faults.rules })])
    if (request.method !== 'POST') return transportError(405, 'Method Not Allowed', { allow: 'DELETE, GET, POST' })
    try {
      return json(201, [JSON.stringify(await faults.add(readRule(JSON.parse((await readBody(request, BODY_LIMIT)).toString()))))])
    } catch (error) {
      if (error instanceof BodyTooLarge) return transportError(413, `a rule is at most ${BODY_LIMIT} bytes`)
      if (error instanceof RuleError || error instanceof SyntaxError) return transportError(400, error.message)
      throw error
    }
  }
}
