import assert from 'node:assert/strict'
import test from 'node:test'
import { StrictModeLock } from '../src/strict-mode.js'

/** Work that ends when it is told to. */
function gate() {
  let open
  const opened = new Promise(resolve => { open = resolve })
  return { open, opened }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('statements of one mode run side by side after one switch', async () => {
  const switches = []
  const lock = new StrictModeLock(async strict => { switches.push(strict) })
  const gates = [gate(), gate(), gate()]
  let running = 0
  const all = gates.map(({ opened }) => lock.run(true, async () => { running++; await opened }))
  await settled()
  assert.equal(running, 3)
  gates.forEach(({ open }) => open())
  await Promise.all(all)
  assert.deepEqual(switches, [true])
})

test('the other mode waits until the running statements have ended', async () => {
  const order = []
  const lock = new StrictModeLock(async strict => { order.push(strict) })
  const first = gate()
  const a = lock.run(true, async () => { await first.opened; order.push('strict ended') })
  const b = lock.run(false, async () => { order.push('other ran') })
  await settled()
  assert.deepEqual(order, [true])
  first.open()
  await Promise.all([a, b])
  assert.deepEqual(order, [true, 'strict ended', false, 'other ran'])
})

test('a steady load of one mode does not starve the other', async () => {
  const lock = new StrictModeLock(async () => {})
  const first = gate()
  const order = []
  const all = [lock.run(true, () => first.opened)]
  await settled()
  all.push(lock.run(false, async () => { order.push('other') }))
  for (let i = 0; i < 5; i++) all.push(lock.run(true, async () => { order.push('strict') }))
  first.open()
  await Promise.all(all)
  assert.deepEqual(order, ['other', ...Array(5).fill('strict')])
})

test('no statement ever runs under the wrong mode', async () => {
  let mode
  let running = 0
  let wrong = 0
  const lock = new StrictModeLock(async strict => {
    if (running > 0) wrong++
    await settled()
    mode = strict
  })
  let seed = 7
  const random = n => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % n }
  await Promise.all(Array.from({ length: 500 }, async () => {
    for (let wait = random(20); wait > 0; wait--) await settled()
    const strict = random(2) === 0
    await lock.run(strict, async () => {
      running++
      for (let ticks = random(5); ticks > 0; ticks--) {
        if (mode !== strict) wrong++
        await settled()
      }
      running--
    })
  }))
  assert.equal(wrong, 0)
})

test('a statement that fails leaves the lock, and a switch that fails is reported to one and tried again', async () => {
  let failures = 1
  const lock = new StrictModeLock(async () => { if (failures-- > 0) throw new Error('no switch') })
  const [first, second] = await Promise.allSettled([lock.run(true, async () => 1), lock.run(true, async () => 2)])
  assert.equal(first.reason?.message, 'no switch')
  assert.equal(second.value, 2)
  await assert.rejects(lock.run(true, async () => { throw new Error('failed') }), /failed/)
  assert.equal(await lock.run(false, async () => 3), 3)
})

test('work alone waits for the running statements, lets none in, and the mode is set anew afterwards', async () => {
  const switches = []
  const lock = new StrictModeLock(async strict => { switches.push(strict) })
  const [first, alone] = [gate(), gate()]
  const order = []
  const running = lock.run(true, async () => { await first.opened; order.push('first') })
  await settled()
  const exclusive = lock.alone(async () => { order.push('alone'); await alone.opened })
  const later = lock.run(true, async () => { order.push('later') })
  await settled()
  assert.deepEqual(order, [])
  first.open()
  await running
  await settled()
  assert.deepEqual(order, ['first', 'alone'])
  alone.open()
  await Promise.all([exclusive, later])
  assert.deepEqual(order, ['first', 'alone', 'later'])
  assert.deepEqual(switches, [true, true])
})
