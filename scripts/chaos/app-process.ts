import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { electronCommand } from '../launch.mjs'
import { endingWithUs } from '../setup/command.mjs'
import { root } from '../setup/places.mjs'

/** The app with all its processes. */
export type AppProcess = {
  /** All of them at once and without warning, as when the power fails. Resolves when they are gone. */
  killAll(): Promise<void>
  /** Asks the app to end as its window would; by force after `limitMs`. Resolves with whether it ended by itself. */
  leave(limitMs: number): Promise<boolean>
  hasEnded(): boolean
}

/** Starts the built app; nobody signs in. `env` is added to its environment. */
export function startApp(env: Readonly<Record<string, string>>): AppProcess {
  const start = electronCommand(root)
  const [command, args] = endingWithUs('KILL', start.command, start.args)
  const child = spawn(command, args, {
    env: { ...start.env, SIMULATION_MODE: 'true', ...env },
    stdio: 'ignore',
    // Its own process group, so that the whole of it can be killed.
    detached: true,
  })
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return {
    hasEnded,
    async killAll() {
      killGroup(child)
      await ended
    },
    async leave(limitMs) {
      child.kill('SIGTERM')
      const limit = setTimeout(() => killGroup(child), limitMs)
      await ended
      clearTimeout(limit)
      return child.signalCode === null || child.signalCode === 'SIGTERM'
    },
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH'
    if (!isGone) throw error
  }
}
