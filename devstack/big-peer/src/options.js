import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** The command line is wrong; the message says what to change. */
export class OptionError extends Error {}

const DEFAULTS = {
  port: '8081',
  bind: '127.0.0.1',
  'app-id': '11111111-2222-4333-8444-555555555555',
  'body-limit': String(32 * 1024 * 1024),
  'transaction-timeout': '10000',
}

export const USAGE = `usage: big-peer [options]
  --port N                    port to listen on, 0 for any free one (${DEFAULTS.port})
  --bind ADDRESS              address to listen on (${DEFAULTS.bind})
  --control-port N            port of the control API for tests on the loopback, 0 for any free one; without it there is none
  --app-id UUID               the app that the store belongs to (${DEFAULTS['app-id']})
  --api-key-file FILE         file with the API key; without it the environment variable BIG_PEER_API_KEY
  --data DIR                  folder of the store, kept at exit; without it a temporary one, removed at exit
  --body-limit BYTES          largest request body (${DEFAULTS['body-limit']})
  --transaction-timeout MS    how long a statement waits for its X-DITTO-TXN-ID (${DEFAULTS['transaction-timeout']})
  --exit-with-parent          end when stdin is closed
  --help                      print this
`

/**
 * @typedef {object} Options
 * @property {number} port
 * @property {string} bind
 * @property {number | undefined} controlPort
 * @property {string} appId
 * @property {string} apiKey
 * @property {string | undefined} data
 * @property {number} bodyLimit bytes
 * @property {number} transactionTimeoutMs
 * @property {boolean} exitWithParent
 */

/**
 * @param {string[]} argv without the program
 * @param {Record<string, string | undefined>} env
 * @returns {Options | undefined} undefined when help is asked for
 * @throws {OptionError}
 */
export function readOptions(argv, env) {
  const { values } = parse(argv)
  if (values.help) return undefined
  const appId = values['app-id'] ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId)) throw new OptionError('--app-id must be a UUID')
  return {
    port: whole('port', values.port, 0, 65535),
    bind: values.bind ?? '',
    controlPort: values['control-port'] === undefined ? undefined : whole('control-port', values['control-port'], 0, 65535),
    appId,
    apiKey: apiKey(values['api-key-file'], env.BIG_PEER_API_KEY),
    data: values.data,
    bodyLimit: whole('body-limit', values['body-limit'], 1, 2 ** 30),
    transactionTimeoutMs: whole('transaction-timeout', values['transaction-timeout'], 0, 2 ** 31 - 1),
    exitWithParent: values['exit-with-parent'] ?? false,
  }
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: DEFAULTS.port },
        bind: { type: 'string', default: DEFAULTS.bind },
        'control-port': { type: 'string' },
        'app-id': { type: 'string', default: DEFAULTS['app-id'] },
        'api-key-file': { type: 'string' },
        data: { type: 'string' },
        'body-limit': { type: 'string', default: DEFAULTS['body-limit'] },
        'transaction-timeout': { type: 'string', default: DEFAULTS['transaction-timeout'] },
        'exit-with-parent': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new OptionError(/** @type {Error} */ (error).message)
  }
}

/** @param {string} name @param {string | undefined} text @param {number} least @param {number} most */
function whole(name, text, least, most) {
  const value = /^\d{1,10}$/.test(text ?? '') ? Number(text) : NaN
  if (!(value >= least && value <= most)) throw new OptionError(`--${name} must be a whole number from ${least} to ${most}`)
  return value
}

/** @param {string | undefined} file @param {string | undefined} fromEnvironment */
function apiKey(file, fromEnvironment) {
  if (file === undefined) {
    if (!fromEnvironment) throw new OptionError('an API key is needed: --api-key-file FILE or the environment variable BIG_PEER_API_KEY')
    return checked(fromEnvironment, 'BIG_PEER_API_KEY')
  }
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new OptionError(`--api-key-file can't be read: ${/** @type {NodeJS.ErrnoException} */ (error).code}`)
  }
  return checked(text.trim(), '--api-key-file')
}

/** @param {string} key @param {string} source */
function checked(key, source) {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new OptionError(`${source} must hold one API key of printable characters without spaces`)
  return key
}
