// The demo's story; eng/demo starts it with a folder of its own in DEMO_FOLDER and removes that folder afterwards.
import { invite } from './lib/invitation.js'
import { play } from './lib/play.js'
import { Stage } from './lib/stage.js'
import * as sides from './steps/sides.js'
import * as initialSync from './steps/initial-sync.js'
import * as changes from './steps/changes.js'
import * as deletes from './steps/deletes.js'
import * as concurrentEdits from './steps/concurrent-edits.js'
import * as crash from './steps/crash.js'
import * as comparison from './steps/comparison.js'

const folder = process.env.DEMO_FOLDER
const options = process.argv.slice(2)
if (!folder || options.some(option => option !== '--keep')) {
  console.error('usage: eng/demo [--keep]\n\n  --keep   leave everything running in the end, until Ctrl-C, and print commands to play with it')
  process.exit(2)
}

process.exitCode = await play({
  opening: 'MongoDB and a Ditto Big Peer, kept in step by a bridge.',
  steps: [sides, initialSync, changes, deletes, concurrentEdits, crash, comparison],
  stage: new Stage(folder),
  invite: options.includes('--keep') ? invite : undefined,
})
