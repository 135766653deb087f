// The demo's story; eng/demo starts it with a folder of its own in DEMO_FOLDER and removes that folder afterwards.
import { Failure, Interrupted } from './lib/failure.js'
import { invite } from './lib/invitation.js'
import { Narrator, span } from './lib/narrator.js'
import { Stage } from './lib/stage.js'
import * as sides from './steps/sides.js'
import * as initialSync from './steps/initial-sync.js'
import * as changes from './steps/changes.js'
import * as deletes from './steps/deletes.js'
import * as concurrentEdits from './steps/concurrent-edits.js'
import * as crash from './steps/crash.js'
import * as comparison from './steps/comparison.js'

const STEPS = [sides, initialSync, changes, deletes, concurrentEdits, crash, comparison]

const folder = process.env.DEMO_FOLDER
const options = process.argv.slice(2)
if (!folder || options.some(option => option !== '--keep')) {
  console.error('usage: eng/demo [--keep]\n\n  --keep   leave everything running in the end, until Ctrl-C, and print commands to play with it')
  process.exit(2)
}

const tell = new Narrator(STEPS.length)
const stage = new Stage(folder)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stage.abort(new Interrupted(signal)))
process.exitCode = await play()

async function play() {
  const began = performance.now()
  let failure
  let isKept = false
  try {
    Stage.expectBuilt()
    tell.plain('MongoDB and a Ditto Big Peer, kept in step by a bridge.')
    for (const step of STEPS) {
      tell.step(step.title)
      await step.run(stage, tell)
    }
    if (options.includes('--keep')) {
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
  return conclude(failure ?? failures[0], lastWords, performance.now() - began)
}

function conclude(failure, lastWords, took) {
  if (!failure) {
    tell.plain(`\n${tell.paint('good', 'All of it went well')} in ${span(took)}; everything that was started has ended.`)
    return 0
  }
  if (failure instanceof Interrupted) return failure.exitCode
  tell.bad(`\nThe demo failed: ${failure instanceof Failure ? failure.message : failure.stack}`)
  for (const line of lastWords) tell.plain(line)
  return 1
}
