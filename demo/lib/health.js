import { until } from './until.js'

/** Waits until the bridge calls itself healthy. @returns {Promise<string>} what it says of itself */
export async function healthLine(stage) {
  const { status, mongodb, ditto, sync_lag_seconds: lag } = await until(stage.signal, 'The bridge is healthy', async () => {
    const health = await stage.health()
    return health.status === 'healthy' && health
  }, { every: 50 })
  return `/health says: ${status}, MongoDB ${mongodb}, Big Peer ${ditto}, lag ${lag} s`
}
