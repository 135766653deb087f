/** A step did not do what it must; the message is for the reader of the demo. */
export class Failure extends Error {}

/** The reader ended the demo. */
export class Interrupted extends Error {
  /** @param {'SIGINT' | 'SIGTERM' | 'SIGHUP'} by */
  constructor(by) {
    super(`ended by ${by}`)
    this.exitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[by]
  }
}
