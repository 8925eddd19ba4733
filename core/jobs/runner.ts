import { breathe } from '../breathe.ts'
import { newId } from '../ids.ts'
import type { Log } from '../ports.ts'

export type Job = {
  readonly name: string
  /** Pause between two runs, real ms. */
  readonly everyMs: number
  run(signal: AbortSignal): void | Promise<void>
}

export type JobRunner = {
  /** Adds a job; it runs from `start` on. `wake` runs it now, or once more when it is just running. */
  add(job: Job): { wake(): void }
  /** Runs every job at once, and then in its turn. */
  start(): void
  /** Aborts the signal and waits for what is running; no job runs after that. */
  stop(): Promise<void>
}

/**
 * Runs background work: one run at a time per job, in real time. A run that fails is logged with a reference and
 * told to `onFailure`, and the next run comes as if it had not.
 */
export function createJobRunner({
  log,
  onFailure,
}: {
  log: Log
  onFailure?: (job: string, error: unknown) => void
}): JobRunner {
  const stopping = new AbortController()
  const loops: { wake(): void; readonly idle: () => Promise<void> }[] = []
  let started = false

  function add(job: Job): { wake(): void } {
    let lastWork = Promise.resolve()
    let working = false
    let again = false
    let timer: NodeJS.Timeout | undefined

    function wake(): void {
      if (!started || stopping.signal.aborted) return
      again = true
      if (!working) lastWork = work()
    }

    async function work(): Promise<void> {
      working = true
      clearTimeout(timer)
      while (again && !stopping.signal.aborted) {
        again = false
        await attempt(job)
      }
      working = false
      if (!stopping.signal.aborted) timer = setTimeout(wake, job.everyMs)
    }

    stopping.signal.addEventListener('abort', () => clearTimeout(timer))
    loops.push({ wake, idle: () => lastWork })
    wake()
    return { wake }
  }

  async function attempt(job: Job): Promise<void> {
    try {
      // A turn of its own: `wake` is called in the middle of other work, and at the start for all jobs together.
      await breathe()
      if (stopping.signal.aborted) return
      await job.run(stopping.signal)
    } catch (error) {
      if (stopping.signal.aborted && error instanceof Error && error.name === 'AbortError') return
      log.error('a job failed', error, { job: job.name, reference: newId() })
      onFailure?.(job.name, error)
    }
  }

  return {
    add,
    start() {
      started = true
      for (const loop of loops) loop.wake()
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops.map(loop => loop.idle()))
    },
  }
}
