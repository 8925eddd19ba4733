import type { DeviceSession } from '../../core/ports.ts'
import { createZktecoDriver } from '../../core/devices/zkteco/driver.ts'
import { doctor } from './commands/doctor.ts'
import { enroll } from './commands/enroll.ts'
import { info } from './commands/info.ts'
import { logs } from './commands/logs.ts'
import { syncTime } from './commands/sync-time.ts'
import { templates } from './commands/templates.ts'
import { users } from './commands/users.ts'
import { watch } from './commands/watch.ts'
import { explain } from './explain.ts'
import type { Io } from './output.ts'
import { createOutput } from './output.ts'
import type { Task } from './task.ts'
import type { CommandName, Request } from './usage.ts'
import { parseRequest, USAGE, UsageError } from './usage.ts'

type Command = {
  readonly run: (session: DeviceSession, task: Task) => Promise<void>
  /** It ends by itself when it is to stop; all others are cut short. */
  readonly endsItself?: boolean
  /** Being stopped is its regular end. */
  readonly untilStopped?: boolean
}

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  info: { run: info },
  users: { run: users },
  logs: { run: logs },
  watch: { run: watch, endsItself: true, untilStopped: true },
  enroll: { run: enroll, endsItself: true },
  'sync-time': { run: syncTime },
  templates: { run: templates },
  doctor: { run: doctor },
}

/**
 * The whole tool. Never throws what is expected to happen.
 * @returns the exit code: 0, 1 (something failed) or 2 (wrong usage); 'stopped' when `io.stop` cut it short
 */
export async function runTool(args: readonly string[], io: Io): Promise<0 | 1 | 2 | 'stopped'> {
  let request: Request
  try {
    const parsed = parseRequest(args)
    if (parsed === 'help') {
      await io.write(USAGE)
      return 0
    }
    request = parsed
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.note(`${error.message}\n\n${USAGE}`)
    return 2
  }
  const command = COMMANDS[request.command]
  const output = createOutput(io, request.json)
  const driver = createZktecoDriver()
  const task: Task = {
    request,
    output,
    stop: io.stop,
    connect: () => driver.connect(request.address, io.stop),
  }
  try {
    await withTerminal(command, task)
    return io.stop.aborted && !command.untilStopped ? 'stopped' : 0
  } catch (error) {
    if (io.stop.aborted) {
      if (command.untilStopped) return 0
      output.note('Stopped.')
      return 'stopped'
    }
    output.note(explain(error, request.address))
    return 1
  }
}

async function withTerminal(command: Command, task: Task): Promise<void> {
  const session = await task.connect()
  // Leaving gives back what was borrowed: a disabled terminal would refuse every finger.
  const leave = (): void => void session.close()
  if (!command.endsItself) task.stop.addEventListener('abort', leave, { once: true })
  try {
    if (task.stop.aborted && !command.endsItself) leave()
    await command.run(session, task)
  } finally {
    task.stop.removeEventListener('abort', leave)
    await session.close()
  }
}
