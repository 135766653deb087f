import { describe } from './compare.js'

const SHOWN = 10

/** @param {import('./compare.js').Difference[]} differences */
export function tellDifferences(differences, tell) {
  for (const difference of differences.slice(0, SHOWN)) tell.say(describe(difference))
  if (differences.length > SHOWN) tell.say(`… and ${differences.length - SHOWN} more`)
}
