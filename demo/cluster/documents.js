import { ClusterStage } from '../lib/cluster-stage.js'
import { span } from '../lib/narrator.js'
import { until } from '../lib/until.js'

export const title = 'Documents go both ways'

const TASKS = ClusterStage.COLLECTION
const LIMIT = { within: 30_000 }

export async function run({ mongo, bigPeer, signal }, tell) {
  const collection = mongo.collection(TASKS)
  const crossing = async (direction, what, write, arrived) => {
    await write()
    const written = performance.now()
    await until(signal, `${direction}: ${what}`, arrived, LIMIT)
    tell.done(`${direction}  ${span(performance.now() - written).padStart(7)}  ${what}`)
  }
  const there = async id => await bigPeer.find(TASKS, id)
  const here = async id => await collection.findOne({ _id: id })

  await crossing('MongoDB → Big Peer', '{"_id": "milk", "title": "Buy milk"} is inserted', () => collection.insertOne({ _id: 'milk', title: 'Buy milk' }), async () => (await there('milk'))?.title === 'Buy milk')
  await crossing('Big Peer → MongoDB', '{"_id": "bread", "title": "Bake bread"} is inserted', () => bigPeer.insert(TASKS, [{ _id: 'bread', title: 'Bake bread' }]), async () => (await here('bread'))?.title === 'Bake bread')
  await crossing('Big Peer → MongoDB', '"milk" is done there: isDone = true', () => bigPeer.update(TASKS, ['milk'], { isDone: true }), async () => (await here('milk'))?.isDone === true)
  await crossing('MongoDB → Big Peer', '"bread" is deleted', () => collection.deleteOne({ _id: 'bread' }), async () => !await there('bread'))
}
