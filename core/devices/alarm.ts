/** A pause that can be cut short. */
export type Alarm = {
  /** Ends the present pause, or the next one at once. */
  ring(): void
  /** Resolves after `ms` real milliseconds, or when rung. One waiter at a time. */
  pause(ms: number): Promise<void>
}

export function createAlarm(): Alarm {
  let rung = false
  let end: (() => void) | null = null
  return {
    ring() {
      rung = true
      end?.()
    },
    pause: ms =>
      new Promise(resolve => {
        const timer = setTimeout(() => end?.(), ms)
        end = () => {
          clearTimeout(timer)
          end = null
          rung = false
          resolve()
        }
        if (rung) end()
      }),
  }
}
