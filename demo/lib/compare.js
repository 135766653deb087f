import { canonicalJson } from './values.js'

/**
 * One place where the sides are not equal.
 *
 * @typedef {object} Difference
 * @property {string} collection
 * @property {string} id the Ditto _id as JSON
 * @property {string} field its path; empty when the whole document is missing
 * @property {Record<string, string>} values what each side has there, as JSON, or `nothing`
 */

/**
 * Every field of every document, on all sides given. An array is one field; so is an empty object.
 *
 * @param {string} collection
 * @param {Record<string, Map<string, object>>} sides documents in Ditto's value space by their id, by the side's name
 * @returns {{ documents: number, fields: number, differences: Difference[] }}
 */
export function compareCollection(collection, sides) {
  const names = Object.keys(sides)
  const ids = new Set(names.flatMap(name => [...sides[name].keys()]))
  const differences = []
  let fields = 0
  for (const id of ids) {
    const there = Object.fromEntries(names.map(name => [name, sides[name].get(id)]))
    if (names.some(name => there[name] === undefined)) {
      differences.push({ collection, id, field: '', values: Object.fromEntries(names.map(name => [name, there[name] === undefined ? 'nothing' : 'the document'])) })
      continue
    }
    const leaves = Object.fromEntries(names.map(name => [name, leavesOf(there[name])]))
    const paths = new Set(names.flatMap(name => [...leaves[name].keys()]))
    fields += paths.size
    for (const field of paths) {
      const values = Object.fromEntries(names.map(name => [name, leaves[name].get(field) ?? 'nothing']))
      if (new Set(Object.values(values)).size > 1) differences.push({ collection, id, field, values })
    }
  }
  return { documents: ids.size, fields, differences }
}

/** @returns {string} one line */
export function describe({ collection, id, field, values }) {
  const sides = Object.entries(values).map(([name, value]) => `${name} has ${value.length > 120 ? `${value.slice(0, 120)}…` : value}`)
  return `${collection} ${id}${field && ` ${field}`}: ${sides.join(', ')}`
}

/** @returns {Map<string, string>} value as canonical JSON by path */
function leavesOf(document, prefix = '', leaves = new Map()) {
  for (const [name, value] of Object.entries(document)) {
    // Quoted where it would be mistaken for two names.
    const path = prefix + (/^[\w$-]+$/.test(name) ? name : JSON.stringify(name))
    const isMap = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
    if (isMap) leavesOf(value, `${path}.`, leaves)
    else leaves.set(path, canonicalJson(value))
  }
  return leaves
}
