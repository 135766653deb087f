// Adds up what suites have left in their folders (see eng/test): outcomes.trx of `dotnet test`, outcomes.jsonl of node-events.mjs,
// `exit-code`, and `problems` with one line for whatever went wrong beside the tests.
//
//   node results.mjs count FOLDER       one line on one suite; exit code 1 if anything in it failed
//   node results.mjs close FOLDER…      skipped tests, failures, and last `N passed, N failed, N skipped`; exit code 1 if any failed
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {{ name: string, outcome: 'passed' | 'failed' | 'skipped', message: string }} Test */

/** Outcomes that trx knows; anything else is a failure. */
const TRX_OUTCOMES = { Passed: 'passed', NotExecuted: 'skipped', Inconclusive: 'skipped' }

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const unescape = text => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
  hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : ENTITIES[name] ?? whole)

/** Elements of XML as .NET's writer makes it: `open` and `close` with a name, and text in between. */
function * readXml(xml) {
  for (const [, slash, name, attributes, empty, text] of xml.matchAll(/<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>([^<]*)/g)) {
    if (slash) yield { kind: 'close', name, text }
    else {
      const values = Object.fromEntries(Array.from(attributes.matchAll(/([\w:.-]+)="([^"]*)"/g), ([, key, value]) => [key, unescape(value)]))
      yield { kind: 'open', name, attributes: values, text: unescape(text) }
      if (empty) yield { kind: 'close', name, text }
    }
  }
}

/** @returns {{ tests: Test[], problems: string[] }} */
function readTrx(xml) {
  const results = []
  const classes = new Map()
  const problems = []
  const open = []
  let unit, result, run
  for (const { kind, name, attributes, text } of readXml(xml)) {
    if (kind === 'close') {
      open.pop()
      continue
    }
    open.push(name)
    const at = open.slice(-3).join('/')
    if (name === 'UnitTestResult') results.push(result = { id: attributes.testId, name: attributes.testName, outcome: TRX_OUTCOMES[attributes.outcome] ?? 'failed', message: '' })
    else if (at === 'Output/ErrorInfo/Message') result.message = text
    else if (at === 'Output/ErrorInfo/StackTrace') result.message += `\n${text}`
    else if (name === 'UnitTest') unit = attributes.id
    else if (name === 'TestMethod') classes.set(unit, attributes.className)
    else if (name === 'RunInfo') run = attributes.outcome
    else if (at === 'RunInfos/RunInfo/Text' && run !== 'Warning') problems.push(text.split('\n')[0])
  }
  // A failing fixture's set-up and a test's own output come by the same elements; only results count.
  const tests = results.map(({ id, name, outcome, message }) => ({ name: `${classes.get(id) ?? '?'}.${name}`, outcome, message }))
  return { tests, problems: problems.filter(text => /crash|abort|hang|host process/i.test(text)) }
}

/** @returns {{ tests: Test[], problems: string[] }} */
function readEvents(lines) {
  const problems = []
  const tests = []
  for (const line of lines.split('\n').filter(Boolean)) {
    try {
      const { name, file, outcome, message } = JSON.parse(line)
      tests.push({ name: `${path.basename(file ?? '?')}: ${name}`, outcome, message })
    } catch (error) {
      problems.push(`its results end in the middle of a line: ${error.message}`)
    }
  }
  return { tests, problems }
}

const textOf = file => existsSync(file) ? readFileSync(file, 'utf8') : undefined

/** Everything on one suite. Each problem counts as one failure. */
function readSuite(folder) {
  const at = file => path.join(folder, file)
  const trx = textOf(at('outcomes.trx'))
  const events = textOf(at('outcomes.jsonl'))
  const { tests, problems } = trx !== undefined ? readTrx(trx) : readEvents(events ?? '')
  problems.push(...(textOf(at('problems')) ?? '').split('\n').filter(Boolean))

  const count = outcome => tests.filter(test => test.outcome === outcome).length
  const exit = textOf(at('exit-code'))?.trim()
  if (exit === undefined) problems.push('it did not end')
  else if (exit !== '0' && count('failed') + problems.length === 0) problems.push(`exit code ${exit}`)
  if (tests.length + problems.length === 0 && !existsSync(at('is-step'))) problems.push('it yields no results')

  return {
    name: path.basename(folder),
    folder,
    tests,
    problems,
    passed: count('passed'),
    failed: count('failed') + problems.length,
    skipped: count('skipped'),
  }
}

const indent = text => text.trimEnd().split('\n').map(line => `      ${line}`).join('\n')
const tail = (text, lines) => text.trimEnd().split('\n').slice(-lines).join('\n')

function * report(suites) {
  const skipped = suites.flatMap(suite => suite.tests.filter(test => test.outcome === 'skipped').map(test => ({ suite, test })))
  if (skipped.length > 0) yield '\nSkipped:'
  for (const { suite, test } of skipped) yield `  ${suite.name}: ${test.name}: ${test.message.trim() || 'no reason given'}`

  if (suites.some(suite => suite.failed > 0)) yield '\nFailed:'
  for (const { name, folder, tests, problems } of suites) {
    for (const test of tests.filter(test => test.outcome === 'failed')) yield `  ${name}: ${test.name}\n${indent(test.message)}`
    for (const problem of problems) yield `  ${name}: ${problem}`
    if (problems.length > 0) yield indent(`the end of ${path.relative('.', path.join(folder, 'log'))}:\n${tail(textOf(path.join(folder, 'log')) ?? '', 60)}`)
  }
}

const [mode, ...folders] = process.argv.slice(2)
const suites = folders.map(readSuite)
const sum = of => suites.reduce((total, suite) => total + suite[of], 0)
const line = `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`
if (mode === 'close') for (const part of report(suites)) console.log(part)
console.log(mode === 'close' ? `\n${line}` : line)
process.exitCode = sum('failed') > 0 ? 1 : 0
