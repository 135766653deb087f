import { Failure, Interrupted } from './failure.js'
import { Narrator, span } from './narrator.js'

/**
 * Tells a story: its steps in order, and in the end everything that was started ends, whatever happened.
 *
 * @param {object} story
 * @param {string} story.opening
 * @param {{ title: string, run(stage, tell): Promise<void> }[]} story.steps
 * @param {{ title: string, run(stage, tell): Promise<void> }[]} [story.end] steps that are left out where the reader wants to play
 * @param {import('./stage.js').Stage} story.stage
 * @param {((stage, tell) => Promise<void>)} [story.invite] instead of the end; waits for the reader
 * @returns {Promise<number>} the exit code
 */
export async function play({ opening, steps, end = [], stage, invite }) {
  const all = invite ? steps : [...steps, ...end]
  const tell = new Narrator(all.length)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stage.abort(new Interrupted(signal)))
  const began = performance.now()
  let failure
  let isKept = false
  try {
    tell.plain(opening)
    for (const step of all) {
      tell.step(step.title)
      await step.run(stage, tell)
    }
    if (invite) {
      isKept = true
      await invite(stage, tell)
    }
  } catch (error) {
    // Whatever was under way fails by the same cause; the first is the true one.
    failure = stage.signal.aborted ? stage.signal.reason : error
  }
  const lastWords = failure instanceof Interrupted ? [] : [...stage.lastWords()]
  if (failure instanceof Interrupted) tell.plain(`\n${isKept ? 'Ending' : 'Interrupted; ending'} everything that was started …`)
  const failures = await stage.close()
  if (isKept && failure instanceof Interrupted) failure = undefined
  return conclude(tell, failure ?? failures[0], lastWords, performance.now() - began)
}

function conclude(tell, failure, lastWords, took) {
  if (!failure) {
    tell.plain(`\n${tell.paint('good', 'All of it went well')} in ${span(took)}; everything that was started has ended.`)
    return 0
  }
  if (failure instanceof Interrupted) return failure.exitCode
  tell.bad(`\nThe demo failed: ${failure instanceof Failure ? failure.message : failure.stack}`)
  for (const line of lastWords) tell.plain(line)
  return 1
}
