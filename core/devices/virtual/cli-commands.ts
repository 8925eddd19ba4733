import { CommandError, type Command, type CommandContext } from './cli-command.ts'
import { FAULT_COMMANDS } from './cli-fault-commands.ts'
import { FINGER_COMMANDS } from './cli-finger-commands.ts'
import { packLocal, parseLocal, showRawTime } from './local-time.ts'

/** The first id of people whom no list knows. */
const FIRST_UNKNOWN = 990_001

function punch({ terminal, print }: CommandContext, pin: string, at?: number): void {
  const result = terminal.punch(pin, at === undefined ? {} : { at })
  // a recorded punch is reported where it is sent
  if ('refused' in result) print('punch-refused', { pin, why: result.refused })
}

function readTime(words: readonly string[], today: number): number | undefined {
  if (words.length === 0) return undefined
  const localMs = parseLocal(words.join(' '), today)
  if (localMs === null) throw new CommandError(`"${words.join(' ')}" is no time; try 07:05 or 2026-02-03T07:05:30`)
  return localMs
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function moveClock({ terminal, print }: CommandContext, words: readonly string[]): void {
  const [, sign, amount, unit] = /^([+-])(\d{1,6})([smhd])$/.exec(words[0] ?? '') ?? []
  if (unit !== undefined) {
    terminal.shiftClock(Number(`${sign ?? ''}${amount ?? ''}`) * (UNIT_MS[unit] ?? 0))
  } else {
    const localMs = readTime(words, terminal.time())
    if (localMs !== undefined) terminal.setClock(localMs)
  }
  print('clock', { time: showRawTime(packLocal(terminal.time())) })
}

const COMMANDS: Readonly<Record<string, Command>> = {
  punch: {
    help: 'punch PIN [TIME]   someone presses; TIME such as 07:05 or 2026-02-03T07:05:30',
    run(context, [pin = '', ...time]) {
      if (!/^\d{1,9}$/.test(pin)) throw new CommandError('punch needs a PIN of up to 9 digits')
      punch(context, pin, readTime(time, context.terminal.time()))
    },
  },
  unknown: {
    help: 'unknown            someone presses whom no list knows',
    run(context) {
      const known = new Set(context.terminal.log().map(log => log.userId))
      let pin = FIRST_UNKNOWN
      while (known.has(String(pin))) pin += 1
      punch(context, String(pin))
    },
  },
  unplug: { help: 'unplug             pull the network cable', run: ({ served }) => served.unplug() },
  plug: { help: 'plug               put it back', run: ({ served }) => served.plug() },
  clock: {
    help: 'clock [+150m|TIME] show, move (s, m, h, d) or set its clock',
    run: moveClock,
  },
  users: {
    help: 'users              everyone on the terminal',
    run({ terminal, print }) {
      const users = terminal
        .users()
        .map(({ uid, userId, name, privilege, card }) => ({ uid, userId, name, privilege, card }))
      print('users', { count: users.length, users })
    },
  },
  log: {
    help: 'log                every line of its log, in the order of happening',
    run({ terminal, print }) {
      const log = terminal.log().map(line => ({ ...line, time: showRawTime(line.rawTime) }))
      print('log', { count: log.length, log })
    },
  },
  'add-user': {
    help: 'add-user PIN NAME  someone is entered at the terminal itself',
    run({ terminal, print }, [pin = '', ...name]) {
      if (!/^\d{1,9}$/.test(pin) || name.length === 0) throw new CommandError('add-user needs a PIN and a name')
      const uid = 1 + Math.max(0, ...terminal.users().map(user => user.uid))
      const user = { uid, userId: pin, name: name.join(' '), privilege: 0, password: '', card: 0, group: 1 }
      if (!terminal.putUser(user)) throw new CommandError(`${pin} is on the terminal already, or it is full`)
      print('user-added', { uid, pin })
    },
  },
  'drop-user': {
    help: 'drop-user PIN      someone is deleted at the terminal itself',
    run({ terminal, print }, [pin = '']) {
      if (!terminal.deleteUser({ userId: pin })) throw new CommandError(`there is no user ${pin}`)
      print('user-dropped', { pin })
    },
  },
  ...FINGER_COMMANDS,
  ...FAULT_COMMANDS,
  help: {
    help: 'help               this list',
    run: ({ print }) => print('help', { commands: Object.values(COMMANDS).map(command => command.help) }),
  },
  quit: { help: 'quit               stop', run: ({ quit }) => quit() },
}

/** Does one line of input. A line that makes no sense prints an error, and the terminal goes on. */
export function runCommand(context: CommandContext, line: string): void {
  const [name = '', ...words] = line.trim().split(/\s+/)
  if (name === '') return
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  try {
    if (!command) throw new CommandError(`no command "${name}"; try help`)
    command.run(context, words)
  } catch (error) {
    // RangeError: a time no terminal can hold, an id that does not fit
    if (!(error instanceof CommandError) && !(error instanceof RangeError)) throw error
    context.print('error', { message: error.message, line })
  }
}
