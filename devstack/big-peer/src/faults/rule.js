/** A rule that can't be read; the message names the member and what it may hold. */
export class RuleError extends Error {}

export const KINDS = ['any', 'select', 'insert', 'update', 'delete']
export const SHAPES = ['statement', 'message', 'error', 'text']

/** What each fault needs beside the members that every rule may have. */
const MEMBERS = {
  delay: ['delayMs', 'when'],
  drop: ['when'],
  cut: ['bytes', 'reset'],
  answer: ['when', 'status', 'shape', 'message', 'code', 'body', 'headers'],
  stale: ['unreached'],
  unauthorized: [],
  forbidden: [],
  unknownApp: [],
}
const COMMON = ['fault', 'kind', 'collection', 'collectionPattern', 'statementPattern', 'times', 'probability', 'seed']

/**
 * How the Big Peer is to misbehave. Statements are matched by kind and collection.
 *
 * @typedef {object} Rule
 * @property {keyof typeof MEMBERS} fault
 * @property {'any' | 'select' | 'insert' | 'update' | 'delete'} kind
 * @property {string} [collection] the exact name; neither this nor the pattern: every collection
 * @property {string} [collectionPattern] a regular expression
 * @property {string} [statementPattern] a regular expression that the statement's text must match
 * @property {number} [times] how often it fires; without it until it is cleared
 * @property {number} probability of firing at a match, 0 to 1
 * @property {number} seed of the generator behind the probability
 * @property {'before' | 'after'} when before or after the statement is executed
 * @property {number} [delayMs] without it until the rule is cleared
 * @property {number} bytes how much of the answer's body goes out before the connection ends
 * @property {boolean} reset whether it is reset, not closed
 * @property {number} status
 * @property {'statement' | 'message' | 'error' | 'text'} shape of the answer's body
 * @property {string} message
 * @property {string} code of the shape `error`
 * @property {string} [body] sent as it is, in place of a shape
 * @property {Record<string, string>} headers
 * @property {'refuse' | 'wait'} unreached what becomes of a read whose X-DITTO-TXN-ID the stale view has not reached
 */

/** @param {unknown} given as it came over HTTP @returns {Rule} with its defaults @throws {RuleError} */
export function readRule(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new RuleError('a rule must be an object')
  const rule = /** @type {Record<string, any>} */ (given)
  oneOf(rule, 'fault', Object.keys(MEMBERS))
  const allowed = [...COMMON, ...MEMBERS[/** @type {Rule['fault']} */ (rule.fault)]]
  const unknown = Object.keys(rule).find(key => !allowed.includes(key))
  if (unknown !== undefined) throw new RuleError(`"${unknown}" is no member of a rule with fault "${rule.fault}"; these are: ${allowed.join(', ')}`)
  const full = {
    kind: rule.fault === 'stale' ? 'select' : 'any', probability: 1, seed: 1, when: 'before', bytes: 16, reset: false, status: 503, shape: 'message', code: 'Fault', headers: {}, unreached: 'refuse',
    message: 'a fault that a test asked for', ...rule,
  }
  oneOf(full, 'kind', KINDS)
  oneOf(full, 'when', ['before', 'after'])
  oneOf(full, 'shape', SHAPES)
  oneOf(full, 'unreached', ['refuse', 'wait'])
  number(full, 'times', 1, 1e9)
  number(full, 'seed', 0, 2 ** 32 - 1)
  number(full, 'delayMs', 0, 2 ** 31 - 1)
  number(full, 'bytes', 0, 2 ** 30)
  number(full, 'status', 200, 599)
  if (typeof full.reset !== 'boolean') throw new RuleError('"reset" must be true or false')
  if (!(full.probability >= 0 && full.probability <= 1)) throw new RuleError('"probability" must be a number from 0 to 1')
  for (const name of ['collection', 'collectionPattern', 'statementPattern', 'message', 'code', 'body']) {
    if (full[name] !== undefined && typeof full[name] !== 'string') throw new RuleError(`"${name}" must be a string`)
  }
  if (full.collection !== undefined && full.collectionPattern !== undefined) throw new RuleError('a rule has "collection" or "collectionPattern", not both')
  if (typeof full.headers !== 'object' || full.headers === null || Object.values(full.headers).some(value => typeof value !== 'string')) throw new RuleError('"headers" must be an object of strings')
  if (rule.fault === 'stale' && full.kind !== 'select') throw new RuleError('only reads can be stale: "kind" must be "select"')
  pattern(full, 'collectionPattern')
  pattern(full, 'statementPattern')
  return /** @type {Rule} */ (full)
}

/** @param {Record<string, any>} rule @param {'collectionPattern' | 'statementPattern'} name @returns {RegExp | undefined} */
export function pattern(rule, name) {
  const text = rule[name]
  try {
    return text === undefined ? undefined : new RegExp(text)
  } catch (error) {
    throw new RuleError(`"${name}" is no regular expression: ${/** @type {Error} */ (error).message}`)
  }
}

/** @param {Record<string, any>} rule @param {string} name @param {string[]} values */
function oneOf(rule, name, values) {
  if (!values.includes(rule[name])) throw new RuleError(`"${name}" must be one of ${values.join(', ')}`)
}

/** @param {Record<string, any>} rule @param {string} name @param {number} least @param {number} most */
function number(rule, name, least, most) {
  const value = rule[name]
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) throw new RuleError(`"${name}" must be a whole number from ${least} to ${most}`)
}
