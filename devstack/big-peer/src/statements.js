/** What a statement is, as far as it matters here; everything else is the engine's business. */

/** The engine's process aborts on a collection whose name is longer than about this (seen: 255 works, 300 does not). */
const MAX_COLLECTION_NAME = 255

const QUOTED_OR_COMMENT = /`(?:[^`]|``)*`|'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|--[^\n]*|\/\*[^]*?\*\//g
const COLLECTION_NAME = /\b(?:FROM|INTO|UPDATE|ON)\s+(?:COLLECTION\s+)?(`(?:[^`]|``)*`|[A-Za-z_]\w*)/gi

/**
 * @param {string} statement
 * @returns {string | undefined} why the statement can't be run here, if so
 */
export function refusal(statement) {
  if (/alter/i.test(statement) && /\bALTER\s+SYSTEM\b/i.test(statement.replace(QUOTED_OR_COMMENT, ' '))) {
    return 'ALTER SYSTEM is not available over HTTP: strict mode is chosen by the path (v4 or v5)'
  }
  if (statement.length > MAX_COLLECTION_NAME) {
    const names = statement.replace(QUOTED_OR_COMMENT, part => part.startsWith('`') ? part : ' ')
    for (const [, name] of names.matchAll(COLLECTION_NAME)) {
      if (Buffer.byteLength(name.replace(/^`|`$/g, '')) > MAX_COLLECTION_NAME) return `the collection name is longer than ${MAX_COLLECTION_NAME} bytes`
    }
  }
  return undefined
}

/**
 * What a statement does, and to which collection.
 *
 * @typedef {object} StatementTarget
 * @property {'select' | 'insert' | 'update' | 'delete' | 'unknown'} kind EVICT and all else are unknown
 * @property {string} [collection] the first that it names
 * @property {string} [statement] its text
 */

/** @param {string} statement @returns {StatementTarget} */
export function statementTarget(statement) {
  const bare = statement.replace(QUOTED_OR_COMMENT, part => part.startsWith('`') ? part : ' ')
  const word = firstWord(statement).toLowerCase()
  const kind = /** @type {StatementTarget['kind']} */ (['select', 'insert', 'update', 'delete'].includes(word) ? word : 'unknown')
  const [found] = bare.matchAll(COLLECTION_NAME)
  return { kind, collection: found?.[1].replace(/^`([^]*)`$/, (_, name) => name.replaceAll('``', '`')), statement }
}

/**
 * @param {string} statement
 * @param {boolean} committed whether the engine gave the statement a transaction
 * @returns {'select' | 'mutation' | 'unknown'}
 */
export function queryType(statement, committed) {
  if (committed) return 'mutation'
  const word = firstWord(statement)
  if (word === 'SELECT') return 'select'
  return word === 'INSERT' || word === 'UPDATE' || word === 'DELETE' || word === 'EVICT' ? 'mutation' : 'unknown'
}

/** @param {string} statement */
function firstWord(statement) {
  return statement.replace(/^(?:\s+|--[^\n]*\n?|\/\*[^]*?\*\/)+/, '').match(/^\w+/)?.[0].toUpperCase() ?? ''
}
