import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from './failure.js'

const PROBE_EVERY_MS = 5

/**
 * Asks again and again until the answer is true-ish.
 *
 * @template T
 * @param {AbortSignal} signal
 * @param {string} what what is awaited, for the failure
 * @param {() => Promise<T>} probe
 * @param {{ within?: number, every?: number }} [limits] in ms
 * @returns {Promise<T>}
 */
export async function until(signal, what, probe, { within = 15_000, every = PROBE_EVERY_MS } = {}) {
  const end = performance.now() + within
  for (;;) {
    signal.throwIfAborted()
    const answer = await probe()
    if (answer) return answer
    if (performance.now() > end) throw new Failure(`${what}: not within ${within / 1000} s`)
    await pause(every, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}
