/** A failure that a person can mend: `message` says what happened, `remedy` what to do. */
export class SetUpFailure extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message)
    this.name = 'SetUpFailure'
    this.remedy = remedy
  }
}

/**
 * Prints why set-up stopped and ends the process with code 1.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  if (error instanceof SetUpFailure)
    process.stderr.write(`\nSet-up stopped: ${error.message}\nWhat to do: ${error.remedy}\n`)
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
