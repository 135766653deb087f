/**
 * Errors go to stderr, one JSON object a line; statements and arguments never do.
 *
 * @param {string} message
 * @param {unknown} error
 */
export function logError(message, error) {
  const detail = error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) }
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level: 'error', message, ...detail })}\n`)
}
