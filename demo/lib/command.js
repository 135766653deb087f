import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Failure } from './failure.js'

/**
 * Runs a program to its end, in a process group of its own: Ctrl-C at the terminal is for the demo, which ends what is under way in order.
 *
 * @param {AbortSignal} signal ends it and all that it has started
 * @param {string[]} command
 * @param {object} [options]
 * @param {string} [options.input] for its stdin
 * @param {string} [options.name] instead of the command, in a failure
 * @param {Record<string, string>} [options.env] beside what this process has
 * @param {string} [options.cwd] the folder that it runs in
 * @param {(line: string) => void} [options.told] called with each line of stderr
 * @returns {Promise<string>} stdout
 * @throws {Failure} with what it said
 */
export async function run(signal, [file, ...args], { input, name = [file, ...args].join(' '), env, cwd, told } = {}) {
  signal.throwIfAborted()
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, cwd, env: { ...process.env, ...env } })
  const abort = () => { try { process.kill(-child.pid, 'SIGTERM') } catch { /* it has just ended */ } }
  signal.addEventListener('abort', abort, { once: true })
  try {
    let stdout = ''
    const errors = []
    child.stdout.setEncoding('utf8').on('data', text => { stdout += text })
    createInterface({ input: child.stderr }).on('line', line => {
      errors.push(line)
      told?.(line)
    })
    // A program that does not read to the end is no failure; how it ends says what is.
    child.stdin.on('error', () => {}).end(input ?? '')
    const end = await new Promise((resolve, reject) => child.once('close', (code, by) => resolve(by ?? code)).once('error', reject))
      .catch(error => { throw new Failure(`${file} cannot be run: ${error.message}`) })
    signal.throwIfAborted()
    if (end !== 0) throw new Failure(`\`${name}\` ended with ${end}:\n${[...errors, ...stdout.split('\n')].filter(Boolean).slice(-15).map(line => `  ${line}`).join('\n')}`)
    return stdout
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
