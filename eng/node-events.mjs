// A reporter of node's test runner: one JSON line for every test that has ended, read by results.mjs. Suites (describe) are no tests.
export default async function * (source) {
  for await (const { type, data } of source) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue
    const skipped = data.skip ?? data.todo // true, or the reason
    yield JSON.stringify({
      name: data.name,
      file: data.file,
      outcome: skipped !== undefined && skipped !== false ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      message: typeof skipped === 'string' ? skipped : explain(data.details?.error),
    }) + '\n'
  }
}

/** The runner wraps what a test threw; the cause says more. */
function explain(error) {
  const cause = error?.cause ?? error
  if (cause === undefined) return ''
  return cause instanceof Error ? cause.stack ?? String(cause) : String(cause)
}
